import { whyVersionMixed } from '../faults/rolling-deploy.js';
import type { Entity, Shown } from './entity.js';
import { type Field, type Place, fieldOf, isSame, placesAbove } from './fields.js';
import type { Applied, Course, Version } from './history.js';
import { type PairTime, readBy } from './pair-time.js';
import { settlingSteps } from './settings.js';
import type { OtherTruth, StaleTruth, Truth } from './truth.js';

/** What both sides show at one place of a pair, and on what it rests. */
interface Sight {
  readonly entity: Entity;
  readonly place: Place;
  readonly field: Field;
  readonly course: Course;
  readonly at: PairTime;
  readonly legacy: Shown;
  readonly candidate: Shown;
  /** The newer of the two versions that are shown. */
  readonly newest: Version;
  /** When the projection learns of that version or a newer one; undefined for never. */
  readonly reached: Applied | undefined;
}

/**
 * Why the two answers of a pair differ at a place, from what was written, what became of the events, and what
 * is wrong there; undefined where they do not. The place must be told by both sides.
 */
export function truthAt(entity: Entity, place: Place, at: PairTime): Truth | undefined {
  const legacy = entity.shown('legacy', place, at.legacy);
  const candidate = entity.shown('candidate', place, at.candidate);
  if (legacy === undefined || candidate === undefined) {
    throw new Error(`${place} of ${entity.id} is told before it was written, at ${at.legacy} ms`);
  }
  if (isSame(legacy.value, candidate.value)) return undefined;
  const course = entity.course(place);
  const newest = course.legacy.steps[Math.max(legacy.index, candidate.index)] as Version;
  const reached = course.candidate.firstFrom(candidate.since, ({ index }) => index >= newest.index);
  const sight = { entity, place, field: fieldOf(place), course, at, legacy, candidate, newest, reached };
  const truth = changedInTelling(sight) ?? lostOnTheWay(sight) ?? behind(sight);
  const arguable = truth.arguable ?? whyVersionMixed(entity.settings, at.legacy);
  return arguable === undefined ? truth : { ...truth, arguable };
}

/** What is told is not what is known: it means something else, or differs at each read. */
function changedInTelling(sight: Sight): OtherTruth | undefined {
  const { entity, field, newest, at } = sight;
  if (!entity.isTouched(field, newest.value, at.candidate)) return undefined;
  const ends =
    goesAway(sight) || rewritten(sight).some(({ value, at }) => !entity.isTouched(field, value, at));
  if (ends) return lasting(sight, 'written again within 12 × freshness, as what both sides tell alike');
  return lasting(sight, whyLikeMissing(sight));
}

/** Why a value that is told as something else looks like an event that never arrived. */
function whyLikeMissing({ entity, field, course, newest, at }: Sight): string | undefined {
  const taken = entity.faultOf(field);
  // What differs for nearly all who share a value means something else, whatever was told before.
  if (taken?.fault.kind !== 'meaning' || (entity.settings.faults[taken.name] ?? 0) >= 0.9) return undefined;
  const told = entity.toldAs(field, newest.value, at.candidate);
  const isTold = ({ value }: Version): boolean => isSame(value, told);
  if (course.legacy.steps.slice(0, newest.index).some(isTold))
    return 'told as a value that legacy had before';
  const later = course.legacy.between(newest.at, readBy(at) + settlingSteps.last * entity.settings.freshness);
  const stays = later.some((version) => isSame(entity.toldAs(field, version.value, version.at), told));
  return stays ? 'legacy moves while it is settled, and what the candidate tells does not' : undefined;
}

/** The event never arrives, is undone, or counts twice; or some reads never show it. */
function lostOnTheWay(sight: Sight): OtherTruth | undefined {
  const { entity, field, course, newest, reached } = sight;
  const known = reached && course.legacy.steps[reached.index];
  if (reached === undefined || known === undefined || !isSame(reached.value, known.value)) {
    const why = 'the counter moves on: what one side shows, the other has shown or will show';
    const isCounter = field === 'logins';
    return lasting(sight, movesOn(sight) ? (isCounter ? why : overwritten) : undefined);
  }
  if (isLost(newest)) return lasting(sight, movesOn(sight) ? overwritten : undefined);
  return entity.everywhereBy('candidate', field, reached.at) === Infinity
    ? lasting(sight, undefined)
    : undefined;
}

const overwritten = 'written again, or gone, within 12 × freshness: both sides agree again';

/** One side has not caught up yet. */
function behind(sight: Sight): StaleTruth {
  const { entity, field, legacy, candidate, newest, reached } = sight;
  const taken = entity.faultOf(field);
  const side = candidate.index > legacy.index ? 'legacy' : 'candidate';
  const caughtUp = side === 'legacy' ? newest.at : (reached?.at ?? Infinity);
  const healedAt = entity.everywhereBy(side, field, caughtUp);
  const plain = side === 'legacy' ? 'race' : 'lag';
  const arguable = taken?.fault.class === 'stale' ? taken.fault.arguable?.(newest.value) : undefined;
  const why = arguable ?? whyOpen(sight, healedAt);
  return {
    class: 'stale',
    cause: taken?.fault.class === 'stale' ? taken.name : plain,
    side,
    writtenAt: newest.at,
    healedAt,
    late: side === 'candidate' && healedAt - newest.at > entity.settings.freshness,
    ...(why !== undefined && { arguable: why }),
  };
}

/** Why settling may see something else than one side that catches up. */
function whyOpen(sight: Sight, healedAt: number): string | undefined {
  const { entity, field, course, legacy, candidate, newest, at } = sight;
  const { freshness } = entity.settings;
  const read = readBy(at);
  const { next, last, late } = settlingSteps;
  const taken = entity.faultOf(field)?.fault;
  if (healedAt > read + late * freshness) return 'heals after the last read, at 12 × freshness';
  if (taken?.kind === 'view' && taken.isMixed && healedAt > read + next * freshness) {
    return 'reads meet two copies: what agreed may differ once more before it heals';
  }
  const until = read + (healedAt <= read + last * freshness ? last : late) * freshness;
  const later = course.legacy.between(newest.at, until);
  const isTrouble = (version: Version): boolean =>
    isLost(version) ||
    version.mark === 'late' ||
    (version.mark === 'twice' && field === 'logins') ||
    entity.isTouched(field, version.value, version.at) ||
    entity.everywhereBy('candidate', field, version.at) === Infinity;
  if (later.some(isTrouble)) return 'another write meets a fault while this one is settled';
  const shown = course.legacy.steps.slice(Math.min(legacy.index, candidate.index), newest.index + 1);
  const values = [...shown, ...later].map(({ value }) => JSON.stringify(value));
  return new Set(values).size < values.length ? 'an earlier value comes back while it is settled' : undefined;
}

/** It stays as the fault that has this place makes it. */
function lasting(sight: Sight, arguable: string | undefined): OtherTruth {
  const { entity, field, place, course, candidate, newest } = sight;
  const taken = entity.faultOf(field);
  if (taken === undefined || taken.fault.class === 'none' || taken.fault.class === 'stale') {
    throw new Error(
      `nothing explains why ${place} of ${entity.id} differs for good: ${taken?.name ?? 'no fault'}`,
    );
  }
  const why = taken.fault.arguable?.(newest.value) ?? arguable;
  const isHeld = ({ index, value }: Version): boolean =>
    index < newest.index && isSame(value, candidate.value);
  const held = taken.fault.class === 'missing' ? course.legacy.steps.findLast(isHeld) : undefined;
  return {
    class: taken.fault.class,
    cause: taken.name,
    ...(held && { rightUntil: course.legacy.steps[held.index + 1]?.at ?? newest.at }),
    ...(why !== undefined && { arguable: why }),
  };
}

/** The versions of this place that follow within 12 × freshness. */
function rewritten({ entity, course, newest, at }: Sight): readonly Version[] {
  return course.legacy.between(newest.at, lastRead(entity, at));
}

/** Whether what it belongs to comes or goes within 12 × freshness. */
function goesAway({ entity, place, newest, at }: Sight): boolean {
  const until = lastRead(entity, at);
  return placesAbove(place).some((above) => entity.course(above).legacy.between(newest.at, until).length > 0);
}

const movesOn = (sight: Sight): boolean => goesAway(sight) || rewritten(sight).length > 0;

const lastRead = ({ settings }: Entity, at: PairTime): number =>
  readBy(at) + settlingSteps.late * settings.freshness;

/** An event that never arrives, or is undone as soon as it does. */
const isLost = ({ mark }: Version): boolean => mark === 'dropped' || mark === 'buried';
