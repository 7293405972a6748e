/** Milliseconds that one asking may take at most; less where it is asked more often. */
const longestAsking = 5_000;

/** Who is told of what a probe finds. */
export interface ProbeListener {
  /** Every time: the version, or none when it could not be had. */
  told(version: string | undefined): void;
  /** Each time that why it fails changes, not each time that it fails. */
  failing(why: string): void;
  /** It answers again. */
  answering(): void;
}

/** Asks for a version again and again, never twice at a time. */
export class VersionProbe {
  /** Resolves when it was asked once, whatever came of it. */
  readonly first: Promise<void>;
  #asking = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #failure: string | undefined;

  /**
   * @param ask rejects when no version can be had
   * @param every milliseconds between two askings
   */
  constructor(
    private readonly ask: (signal: AbortSignal) => Promise<string>,
    private readonly every: number,
    private readonly listener: ProbeListener,
  ) {
    this.first = this.#round();
  }

  /** Asks no more, and tells no more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  async #round(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const late = setTimeout(() => asking.abort(), Math.min(this.every, longestAsking));
    try {
      this.#hear(await this.ask(asking.signal), undefined);
    } catch (error) {
      this.#hear(undefined, asking.signal.aborted ? 'it does not answer in time' : reasonOf(error));
    } finally {
      clearTimeout(late);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#round(), this.every).unref();
  }

  #hear(version: string | undefined, failure: string | undefined): void {
    if (this.#stopped) return;
    this.listener.told(version);
    const before = this.#failure;
    this.#failure = failure;
    if (failure !== undefined && failure !== before) this.listener.failing(failure);
    if (failure === undefined && before !== undefined) this.listener.answering();
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);
