/** Steps in order of time, found by instant. */
export class Track<Step extends { readonly at: number }> {
  readonly steps: Step[] = [];

  /** Adds the next step; of several at one instant the last one counts. */
  push(step: Step): void {
    this.steps.push(step);
  }

  /** The step that holds at this instant; undefined before the first. */
  stepAt(at: number): Step | undefined {
    return this.steps[this.positionAt(at)];
  }

  /** The first step, from the one that holds at this instant on, that is as wanted. */
  firstFrom(at: number, isWanted: (step: Step) => boolean): Step | undefined {
    for (let position = Math.max(0, this.positionAt(at)); position < this.steps.length; position += 1) {
      const step = this.steps[position];
      const isMet = this.steps[position + 1]?.at !== step?.at;
      if (step !== undefined && isMet && isWanted(step)) return step;
    }
    return undefined;
  }

  /** The steps after `from`, up to and including `until`. */
  between(from: number, until: number): readonly Step[] {
    return this.steps.slice(this.positionAt(from) + 1, this.positionAt(until) + 1);
  }

  private positionAt(at: number): number {
    let [low, high] = [0, this.steps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.steps[middle] as Step).at <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
