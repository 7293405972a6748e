import type { Looked } from '../comparators/classes/look.js';
import type { CensusField } from '../comparators/census/census.js';
import { censusOf } from '../comparators/census/census-of-answers.js';
import { shapeOf } from '../comparators/census/shape.js';
import type { Answer } from '../comparators/observation.js';
import type { Pair } from './pair.js';
import { hash32, isSampled } from './settling/hash.js';

/** Comparisons of which each gets a census, from the beginning of a route's evidence. */
const firstOnes = 50;
/** Then one in so many: what it takes stays below 5 % of a comparison's time (docs/coverage.md). */
const oneIn = 16;
/** Shapes of legacy's documents that are remembered; later ones are left to the sample. */
const mostShapes = 1_000;

/** Decides which comparisons of a route get a census, before anything is known of what they come to. */
export class CensusTaker {
  #met = 0;
  readonly #shapes = new Set<number>();

  /** Evidence may begin anew although the rules are as they were: the first ones count again. */
  startAnew(): void {
    this.#met = 0;
    this.#shapes.clear();
  }

  /** What a comparison shows of legacy's fields, where its turn has come. */
  take(
    { entity, sampleLevel = 0 }: Pair,
    looked: Looked,
    legacy: Answer,
    candidate: Answer,
  ): readonly CensusField[] | undefined {
    if (!legacy.body || !candidate.body) return undefined;
    const isNew = this.#isNewShape(looked);
    // Outside of the sample of equal bodies it came for a census alone.
    const isTurn = !isSampled(hash32(entity), sampleLevel) || hash32(`${this.#met} ${entity}`) % oneIn === 0;
    const isDue = this.#met < firstOnes || isNew || isTurn;
    this.#met += 1;
    return isDue ? censusOf(looked, legacy, candidate) : undefined;
  }

  #isNewShape({ read }: Looked): boolean {
    if (!read || this.#shapes.size >= mostShapes) return false;
    const before = this.#shapes.size;
    this.#shapes.add(hash32(shapeOf(read.trees.legacy.value)));
    return this.#shapes.size > before;
  }
}
