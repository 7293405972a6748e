import { timeOf } from '../scalars/times.js';
import type { Facts } from './facts.js';
import { textOf } from './facts.js';
import type { MappedValue, Proposal, Told } from './suggestion.js';

/** Values of legacy's in one map at most, and pairs that must show each of them. */
const mostValues = 12;
const fewestOfEach = 3;

interface Against {
  readonly candidates: Map<string, MappedValue['candidate']>;
  readonly pairs: Set<unknown>;
  readonly told: Told;
}

/**
 * A map of few values of legacy's to values of the candidate's: the same everywhere, and no two to one. Numbers and
 * times have tolerances, not maps, and true for false is another meaning.
 */
export function valueRules(facts: Facts): readonly Proposal[] {
  if (facts.kind !== 'value' && facts.kind !== 'type') return [];
  const map = new Map<string, Against>();
  for (const { pair, difference, legacy, candidate } of facts.held) {
    if (!isWord(legacy) || !isScalar(candidate) || isOfTwoKinds(legacy, candidate)) return [];
    const told = { pair, difference: { ...difference, legacy, candidate } };
    const against = map.get(String(legacy)) ?? { candidates: new Map(), pairs: new Set(), told };
    against.candidates.set(textOf(candidate), candidate);
    against.pairs.add(pair);
    map.set(String(legacy), against);
    if (map.size > mostValues || against.candidates.size > 1) return [];
  }
  const inOrder = [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const each = inOrder.flatMap(([legacy, { candidates, pairs }]) =>
    [...candidates.values()].map((candidate) => ({ legacy, candidate, pairs: pairs.size })),
  );
  if (each.some(({ pairs }) => pairs < fewestOfEach) || isManyToOne(each, facts)) return [];
  const { pattern } = facts;
  const values = Object.fromEntries(each.map(({ legacy, candidate }) => [legacy, candidate]));
  return [
    {
      section: 'values',
      rules: { values: { [pattern]: values } },
      isMeantFor: (field) => field.pattern === pattern && field.kind === facts.kind,
      each,
      tells: [...map.values()].map(({ told }) => told),
    },
  ];
}

/** What stands for several of legacy's values, or for one that agrees elsewhere, tells less than legacy did. */
function isManyToOne(each: readonly MappedValue[], { agreeing }: Facts): boolean {
  const candidates = each.map(({ candidate }) => textOf(candidate));
  return new Set(candidates).size < candidates.length || candidates.some((text) => agreeing.has(text));
}

const isWord = (value: unknown): value is string | boolean =>
  (typeof value === 'string' && value !== '' && timeOf(value) === undefined) || typeof value === 'boolean';

const isScalar = (value: unknown): value is string | number | boolean =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean';

/** Two truths that contradict each other, or two numbers, however they are written. */
function isOfTwoKinds(legacy: string | boolean, candidate: unknown): boolean {
  const [left, right] = [String(legacy), String(candidate)];
  const areTruths = isTruth.test(left) && isTruth.test(right) && left.toLowerCase() !== right.toLowerCase();
  return areTruths || (isFigure(left) && isFigure(right));
}

const isTruth = /^(?:true|false)$/i;
const isFigure = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text));
