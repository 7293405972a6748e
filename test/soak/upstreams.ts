import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Children, ListeningChild } from '../../bench/process/children.js';
import type { Side } from './plan.js';
import type { UpstreamOrder, UpstreamReport } from './upstream/report.js';

const tellsWithin = 20_000;
const program = new URL('./upstream/upstream-process.js', import.meta.url);

/** An upstream in a process of its own. */
export class UpstreamChild {
  private constructor(private readonly child: ListeningChild) {}

  static async start(children: Children, side: Side, seed: number): Promise<UpstreamChild> {
    return new UpstreamChild(await children.listen(side, program, [side, String(seed)]));
  }

  get port(): number {
    return this.child.port;
  }

  order(order: UpstreamOrder): void {
    this.child.process.send(order);
  }

  /** What it tells of itself. */
  async report(): Promise<UpstreamReport> {
    const told = once(this.child.process, 'message', { signal: AbortSignal.timeout(tellsWithin) });
    this.order('tell');
    const [report] = (await told) as [UpstreamReport];
    return report;
  }

  /** Has it close its idle connections until none is left, or waiting is of no use; tells what stays. */
  async hangUp(within = 10_000): Promise<UpstreamReport> {
    const deadline = performance.now() + within;
    for (;;) {
      this.order('hang-up');
      await sleep(200);
      const report = await this.report();
      if (report.open === 0 || performance.now() > deadline) return report;
    }
  }
}
