import type { DifferenceKind } from '../../../comparators/difference.js';
import type { Answer, Observation } from '../../../comparators/observation.js';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import type { Side } from '../../../evidence/tally.js';
import { versionAt } from '../faults/rolling-deploy.js';
import { documentOf } from './document.js';
import { Entity } from './entity.js';
import { labelsOf } from './labels.js';
import type { PairTime } from './pair-time.js';
import type { Settings } from './settings.js';
import { type Label, type Truth, isAbout } from './truth.js';

/**
 * A shop that answers from its log, a projection that follows it, and the truth about how they differ. What is
 * asked changes nothing: the same question has the same answer, in whatever order questions are asked. Two reads
 * of one side of one entity at the same instant are one read.
 */
export interface World {
  readonly settings: Settings;
  /** The ids of all that are, were or will be. */
  readonly entities: readonly string[];
  /** What a side answers at this instant, in whole milliseconds. @throws RangeError for an unknown entity */
  read(side: Side, entity: string, at: number): Observation;
  /** Every place at which the two answers of a pair differ, with the truth about it; none when legacy fails. */
  labels(entity: string, at: PairTime): readonly Label[];
  /**
   * The class that the design asks for a difference that was seen in a pair, told by its pattern or, to tell
   * one order from another, by its path. Where several places are meant, the worst. Undefined where no
   * difference should be seen.
   */
  truth(entity: string, pattern: string, kind: DifferenceKind, at: PairTime): Truth | undefined;
}

/** @throws RangeError when the settings make no world */
export function createWorld(settings: Settings): World {
  check(settings);
  const entities = Array.from(
    { length: settings.entities },
    (_, at) => `c-${String(at + 1).padStart(5, '0')}`,
  );
  const ids = new Set(entities);
  const made = new Map<string, Entity>();
  const entityOf = (id: string): Entity => {
    const known = made.get(id);
    if (known !== undefined) return known;
    if (!ids.has(id))
      throw new RangeError(`no entity ${id}: it is one of ${entities[0]} to ${entities.at(-1)}`);
    const entity = new Entity(id, settings);
    made.set(id, entity);
    return entity;
  };
  const labels = (id: string, at: PairTime): readonly Label[] => labelsOf(entityOf(id), at);
  return {
    settings,
    entities,
    read: (side, id, at) => answerOf(entityOf(id), side, at),
    labels,
    truth: (id, pattern, kind, at) =>
      labels(id, at)
        .filter((label) => isAbout(label, pattern, kind))
        .map(({ truth }) => truth)
        .reduce<Truth | undefined>(
          (worst, truth) => (worst === undefined ? truth : worse(worst, truth)),
          undefined,
        ),
  };
}

/** The worse of two; of one class what is sure, then what heals later. */
function worse(one: Truth, other: Truth): Truth {
  const [rank, otherRank] = [one, other].map((truth) => mismatchClasses.indexOf(truth.class));
  if (rank !== otherRank) return (rank ?? 0) < (otherRank ?? 0) ? one : other;
  if ((one.arguable === undefined) !== (other.arguable === undefined)) {
    return one.arguable === undefined ? one : other;
  }
  return one.class === 'stale' && other.class === 'stale' && other.healedAt > one.healedAt ? other : one;
}

function answerOf(entity: Entity, side: Side, at: number): Answer {
  const version =
    side === 'candidate' ? [['x-app-version', versionAt(entity.moment(side, at))] as const] : [];
  const answer = (status: number, document: object): Answer => ({
    kind: 'answer',
    status,
    headers: [['content-type', 'application/json'], ...version],
    body: Buffer.from(JSON.stringify(document)),
  });
  if (entity.fails(side, at)) return answer(503, {});
  if (!entity.has(side, 'answer', at)) return answer(404, {});
  return answer(
    200,
    documentOf(entity.id, entity.orders, (place) => entity.shown(side, place, at)?.value),
  );
}

function check({ entities, duration, freshness, writesPerMinute, faults }: Settings): void {
  const numbers = { entities, duration, freshness, writesPerMinute };
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value > 0 && value < Infinity))
      throw new RangeError(`${name} is ${value}: give a finite number above 0`);
  }
  for (const [name, rate] of Object.entries(faults)) {
    if (!(rate >= 0 && rate <= 1))
      throw new RangeError(`the rate of ${name} is ${rate}: give a part from 0 to 1`);
  }
}
