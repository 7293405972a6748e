import type { Difference } from '../comparators/difference.js';
import { fingerprintOf } from './field-book.js';

const maxFingerprints = 10_000;
/** Milliseconds after which a fingerprint is due again: samples are only kept for a time. */
const dueAfter = 3_600_000;

/**
 * Chooses which comparisons become samples: the first few of each fingerprint, then every doubling, and one an
 * hour. Samples cost time and are looked at by people, who need the first at once and the later ones to see
 * whether it still looks the same. What the book then keeps of them, `sample-book.ts` says.
 */
export class SampleChoice {
  readonly #seen = new Map<string, { readonly times: number; readonly chosen: number }>();

  /** @param now a clock in milliseconds that never goes back */
  constructor(private readonly now: () => number) {}

  isWorthKeeping(differences: readonly Pick<Difference, 'pattern' | 'kind'>[]): boolean {
    const now = this.now();
    const names = new Set(differences.map(({ pattern, kind }) => fingerprintOf(pattern, kind)));
    const differing = [...names].flatMap((name) => this.#count(name));
    const worth = differing.some(
      ({ times, chosen }) => times <= 3 || Number.isInteger(Math.log2(times)) || now - chosen >= dueAfter,
    );
    // Whatever it was chosen for, it shows all of these.
    if (worth) for (const { name, times } of differing) this.#seen.set(name, { times, chosen: now });
    return worth;
  }

  #count(name: string): readonly { name: string; times: number; chosen: number }[] {
    const { times, chosen } = this.#seen.get(name) ?? { times: 0, chosen: this.now() };
    if (times === 0 && this.#seen.size >= maxFingerprints) return [];
    this.#seen.set(name, { times: times + 1, chosen });
    return [{ name, times: times + 1, chosen }];
  }
}
