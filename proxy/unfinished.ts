/** Requests whose one outcome is not counted yet: a shadow read may outlast the answer that it is compared with. */
export class Unfinished {
  #count = 0;
  #whenNone: (() => void)[] = [];

  /** Counts a request in until its promise ends. */
  async track(request: Promise<void>): Promise<void> {
    this.#count += 1;
    try {
      await request;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) for (const tell of this.#whenNone.splice(0)) tell();
    }
  }

  /** Resolves when none is left, or the time is over, if there is a limit to it. */
  async none(milliseconds?: number): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenNone.push(resolve);
      if (milliseconds !== undefined) setTimeout(resolve, milliseconds).unref();
    });
  }
}
