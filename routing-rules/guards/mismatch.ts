import { cleanPairsLeft } from '../formulas/raise.js';
import { formatShare } from '../units.js';
import { isQuiet } from './detectors.js';
import { badForGood, count, counted, finding } from './finding.js';
import type { Guard, GuardEvidence, GuardFinding, GuardSettings } from './guard.js';
import { above, below, holds, type Proof } from './proof.js';

const name = 'mismatch';

/**
 * Passes when the rate of bad entities is proven below τ (F1), fails when it is proven above (F2; design: evidence §4).
 * Where a route has too few entities for that, it passes when the draws prove that what is bad and what was
 * never met make up less than τ together; a route that left shadow so goes on with a quiet detector (§3, few entities).
 */
export const mismatch: Guard = (evidence, settings) => {
  const { entities } = evidence;
  const { below: tau, alpha } = settings;
  const passes = below(entities.compared, entities.bad, tau, alpha);
  const fails = above(entities.compared, entities.bad, tau, alpha);
  const proofs = [passes, fails];
  const seen = `${count(entities.bad)} of ${counted(entities.compared, 'entity', 'entities')} bad`;
  const aim = `below ${formatShare(tau)} at ${formatShare(1 - alpha)} confidence`;
  if (holds(passes)) return [finding(name, 'pass', `${seen}: ${aim}`, { proofs })];
  const left = cleanPairsLeft(entities.compared, entities.bad, tau, alpha);
  const need =
    left === null
      ? 'more clean entities than can be counted'
      : counted(left, 'more clean entity', 'more clean entities');
  if (holds(fails)) {
    return [
      finding(name, 'fail', `${seen}: proven above ${formatShare(tau)}; ${badForGood}`, {
        proofs,
        left: left === null ? null : { count: left, of: 'entities' },
      }),
    ];
  }
  return [
    byFew(evidence, settings, seen) ??
      finding(name, 'hold', `${seen}: ${need} for ${aim}`, {
        proofs,
        left: left === null ? null : { count: left, of: 'entities' },
      }),
  ];
};

function byFew(evidence: GuardEvidence, settings: GuardSettings, seen: string): GuardFinding | undefined {
  const { entities, met, lateDraws, fewEntities } = evidence;
  if (fewEntities && isQuiet(evidence) && entities.compared >= Math.min(settings.keys, met)) {
    return finding(
      name,
      'pass',
      `${seen}, of ${count(met)} in all: the route has few, its draws proved them when it left shadow, and no detector is near its alarm`,
    );
  }
  const drawn = drawsOf(evidence, settings);
  if (!holds(drawn)) return undefined;
  const { below: tau, alpha } = settings;
  return finding(
    name,
    'pass',
    `${seen}, and ${count(lateDraws.badOrNew)} of ${counted(lateDraws.draws, 'draw')} bad or never met before: together below ${formatShare(tau)} at ${formatShare(1 - alpha)} confidence`,
    { proofs: [drawn] },
  );
}

/** Whether the draws prove that what is bad and what was never met make up less than τ: there are hardly any further entities. */
export const drawsProveFew = (evidence: GuardEvidence, settings: GuardSettings): boolean =>
  evidence.fewEntities || holds(drawsOf(evidence, settings));

/** Whether the guard passes for no other reason than that. */
export const passesAsFew = (evidence: GuardEvidence, settings: GuardSettings): boolean => {
  const { compared, bad } = evidence.entities;
  return !holds(below(compared, bad, settings.below, settings.alpha)) && drawsProveFew(evidence, settings);
};

const drawsOf = ({ lateDraws }: GuardEvidence, { below: tau, alpha }: GuardSettings): Proof =>
  below(lateDraws.draws, lateDraws.badOrNew, tau, alpha);
