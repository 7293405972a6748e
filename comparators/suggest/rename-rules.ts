import { distance } from 'fastest-levenshtein';
import { parseSelector } from '../rules/selector.js';
import type { Facts, Held } from './facts.js';
import { textOf } from './facts.js';
import type { Field, KeptAnswers, Proposal } from './suggestion.js';

/** Pairs of names that are tried for one place. */
const mostTried = 3;
/** The share of pairs in which the values must be the same, and how many different values must have been. */
const nearlyAll = 0.95;
const fewestValues = 2;

/** What legacy has and the candidate lacks, beside what the candidate has and legacy lacks, with the same values. */
export function renameRules(absent: Facts, all: Iterable<Facts>): readonly Proposal[] {
  if (absent.kind !== 'absent') return [];
  const left = byPair(absent.held, 'legacy');
  return [...all]
    .filter((extra) => extra.kind === 'extra' && stars(extra.pattern) === stars(absent.pattern))
    .filter((extra) => isSame(left, byPair(extra.held, 'candidate')))
    .toSorted((a, b) => unlike(absent, a) - unlike(absent, b))
    .slice(0, mostTried)
    .map((extra) => proposal(absent.pattern, extra.pattern));
}

const proposal = (legacy: string, candidate: string): Proposal => ({
  section: 'renames',
  rules: { renames: { [legacy]: candidate } },
  isMeantFor: ({ pattern, kind }: Field) =>
    (pattern === legacy && kind === 'absent') || (pattern === candidate && kind === 'extra'),
  mayReveal: ({ pattern }) => pattern.startsWith(legacy),
});

type ByPair = ReadonlyMap<KeptAnswers, readonly string[]>;

function byPair(held: readonly Held[], side: 'legacy' | 'candidate'): ByPair {
  const values = new Map<KeptAnswers, string[]>();
  for (const one of held) values.set(one.pair, [...(values.get(one.pair) ?? []), textOf(one[side])]);
  return values;
}

/** One value that is the same everywhere may be the same by chance. */
function isSame(absent: ByPair, extra: ByPair): boolean {
  const shared = [...absent].filter(([pair]) => extra.has(pair));
  const same = shared.filter(([pair, values]) => values.join() === extra.get(pair)?.join());
  const different = new Set(same.flatMap(([, values]) => values));
  const most = Math.max(absent.size, extra.size);
  return same.length >= nearlyAll * most && different.size >= fewestValues;
}

const stars = (pattern: string): number =>
  parseSelector(pattern).steps.filter(({ kind }) => kind === 'any').length;

const unlike = (one: Field, other: Field): number => distance(one.pattern, other.pattern);
