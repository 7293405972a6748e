import type { DifferenceKind } from '../../comparators/difference.js';
import { placeIn, toldAt } from './told.js';
import type { Arrival } from './traffic.js';
import type { PairTime } from './world/pair-time.js';
import { isAbout } from './world/truth.js';
import type { World } from './world/world.js';

/**
 * What comparisons have shown of each entity. That a value is an earlier one only they can know who saw it when
 * it was right: truth that nobody could know proves nothing against a verdict.
 */
export class Seen {
  readonly #times = new Map<string, number[]>();

  constructor(private readonly world: World) {}

  /** A pair of this entity was compared. */
  note({ entity, at }: Arrival): void {
    const times = this.#times.get(entity) ?? [];
    times.push(at.legacy);
    this.#times.set(entity, times);
  }

  /**
   * Whether legacy showed, in a comparison before this pair, what the candidate tells at such a place of it.
   * @param then when the candidate tells it: at the pair, or later
   */
  showed(entity: string, at: PairTime, pattern: string, kind: DifferenceKind, then: PairTime): boolean {
    const labels = this.world.labels(entity, at).filter((label) => isAbout(label, pattern, kind));
    const earlier = (this.#times.get(entity) ?? []).filter((time) => time < at.legacy);
    return labels.some(({ path }) => {
      const place = placeIn(this.world, entity, at, path);
      const told = toldAt(this.world, entity, 'candidate', then.candidate, place);
      return earlier.some((time) => toldAt(this.world, entity, 'legacy', time, place) === told);
    });
  }
}
