import type { EvidenceDesk } from '../evidence/desk.js';

/** Milliseconds after which a reading is made anew, though nobody was told of a change. */
const longest = 1_000;
/** Readings that are kept at once: each may be a page of a megabyte. */
const most = 16;

/**
 * Readings that several people ask for between two changes, made once for all of them: a change is told to everybody
 * at the same moment, and on the thread that answers the dials are turned as well.
 */
export class SharedReadings<T> {
  /** By name, oldest first. */
  readonly #kept = new Map<string, { readonly at: number; readonly reading: Promise<T> }>();

  constructor(
    desk: Pick<EvidenceDesk, 'onChange'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    desk.onChange(() => this.#kept.clear());
  }

  /** The reading of this name; made anew after a change, a second, or where it failed. */
  of(name: string, read: () => Promise<T> | T): Promise<T> {
    const known = this.#kept.get(name);
    if (known && this.now() - known.at < longest) return known.reading;
    const reading = Promise.resolve().then(read);
    this.#kept.delete(name);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= most) this.#kept.delete(oldest);
    const made = { at: this.now(), reading };
    this.#kept.set(name, made);
    reading.catch(() => this.#kept.get(name) === made && this.#kept.delete(name));
    return reading;
  }
}
