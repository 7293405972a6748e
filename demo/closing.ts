/** Something to undo, named for the message when it fails. */
interface Step {
  readonly name: string;
  readonly undo: () => Promise<void> | void;
  /** What can be undone without waiting, when there is no time left. */
  readonly atOnce: (() => void) | undefined;
}

/** What was opened, closed in the opposite order; one failure does not keep the others open. */
export class Closing {
  #steps: readonly Step[] = [];

  add(name: string, undo: Step['undo'], atOnce?: () => void): void {
    this.#steps = [...this.#steps, { name, undo, atOnce }];
  }

  /** Undoes everything that was added; a second call finds nothing left. Tells each failure on stderr. */
  async close(): Promise<void> {
    for (let step = this.#steps.at(-1); step; step = this.#steps.at(-1)) {
      try {
        await step.undo();
      } catch (error) {
        console.error(`closing ${step.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
      // Only now: until it is undone, {@link abandon} must still find it.
      const done = step;
      this.#steps = this.#steps.filter((other) => other !== done);
    }
  }

  /** Undoes without waiting what would outlive this process. For the moment in which it exits. */
  abandon(): void {
    for (const { name, atOnce } of this.#steps.toReversed()) {
      try {
        atOnce?.();
      } catch (error) {
        console.error(`closing ${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.#steps = [];
  }
}
