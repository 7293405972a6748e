import type { Tally } from '../evidence/tally.js';
import type { Logger } from './log.js';

const quietFor = 30_000;

/** Says that an upstream fails: at once, then every half minute with a count, and when it is over. */
export class OutageLog {
  readonly #outages = new Map<string, { what: object; failures: number; told: number; last: number }>();

  constructor(
    private readonly log: Pick<Logger, 'warn' | 'info'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Looks at what was counted since the last time. */
  note(tallies: readonly Tally[]): void {
    for (const { count, ...what } of tallies.flatMap(({ failures }) => failures))
      this.#failed(JSON.stringify(what), what, count);
    for (const [id, { what, failures, last }] of this.#outages) {
      if (this.now() - last < quietFor) continue;
      this.log.info({ ...what, failures }, 'upstream has not failed for 30 s');
      this.#outages.delete(id);
    }
  }

  #failed(id: string, what: object, count: number): void {
    const outage = this.#outages.get(id) ?? { what, failures: 0, told: Number.NEGATIVE_INFINITY, last: 0 };
    outage.failures += count;
    outage.last = this.now();
    this.#outages.set(id, outage);
    if (this.now() - outage.told < quietFor) return;
    outage.told = this.now();
    this.log.warn({ ...what, failures: outage.failures }, 'upstream fails');
  }
}
