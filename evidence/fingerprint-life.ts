import type { FieldRow } from './scorecard.js';

/** How far a route's evidence under one key has come. */
export interface Passed {
  /** Comparisons of the route. */
  readonly compared: number;
  /** Distinct clock hours in which it compared anything. */
  readonly hours: number;
}

/** What is kept of a fingerprint's life: a few numbers, however often it shows. */
export interface Life {
  /** Comparisons in which it showed, whatever their class came to be: what is stale or volatile shows too. */
  readonly showings: number;
  /** Comparisons that this took, counted from where the evidence begins; not those that passed while it was fixed. */
  readonly span: number;
  /** How far the evidence was when it last showed; below 0 where that was under an earlier evidence key. */
  readonly at: Passed;
  /** It was fixed once, and differed again. */
  readonly reopened: boolean;
}

/** Milliseconds in which a fingerprint is new. */
const newFor = 3_600_000;
/** Clock hours with traffic that must pass without it: a whole day, for some things differ at night alone. */
const quietHours = 24;
/** Comparisons that must pass without it, however often it showed: mismatches cluster by entity. */
const leastQuiet = 50;

/** Of evidence that has just begun. */
export const nothingPassed: Passed = { compared: 0, hours: 0 };

/** A fingerprint shows for the first time. */
export const begin = (passed: Passed): Life => ({
  showings: 1,
  span: passed.compared,
  at: passed,
  reopened: false,
});

/** It shows again; one that was fixed is reopened, and the comparisons that passed meanwhile say nothing of how often it shows. */
export function showAgain(life: Life, passed: Passed): Life {
  const fixed = isFixed(life, passed);
  return {
    showings: life.showings + 1,
    span: life.span + (fixed ? 1 : passed.compared - life.at.compared),
    at: passed,
    reopened: life.reopened || fixed,
  };
}

/** What it is now (design: evidence §2); asked when it is told, so that nothing must run meanwhile. */
export function stateOf(life: Life, firstSeen: string, passed: Passed, now: Date): FieldRow['state'] {
  if (isFixed(life, passed)) return 'fixed';
  if (life.reopened) return 'reopened';
  return now.getTime() - Date.parse(firstSeen) > newFor ? 'known' : 'new';
}

/**
 * Whether enough has passed without it: 24 clock hours with traffic after the one in which it last showed,
 * and 3 × the comparisons that used to show it, 50 at least.
 *
 * With s showings in c comparisons of the evidence one took c/s. At that rate the chance that 3·c/s pass
 * without any is e⁻³, 5 %. c begins with the evidence, not with the first showing: of one that was seen once in
 * 10,000 comparisons nothing is known after another 10,000 without it.
 */
function isFixed({ showings, span, at }: Life, passed: Passed): boolean {
  const without = passed.compared - at.compared;
  return passed.hours - at.hours >= quietHours && without >= Math.max(leastQuiet, (3 * span) / showings);
}

/** The same life under other evidence, as if that went on from `here` where this one had come to `passed`. */
export const carriedOver = ({ at, ...life }: Life, passed: Passed, here: Passed): Life => ({
  ...life,
  at: {
    compared: at.compared - passed.compared + here.compared,
    hours: at.hours - passed.hours + here.hours,
  },
});

/** The same life, under evidence that turned out to have begun earlier. */
export const moved = (life: Life, passed: Passed): Life => ({
  ...life,
  span: life.span + passed.compared,
  at: { compared: life.at.compared + passed.compared, hours: life.at.hours + passed.hours },
});

/**
 * One life of two parts: what was saved, and what was seen since without knowing of it, under evidence that
 * goes on where the saved one had come to.
 */
export function continued(saved: Life, since: Life, passed: Passed): Life {
  const fixed = isFixed(saved, passed);
  const { at, span } = moved(since, passed);
  // What counts twice: the evidence before the saved part, and what passed while it was fixed.
  const counted = saved.at.compared - saved.span + (fixed ? passed.compared - saved.at.compared : 0);
  return {
    showings: saved.showings + since.showings,
    span: span - counted,
    at,
    reopened: saved.reopened || since.reopened || fixed,
  };
}
