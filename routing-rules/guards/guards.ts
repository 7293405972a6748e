import { contract } from './contract.js';
import { coverage } from './coverage.js';
import { detectors } from './detectors.js';
import { dwell } from './dwell.js';
import { errors } from './errors.js';
import { freshness } from './freshness.js';
import type { Guard, GuardEvidence, GuardFinding, GuardSettings } from './guard.js';
import { latency } from './latency.js';
import { mismatch } from './mismatch.js';
import { recency } from './recency.js';
import { rollback } from './rollback.js';
import { traffic } from './traffic.js';

/** All guards, in the order in which they are told. A raise needs every one of them at `pass`. */
const guards: readonly Guard[] = [
  mismatch,
  traffic,
  errors,
  latency,
  freshness,
  coverage,
  contract,
  detectors,
  recency,
  rollback,
  dwell,
];

/** What every guard says of this evidence. */
export const examine = (evidence: GuardEvidence, settings: GuardSettings): readonly GuardFinding[] =>
  guards.flatMap((guard) => guard(evidence, settings));
