import type { ComparedEntities } from '../../comparators/suggest/suggestion.js';
import { EntityTally } from './entity-tally.js';

/**
 * Of all entities that were compared at a fingerprint, how many differ there, and how many of those that settled are
 * volatile: what an `ignore` is suggested by (design: evidence §2). What was seen of an entity last holds.
 */
export class Volatility {
  readonly #compared: EntityTally;
  readonly #settled = new EntityTally();

  /** @param level one entity in 2^level is looked at, at most */
  constructor(level: number) {
    this.#compared = new EntityTally(level);
  }

  /** Looks at no more than one entity in 2^level from now on. */
  sample(level: number): void {
    this.#compared.sample(level);
  }

  /** Counts anew what was compared, of another part of the entities; why they differed is no matter of how many did. */
  startAnew(level: number): void {
    this.#compared.startAnew(level);
  }

  /** An entity was compared there. @param entity 32 bits that are spread evenly */
  compared(entity: number, differs: boolean): void {
    this.#compared.note(entity, differs);
  }

  /** It is known why an entity differs there. */
  settled(entity: number, isVolatile: boolean): void {
    this.#settled.note(entity, isVolatile);
  }

  get entities(): ComparedEntities {
    const [compared, settled] = [this.#compared.share, this.#settled.share];
    return {
      compared: compared.entities,
      differing: compared.differing,
      settled: settled.entities,
      volatile: settled.differing,
    };
  }
}
