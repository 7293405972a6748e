import { errorFreePairsLeft } from '../formulas/not-worse.js';
import { formatShare } from '../units.js';
import { count, counted, finding } from './finding.js';
import type { Guard } from './guard.js';
import { holds, notWorse, worse } from './proof.js';

/**
 * Passes when the candidate is proven not to fail by η points more often than legacy (F5), fails when it is
 * proven to (F6). Failures of any kind, timeouts and 5xx are errors (design: evidence §4, Errors).
 */
export const errors: Guard = ({ errors: counts }, { errors: eta, alpha }) => {
  const passes = notWorse(counts, eta, alpha);
  const fails = worse(counts, eta, alpha);
  const proofs = [passes, fails];
  const seen = `of ${counted(counts.pairs, 'pair')} the candidate alone failed ${count(counts.candidateOnlyBad)}, legacy alone ${count(counts.legacyOnlyBad)}`;
  const margin = `${formatShare(eta)} of requests`;
  if (holds(passes)) return [finding('errors', 'pass', `${seen}: not worse by ${margin}`, { proofs })];
  const more = errorFreePairsLeft(counts, eta, alpha);
  const left = more === null ? null : ({ count: more, of: 'pairs' } as const);
  const need =
    more === null
      ? 'more pairs without errors than can be counted'
      : counted(more, 'more pair without errors', 'more pairs without errors');
  return [
    holds(fails)
      ? finding('errors', 'fail', `${seen}: proven worse by more than ${margin}; ${need}`, { proofs, left })
      : finding('errors', 'hold', `${seen}: ${need} to prove it not worse by ${margin}`, { proofs, left }),
  ];
};
