import type { Logger } from '../log.js';

const quietFor = 30_000;

/** Says that traces do not arrive: at once, then every half minute with a count, and when they do again. */
export class ExportLog {
  /** Spans that were lost since sending last went well, by why. */
  readonly #lost = new Map<string, number>();
  #told = Number.NEGATIVE_INFINITY;
  #tells = false;

  constructor(
    private readonly log: Pick<Logger, 'warn' | 'info'>,
    private readonly endpoint: string,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** So many spans will never arrive. */
  lost(why: string, spans: number): void {
    this.#lost.set(why, (this.#lost.get(why) ?? 0) + spans);
    if (this.#tells && this.now() - this.#told < quietFor) return;
    this.#told = this.now();
    this.#tells = true;
    this.log.warn(
      { endpoint: this.endpoint, lost: this.#counts() },
      'spans are lost; clients and evidence do not notice. Is the collector there, and quick enough?',
    );
  }

  /** A batch arrived. */
  arrived(): void {
    if (!this.#tells || this.now() - this.#told < quietFor) return;
    this.over();
  }

  /** Nothing more is sent, or has been lost for a while: what was not told yet is. */
  over(): void {
    if (!this.#tells) return;
    this.log.info({ endpoint: this.endpoint, lost: this.#counts() }, 'spans that were lost in all, by why');
    this.#lost.clear();
    this.#tells = false;
  }

  #counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lost);
  }
}
