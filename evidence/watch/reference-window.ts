import { build, type Histogram } from 'hdr-histogram-js';

/** Legacy's quantiles as they were in the last window, fixed before anything is judged by them. */
export interface Reference {
  /** Seconds, by the name of the quantile. */
  readonly quantiles: Readonly<Record<string, number>>;
}

interface Quantile {
  readonly name: string;
  readonly quantile: number;
}

/** Takes legacy's quantiles window by window: what is judged in one is judged by the one before (design: evidence §4, Latency). */
export class ReferenceWindow {
  #times: Histogram = histogram();
  #ticks = 0;
  #reference: Reference | null = null;
  #isThin = true;

  /**
   * @param length ticks of a window
   * @param least pairs that a window must have, or the next one has no reference
   */
  constructor(
    private readonly quantiles: readonly Quantile[],
    private readonly length: number,
    private readonly least: number,
  ) {}

  /** How long legacy took in a pair, in seconds; Infinity where it failed. */
  note(seconds: number): void {
    this.#times.recordValue(Math.min(longest, Math.max(1, Math.round(seconds * microseconds))));
  }

  /** Closes a tick, and with the last one of it the window. */
  close(): void {
    this.#ticks += 1;
    if (this.#ticks < this.length) return;
    this.#ticks = 0;
    this.#isThin = this.#times.totalCount < this.least;
    if (!this.#isThin) this.#reference = this.#taken();
    this.#times.reset();
  }

  /** Ticks until this window is over. */
  get left(): number {
    return this.length - this.#ticks;
  }

  /** What was taken last, which is enough to notice that the candidate is slower; null while nothing was. */
  get reference(): Reference | null {
    return this.#reference;
  }

  /** Whether the window before this one had too few pairs: then nothing is proven by what was taken earlier. */
  get isThin(): boolean {
    return this.#isThin;
  }

  /** Goes on with what was taken before: by an earlier process, or for other evidence of the same legacy. */
  resume({ reference, isThin }: Pick<ReferenceWindow, 'reference' | 'isThin'>): void {
    if (this.#reference !== null || reference === null) return;
    this.#reference = reference;
    this.#isThin = isThin;
  }

  #taken(): Reference {
    const at = ({ name, quantile }: Quantile) =>
      [name, this.#times.getValueAtPercentile(quantile * 100) / microseconds] as const;
    return { quantiles: Object.fromEntries(this.quantiles.map(at)) };
  }
}

const microseconds = 1_000_000;
const longest = 3_600 * microseconds;

const histogram = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: longest, numberOfSignificantValueDigits: 3 });
