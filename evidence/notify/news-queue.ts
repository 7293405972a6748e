import type { MismatchNews, MoreNews, News, TurnNews } from './news.js';

/** New fingerprints that are told one by one within a minute; what is more is told by its number. */
const perMinute = 20;
const minute = 60_000;
/** Of turned dials, and of new fingerprints, so many wait. */
const mostWaiting = 100;

/** What to send now, or how many milliseconds to wait; undefined when nothing waits. */
export type Next = { readonly send: News | MoreNews } | { readonly wait: number } | undefined;

/**
 * What waits to be sent to one webhook: bounded, dials first, and of new fingerprints at most twenty in a
 * minute and then one word on how many more there are. A change of rules may find hundreds at once.
 */
export class NewsQueue {
  #turns: TurnNews[] = [];
  #mismatches: MismatchNews[] = [];
  /** How many more there are than wait, by route. */
  readonly #more = new Map<string, number>();
  #minuteBegan = Number.NEGATIVE_INFINITY;
  #sentInMinute = 0;

  /** How many news wait, those that are told by their number too. */
  get waiting(): number {
    return this.#turns.length + this.#mismatches.length + sum(this.#more.values());
  }

  /** @returns how many had to be dropped for it: turned dials alone, the oldest first */
  add(news: News): number {
    if (news.kind === 'new-mismatch') {
      if (this.#mismatches.length < mostWaiting) this.#mismatches.push(news);
      else this.#countMore(news);
      return 0;
    }
    this.#turns.push(news);
    // Where the dial stands now is told by the newest.
    return this.#turns.length > mostWaiting ? this.#turns.splice(0, 1).length : 0;
  }

  /** Takes what is to be sent next. @param now milliseconds on a clock that never jumps */
  take(now: number): Next {
    const turn = this.#turns.shift();
    if (turn) return { send: turn };
    if (this.#mismatches.length === 0 && this.#more.size === 0) return undefined;
    if (now - this.#minuteBegan >= minute) {
      this.#minuteBegan = now;
      this.#sentInMinute = 0;
    }
    if (this.#sentInMinute > perMinute) return { wait: this.#minuteBegan + minute - now };
    this.#sentInMinute += 1;
    return { send: this.#takeMismatch() };
  }

  #takeMismatch(): MismatchNews | MoreNews {
    const mayBeAlone = this.#sentInMinute <= perMinute || this.waiting === 1;
    return (mayBeAlone ? this.#mismatches.shift() : undefined) ?? this.#takeRest();
  }

  #takeRest(): MoreNews {
    for (const mismatch of this.#mismatches) this.#countMore(mismatch);
    const routes = [...this.#more].map(([route, count]) => ({ route, count }));
    this.#mismatches = [];
    this.#more.clear();
    return { kind: 'more-new-mismatches', routes };
  }

  #countMore({ route }: MismatchNews): void {
    this.#more.set(route, (this.#more.get(route) ?? 0) + 1);
  }
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);
