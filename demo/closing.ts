/** Something to undo, named for the message when it fails. */
interface Step {
  readonly name: string;
  readonly undo: () => Promise<void> | void;
}

/** What was opened, closed in the opposite order; one failure does not keep the others open. */
export class Closing {
  readonly #steps: Step[] = [];

  add(name: string, undo: Step['undo']): void {
    this.#steps.push({ name, undo });
  }

  /** Undoes everything that was added; a second call finds nothing left. Tells each failure on stderr. */
  async close(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.undo();
      } catch (error) {
        console.error(`closing ${step.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
