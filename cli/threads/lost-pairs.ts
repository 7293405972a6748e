import type { Logger } from '../log.js';

/** Milliseconds between two lines that say the same: what is wrong with one pair is wrong with thousands. */
const every = 10_000;
/** So many different lines are remembered; beyond it all are forgotten, and told again. */
const mostLines = 100;

/** Tells of pairs that could not be examined; each is counted as `analysis-lost`, not each is told. */
export class LostPairs {
  readonly #told = new Map<string, { at: number; since: number }>();

  constructor(
    private readonly log: Logger,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  tell(route: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const line = `${route} ${why}`;
    const last = this.#told.get(line);
    const now = this.clock();
    if (last && now - last.at < every) {
      last.since += 1;
      return;
    }
    const others = last?.since ? { others: last.since } : {};
    if (this.#told.size >= mostLines) this.#told.clear();
    this.#told.set(line, { at: now, since: 0 });
    this.log.error(
      { route, error: why, ...others },
      'a pair could not be examined: it is counted as analysis-lost',
    );
  }
}
