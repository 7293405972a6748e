import type { Difference } from '../../comparators/difference.js';
import { inert } from '../print.js';

/** How much of a value stands before the place where two differ. */
const before = 20;

/**
 * Two values as texts of at most so many characters, cut so that the first place where they differ
 * shows; absent ones as a dash.
 */
export function shownPair(
  legacy: unknown,
  candidate: unknown,
  width: number,
): readonly [legacy: string, candidate: string] {
  const [left, right] = [told(legacy), told(candidate)];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  const isLong = Math.max(left.length, right.length) > width;
  const start = isLong && at > width / 2 ? at - Math.min(before, Math.floor(width / 3)) : 0;
  return [cut(left, start, width), cut(right, start, width)];
}

/**
 * Both sides of a difference as {@link shownPair} has them; a candidate that gave no answer is told as that, and not
 * as if its reason were what it answered. Dashes where there is no difference to show.
 */
export function toldSides(
  difference: Difference | undefined,
  width: number,
): readonly [legacy: string, candidate: string] {
  const [legacy, candidate] = shownPair(difference?.legacy, difference?.candidate, width);
  const reason = difference?.kind === 'status' ? difference.candidate : undefined;
  if (typeof reason !== 'string') return [legacy, candidate];
  return [legacy, `${reason === 'breaker-open' ? 'not asked' : 'no answer'} (${inert(reason)})`];
}

const told = (value: unknown): string => (value === undefined ? '—' : inert(JSON.stringify(value)));

function cut(text: string, start: number, width: number): string {
  // What is shorter than where the other is cut is shown by its end.
  const from = Math.min(start, Math.max(0, text.length - width));
  const whole = `${from > 0 ? '…' : ''}${text.slice(from)}`;
  return whole.length > width ? `${whole.slice(0, width - 1)}…` : whole;
}
