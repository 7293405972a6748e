import { cleanPairsLeft } from '../formulas/raise.js';
import { formatShare } from '../units.js';
import { badForGood, count, counted, finding } from './finding.js';
import type { Guard } from './guard.js';
import { above, below, holds } from './proof.js';

/**
 * Entities newly met say nothing of how often a bad one is asked for: before a route leaves shadow, one request
 * drawn from every ten seconds must prove that less than a share of them are bad, usually τ (design: evidence §3, traffic guard).
 */
export const traffic: Guard = ({ draws: { draws, bad } }, { leavesShadow, traffic: tau, alpha }) => {
  if (!leavesShadow) return [];
  const passes = below(draws, bad, tau, alpha);
  const fails = above(draws, bad, tau, alpha);
  const proofs = [passes, fails];
  const seen = `${count(bad)} of ${counted(draws, 'request')} bad, one drawn every 10 s`;
  if (holds(passes)) return [finding('traffic', 'pass', `${seen}: below ${formatShare(tau)}`, { proofs })];
  const more = cleanPairsLeft(draws, bad, tau, alpha);
  const left = more === null ? null : ({ count: more, of: 'draws' } as const);
  const need = more === null ? 'more clean draws than can be counted' : counted(more, 'more clean draw');
  return [
    holds(fails)
      ? finding('traffic', 'fail', `${seen}: proven above ${formatShare(tau)}; ${badForGood}`, {
          proofs,
          left,
        })
      : finding('traffic', 'hold', `${seen}: ${need}`, { proofs, left }),
  ];
};
