import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answering } from '../../../bench/process/answering.js';
import type { Child, Children } from '../../../bench/process/children.js';
import { askAdmin, type Card, outcomesOf, readCards } from './admin.js';
import { configuration, type Ground } from './configuration.js';
import { LogWatch } from './log-watch.js';

const program = fileURLToPath(new URL('../../../cli/banyan.js', import.meta.url));
/** Counts leave the data plane every 200 ms; what stands still for longer has been told. */
const stillFor = 1_000;

/** The Banyan that is soaked: a process as users run it. */
export class Soaked {
  readonly log: LogWatch;
  readonly #file: string;
  #variant: 0 | 1 = 0;

  private constructor(
    readonly child: Child,
    private readonly ground: Ground,
  ) {
    this.#file = join(ground.folder, 'banyan.yaml');
    this.log = new LogWatch(this.#file);
    child.process.stdout?.on('data', (chunk: Buffer) => this.log.hear(chunk.toString()));
    child.process.stderr?.on('data', (chunk: Buffer) => this.log.hearError(chunk.toString()));
  }

  /** Starts it and waits until it is ready. */
  static async start(children: Children, ground: Ground): Promise<Soaked> {
    const file = join(ground.folder, 'banyan.yaml');
    writeFileSync(file, configuration(ground, 0));
    const child = children.start('banyan', process.execPath, [program, 'serve', file]);
    const soaked = new Soaked(child, ground);
    await answering(`http://127.0.0.1:${ground.adminPort}/readyz`, child);
    return soaked;
  }

  /** Turns the dial of a route, against its guards. */
  turn(route: string, share: string): Promise<unknown> {
    const body = { share, reason: 'a soak turns it now and then', force: true };
    return askAdmin(this.ground.adminPort, 'PUT', `/routes/${route}/dial`, body);
  }

  /** Writes the other variant of its banyan.yaml, and resolves when it serves by that. */
  async reload(): Promise<void> {
    const before = this.log.count('was read anew and serves');
    this.#variant = this.#variant === 0 ? 1 : 0;
    writeFileSync(this.#file, configuration(this.ground, this.#variant));
    await until(() => this.log.count('was read anew and serves') > before, 'a reload is taken');
  }

  /** Writes what cannot be taken, and resolves when that was told. */
  async spoil(): Promise<void> {
    const before = this.log.count('but not taken');
    writeFileSync(this.#file, configuration(this.ground, this.#variant).slice(0, -40));
    await until(() => this.log.count('but not taken') > before, 'a spoilt file is told');
  }

  cards(): Promise<readonly Card[]> {
    return readCards(this.ground.adminPort);
  }

  /**
   * Waits until every request is compared or skipped, no mismatch is followed and nothing changes any more; or
   * for long enough. What is followed is read again, over connections that would be counted.
   */
  async settledCards(within = 60_000): Promise<readonly Card[]> {
    const deadline = performance.now() + within;
    let last = '';
    let since = performance.now();
    for (;;) {
      const cards = await this.cards();
      const told = JSON.stringify(cards.map((card) => [card.requests, outcomesOf(card), card.settling]));
      if (told !== last) since = performance.now();
      last = told;
      const isSettled = cards.every((card) => card.requests === outcomesOf(card) && card.settling === 0);
      if ((isSettled && performance.now() - since > stillFor) || performance.now() > deadline) return cards;
      await sleep(100);
    }
  }
}

/** Waits for something that comes soon, on however busy a machine. @throws Error when it does not */
export async function until(is: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await is())) {
    if (performance.now() > deadline) throw new Error(`nothing came of it within 30 s: ${what}`);
    await sleep(50);
  }
}
