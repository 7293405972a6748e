import { cleanPairsLeft } from '../formulas/raise.js';
import { errorFreePairsLeft } from '../formulas/not-worse.js';
import { formatDuration, formatShare } from '../units.js';
import { count, counted, finding } from './finding.js';
import type { Guard, GuardFinding, LatencyEvidence, LatencyRule, Left, Verdict } from './guard.js';
import { above, below, holds, notWorse, type Proof, worse } from './proof.js';

/** Seconds that no client notices: what is slower by less is not worse. */
export const leastSlower = 0.005;

/**
 * One finding for each guarded quantile: the candidate is bad above legacy's quantile and its margin, legacy above
 * the quantile itself; F5 passes, F6 fails, anything else holds (design: evidence §4, Latency). An absolute
 * `max` is proven by the rate of what took longer (F1, F2).
 */
export const latency: Guard = (evidence, settings) =>
  settings.latency.map((rule) => {
    const of = evidence.latency[rule.name] ?? nothing;
    const parts = [
      ...(rule.worseBy === null ? [] : [relative(rule, rule.worseBy, of, settings.alpha)]),
      ...(rule.max === null ? [] : [absolute(rule, rule.max, of, settings.alpha)]),
    ];
    return joined(`latency ${rule.name}`, parts);
  });

/** How much more than legacy's quantile is bad, in seconds. */
export const slowerBy = (reference: number, worseBy: number): number =>
  Math.max(leastSlower, worseBy * reference);

interface Part {
  readonly verdict: Verdict;
  readonly detail: string;
  readonly proofs: readonly Proof[];
  readonly left: Left | null;
}

function relative(rule: LatencyRule, worseBy: number, of: LatencyEvidence, alpha: number): Part {
  const { reference } = of;
  if (reference === null)
    return {
      ...holding(`legacy's ${rule.name} is not known yet: it is taken from the window before this one`),
      left: { count: of.windowLeft, of: 'seconds' },
    };
  const passes = notWorse(of, rule.margin, alpha);
  const fails = worse(of, rule.margin, alpha);
  const proofs = [passes, fails];
  const limit = formatDuration(1000 * (reference + slowerBy(reference, worseBy)));
  const aim = `slower than ${limit} by less than ${formatShare(rule.margin)} of requests more than legacy is slower than ${formatDuration(1000 * reference)}`;
  const seen = `of ${counted(of.pairs, 'pair')} the candidate alone was slow in ${count(of.candidateOnlyBad)}, legacy alone in ${count(of.legacyOnlyBad)}`;
  if (hasMoved(of, rule))
    return {
      ...holding(`${seen}; legacy itself is no longer as it was when its ${rule.name} was taken`),
      proofs,
    };
  const untold = Math.max(0, pairsThatTell(rule) - of.pairs);
  if (holds(passes) && untold === 0)
    return { verdict: 'pass', detail: `${seen}: ${aim}`, proofs, left: null };
  const fast = errorFreePairsLeft(of, rule.margin, alpha);
  const more = fast === null ? null : Math.max(fast, untold);
  const left = more === null ? null : ({ count: more, of: 'pairs' } as const);
  const need = more === null ? 'more fast pairs than can be counted' : counted(more, 'more fast pair');
  if (holds(fails)) return { verdict: 'fail', detail: `${seen}: proven slower; ${need}`, proofs, left };
  return { verdict: 'hold', detail: `${seen}: ${need} to prove it ${aim}`, proofs, left };
}

/** Legacy's share above the reference is far from what the reference promised: it judges nobody (design: evidence §4). */
function hasMoved(of: LatencyEvidence, rule: LatencyRule): boolean {
  if (of.pairs < pairsThatTell(rule)) return false;
  const expected = (1 - rule.quantile) * of.pairs;
  const slow = of.bothBad + of.legacyOnlyBad;
  return slow < expected / 2 || slow > expected * 2;
}

/**
 * So many of legacy's times must be expected above the reference before it is known whether legacy is as it was: of
 * 20, less than half come by chance once in 200 times, more than twice as many hardly ever (Poisson). Fewer tell
 * nothing, and a legacy that became much faster leaves both sides below the reference: that alone looked like proof
 * of p99 after a thousand pairs, when ten were expected.
 */
const leastExpected = 20;

/** Pairs after which so many are expected: before, what is not slower is not proven to be. */
const pairsThatTell = ({ quantile }: LatencyRule): number =>
  Math.ceil(Number((leastExpected / (1 - quantile)).toPrecision(12)));

function absolute(rule: LatencyRule, max: number, of: LatencyEvidence, alpha: number): Part {
  const tau = 1 - rule.quantile;
  const passes = below(of.timed, of.overMax, tau, alpha);
  const fails = above(of.timed, of.overMax, tau, alpha);
  const proofs = [passes, fails];
  const limit = formatDuration(1000 * max);
  const seen = `${count(of.overMax)} of ${counted(of.timed, 'pair')} took the candidate more than ${limit}`;
  if (holds(passes))
    return { verdict: 'pass', detail: `${seen}: its ${rule.name} is below it`, proofs, left: null };
  const more = cleanPairsLeft(of.timed, of.overMax, tau, alpha);
  const left = more === null ? null : ({ count: more, of: 'pairs' } as const);
  const need = more === null ? 'more fast pairs than can be counted' : counted(more, 'more fast pair');
  if (holds(fails))
    return { verdict: 'fail', detail: `${seen}: its ${rule.name} is proven above it; ${need}`, proofs, left };
  return { verdict: 'hold', detail: `${seen}: ${need} to prove its ${rule.name} below it`, proofs, left };
}

/** As bad as the worst of its parts, and as far away as the farthest. */
function joined(name: string, parts: readonly Part[]): GuardFinding {
  const verdict =
    (['fail', 'hold'] as const).find((worst) => parts.some((part) => part.verdict === worst)) ?? 'pass';
  const lefts = parts.filter((part) => part.verdict !== 'pass').map(({ left }) => left);
  const known = lefts.flatMap((left) => left ?? []).toSorted((a, b) => b.count - a.count);
  const left = lefts.length > known.length ? null : (known[0] ?? null);
  const proofs = parts.flatMap((part) => part.proofs);
  return finding(name, verdict, parts.map(({ detail }) => detail).join('; '), { proofs, left });
}

const holding = (detail: string): Part => ({ verdict: 'hold', detail, proofs: [], left: null });

const nothing: LatencyEvidence = {
  pairs: 0,
  candidateOnlyBad: 0,
  legacyOnlyBad: 0,
  bothBad: 0,
  reference: null,
  windowLeft: 0,
  timed: 0,
  overMax: 0,
};
