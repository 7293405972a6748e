import { deployMayTake } from '../rolled-back.js';
import { spanOf } from '../units.js';
import { finding } from './finding.js';
import type { Guard } from './guard.js';

const missingAnswer = `acknowledge it, or deploy another version of the candidate (one that took over within ${spanOf(deployMayTake * 1000)} of it may be what brought it down)`;

/** After a rollback holds until it has cooled down and somebody, or another candidate, answers for it (design: evidence §5). */
export const rollback: Guard = (_, { rollback: standing }) => {
  if (standing === null) return [];
  const { told, coolsFor, answeredFor } = standing;
  const missing = [
    ...(coolsFor > 0 ? [`cools down for another ${spanOf(coolsFor * 1000)}`] : []),
    ...(answeredFor ? [] : [missingAnswer]),
  ];
  if (missing.length === 0) return [finding('rollback', 'pass', told)];
  const of = coolsFor > 0 && answeredFor ? ({ count: coolsFor, of: 'seconds' } as const) : null;
  return [finding('rollback', 'hold', `${told}: ${missing.join('; ')}`, { left: of })];
};
