import { type ClassCounts, type MismatchClass, noClasses } from '../mismatch-class.js';

/** Entities with a fingerprint that must have settled, and the share of them that must be of these classes. */
const fewest = 20;
const share = 0.95;
/** Fingerprints told apart, and entities of each: those that settled last. */
const mostTold = 1_000;
const mostEntities = 256;

/**
 * What a difference is without reading again, by what those of its fingerprint came to that were read
 * again, each entity once: one that is asked for all the time says nothing of the others. Stale and volatile
 * are never taken for granted: that would hide missing events behind lag (design: evidence §2).
 */
export class Attribution {
  readonly #settled = new Map<string, Map<number, MismatchClass>>();

  /** An entity was settled at a fingerprint; what it came to last holds. */
  note(fingerprint: string, entity: number, mismatchClass: MismatchClass): void {
    const known = this.#settled.get(fingerprint) ?? new Map<number, MismatchClass>();
    if (!this.#settled.has(fingerprint) && this.#settled.size >= mostTold) return;
    this.#settled.set(fingerprint, known);
    known.delete(entity);
    known.set(entity, mismatchClass);
    const [oldest] = known.keys();
    if (known.size > mostEntities && oldest !== undefined) known.delete(oldest);
  }

  /** Entities that were settled at a fingerprint, by what they came to. */
  classesOf(fingerprint: string): ClassCounts {
    const counts = noClasses();
    for (const mismatchClass of this.#settled.get(fingerprint)?.values() ?? []) counts[mismatchClass] += 1;
    return counts;
  }

  /** The class that it is taken for; undefined where that is not known well enough. */
  classOf(fingerprint: string): 'missing' | 'semantic' | undefined {
    const { missing, semantic } = this.classesOf(fingerprint);
    const all = this.#settled.get(fingerprint)?.size ?? 0;
    if (all < fewest || missing + semantic < share * all) return undefined;
    return missing > semantic ? 'missing' : 'semantic';
  }
}
