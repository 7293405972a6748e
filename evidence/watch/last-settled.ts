import { type AlarmGrounds, burstOf } from '../../routing-rules/alarm.js';
import type { MismatchClass } from '../mismatch-class.js';

/**
 * By what an entity is bad, as people are told: its class, `late` where it caught up past freshness only, or that one of
 * two classes is still to be chosen though it is bad for certain.
 */
export type Badness = Exclude<MismatchClass, 'unsettled' | 'stale' | 'volatile'> | 'late' | typeof unnamed;

/** It differed to the end of settling; which of the two it is says one more reading, unless it has healed by then. */
export const unnamed = 'missing or semantic';

/** The last distinct entities of which it is known what came of them, with the latest result of each. */
export class LastSettled {
  /** By hash; null where it is not bad. */
  readonly #results = new Map<string, Badness | null>();

  note(hash: string, badness: Badness | null): void {
    // Set anew, it stands last.
    this.#results.delete(hash);
    this.#results.set(hash, badness);
    const [oldest] = this.#results.keys();
    if (this.#results.size > burstOf && oldest !== undefined) this.#results.delete(oldest);
  }

  /** What an entity that is bad for certain is bad by; what is known of it since then is newer, and stands. */
  name(hash: string, badness: Badness): void {
    if (this.#results.get(hash) === unnamed) this.#results.set(hash, badness);
  }

  /** How many they are, how many of them are bad, and by what. */
  get counts(): AlarmGrounds['last'] {
    const classes: Record<string, number> = {};
    const bad = [...this.#results.values()].filter((badness) => badness !== null);
    for (const badness of bad) classes[badness] = (classes[badness] ?? 0) + 1;
    return { bad: bad.length, of: this.#results.size, classes };
  }

  restart(): void {
    this.#results.clear();
  }
}
