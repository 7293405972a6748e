import type { Share } from '../../comparators/classes/persistent-class.js';
import { isSampled } from './hash.js';

/** Entities kept at most; beyond it a half, then a quarter … of all entities is looked at. */
const mostKept = 256;

/**
 * How many of any number of entities differ, in bounded memory: entities are sampled by their hash, so
 * that one that differs is kept exactly as likely as one that agrees, and the share is not biased
 * (adaptive sampling; Flajolet, Computing 43, 1990). What was seen of an entity last holds.
 */
export class EntityTally {
  readonly #kept = new Map<number, boolean>();

  /** @param level one entity in 2^level is looked at, at most */
  constructor(private level = 0) {}

  /** @param entity 32 bits that are spread evenly */
  note(entity: number, differs: boolean): void {
    if (!isSampled(entity, this.level)) return;
    this.#kept.set(entity, differs);
    while (this.#kept.size > mostKept) this.sample(this.level + 1);
  }

  /** Looks at no more than one entity in 2^level from now on. */
  sample(level: number): void {
    if (level <= this.level) return;
    this.level = level;
    for (const kept of this.#kept.keys()) if (!isSampled(kept, level)) this.#kept.delete(kept);
  }

  /** Forgets what it saw of that part of the entities, and looks at another from now on. */
  startAnew(level: number): void {
    this.level = level;
    this.#kept.clear();
  }

  get share(): Share {
    let differing = 0;
    for (const differs of this.#kept.values()) if (differs) differing += 1;
    return { entities: this.#kept.size, differing };
  }
}
