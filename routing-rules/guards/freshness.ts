import { cleanPairsLeft } from '../formulas/raise.js';
import { formatShare } from '../units.js';
import { count, counted, finding } from './finding.js';
import type { Guard } from './guard.js';
import { above, below, holds } from './proof.js';

/** Passes when the share of entities that ever lagged past freshness is proven small enough (F1; design: evidence §4). */
export const freshness: Guard = ({ entities: { compared }, late }, { within, alpha }) => {
  if (within === null) return [];
  // In decimals, so that 99 % leaves 1 % and not a little less.
  const tau = Number((1 - within).toPrecision(12));
  const passes = below(compared, late, tau, alpha);
  const fails = above(compared, late, tau, alpha);
  const proofs = [passes, fails];
  const seen = `${count(late)} of ${counted(compared, 'entity', 'entities')} lagged past freshness`;
  const aim = `fewer than ${formatShare(tau)}`;
  if (holds(passes)) return [finding('freshness', 'pass', `${seen}: ${aim}`, { proofs })];
  const more = cleanPairsLeft(compared, late, tau, alpha);
  const left = more === null ? null : ({ count: more, of: 'entities' } as const);
  const need =
    more === null
      ? 'more fresh entities than can be counted'
      : counted(more, 'more fresh entity', 'more fresh entities');
  return [
    holds(fails)
      ? finding(
          'freshness',
          'fail',
          `${seen}: proven not ${aim}; what lagged once counts for good; let the projection keep up, then begin evidence anew`,
          { proofs, left },
        )
      : finding('freshness', 'hold', `${seen}: ${need} to prove ${aim}`, { proofs, left }),
  ];
};
