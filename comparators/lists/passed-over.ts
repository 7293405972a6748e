/**
 * What is passed over to call two places equal: ignored places, which may differ, and what rules forgive, or may:
 * the text of a list's member does not tell which `null` it leaves out.
 */
export type Passing = 'ignore' | 'values' | 'equate';

/** How often each was passed over in one comparison; what rises tells that equal places are worth another look. */
export class PassedOver {
  ignore = 0;
  values = 0;
  equate = 0;

  /** A copy that stays as it is. */
  get now(): Passes {
    const { ignore, values, equate } = this;
    return { ignore, values, equate };
  }

  /** What was passed over since then. */
  since(before: Passes): Passes {
    return {
      ignore: this.ignore - before.ignore,
      values: this.values - before.values,
      equate: this.equate - before.equate,
    };
  }

  /** What is known to be passed over, without passing it again. */
  add({ ignore, values, equate }: Passes): void {
    this.ignore += ignore;
    this.values += values;
    this.equate += equate;
  }
}

/** How often each was passed over. */
export type Passes = Readonly<Record<Passing, number>>;
