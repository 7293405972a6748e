import { isNumberText } from '../scalars/decimal.js';
import type { Facts } from './facts.js';
import { isSystematic, roundUp } from './closeness.js';
import type { Proposal } from './suggestion.js';

/** A tolerance is at most this share of how far legacy's own numbers are apart, or of the number itself. */
const mostShare = 0.01;

/**
 * The smallest round tolerance that covers all that was seen, absolute or relative: whichever is steadier. None
 * where the numbers are not close, or differ by the same amount or factor everywhere: that is another meaning.
 */
export function numberRules(facts: Facts): readonly Proposal[] {
  if (facts.kind !== 'value') return [];
  const pairs = facts.held.flatMap(({ legacy, candidate }) => {
    const [left, right] = [numberFrom(legacy), numberFrom(candidate)];
    return left === undefined || right === undefined ? [] : [[left, right] as const];
  });
  if (pairs.length === 0 || pairs.length < facts.held.length || isSystematic(pairs, facts)) return [];
  const gaps = pairs.map(([left, right]) => exactly(Math.abs(left - right)));
  const shares = pairs.map(([left, right]) => exactly(Math.abs(left - right) / Math.abs(left)));
  const legacy = pairs.map(([left]) => left);
  const absolute = roundUp(Math.max(...gaps));
  const relative = roundUp(Math.max(...shares) * 100);
  const isCloseAbsolute = absolute <= mostShare * spreadOf(legacy) && median(shares) <= mostShare;
  const isCloseRelative = relative <= mostShare * 100;
  const isSteadier = steadiness(gaps) <= steadiness(shares);
  if (isCloseAbsolute && (isSteadier || !isCloseRelative)) return [proposal(facts, { absolute })];
  return isCloseRelative ? [proposal(facts, { relative: `${relative}%` })] : [];
}

type Tolerance = { readonly absolute: number } | { readonly relative: string };

const proposal = ({ pattern }: Facts, tolerance: Tolerance): Proposal => ({
  section: 'numbers',
  rules: { numbers: { [pattern]: tolerance } },
  isMeantFor: (field) => field.pattern === pattern && field.kind === 'value',
});

function numberFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  // In XML a number is a text; elsewhere the trial refuses what the rules do not read as one.
  return typeof value === 'string' && value.length < 16 && isNumberText(value) ? Number(value) : undefined;
}

/** How far apart legacy's numbers are; where they are all the same, how large. */
function spreadOf(values: readonly number[]): number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most > least ? most - least : Math.abs(most);
}

/** How many times the usual the largest is. */
const steadiness = (values: readonly number[]): number => Math.max(...values) / median(values);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** What a difference of two doubles means in decimals: 0.3 − 0.29 is 0.01. */
const exactly = (value: number): number => Number(value.toPrecision(12));
