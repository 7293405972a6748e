import type { Logger } from '../log.js';

/** Milliseconds between two lines on one route: what is wrong with one pair is wrong with thousands. */
const every = 10_000;

/** Tells of pairs that could not be examined; each is counted as `analysis-lost`, not each is told. */
export class LostPairs {
  readonly #told = new Map<string, { at: number; since: number }>();

  constructor(
    private readonly log: Logger,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  tell(route: string, error: unknown): void {
    const last = this.#told.get(route);
    const now = this.clock();
    if (last && now - last.at < every) {
      last.since += 1;
      return;
    }
    const others = last?.since ? { others: last.since } : {};
    this.#told.set(route, { at: now, since: 0 });
    this.log.error(
      { route, error: error instanceof Error ? error.message : String(error), ...others },
      'a pair could not be examined: it is counted as analysis-lost',
    );
  }
}
