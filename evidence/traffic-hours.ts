/** In how many clock hours a route compared anything, and when it last did: an RFC 3339 instant. */
export interface Traffic {
  readonly hours: number;
  readonly last: string;
}

/** Counts the distinct clock hours in which a route compared anything. */
export class TrafficHours {
  #hours = 0;
  #first = 0;
  #last: Date | undefined;

  get hours(): number {
    return this.#hours;
  }

  /** Undefined when nothing was compared. */
  get traffic(): Traffic | undefined {
    return this.#last && { hours: this.#hours, last: this.#last.toISOString() };
  }

  /** Something is compared now. */
  note(now: Date): void {
    // Other, not later: a clock that was set back must not stop the count for as long.
    if (!this.#last) this.#first = hourOf(now);
    if (!this.#last || hourOf(now) !== hourOf(this.#last)) this.#hours += 1;
    this.#last = now;
  }

  /** Takes up what was saved, under what was counted here meanwhile. */
  resume({ hours, last }: Traffic): void {
    const both = this.#last !== undefined && this.#first === hourOf(new Date(last));
    this.#hours += hours - Number(both);
    this.#last ??= new Date(last);
  }
}

const hourOf = (time: Date): number => Math.floor(time.getTime() / 3_600_000);
