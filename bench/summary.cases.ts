import type { Evidence } from './contenders/evidence.js';
import type { Summary } from './summary.js';
import type { Round } from './trial.js';

/** A round in which nothing is remarkable. */
export function aRound(given: {
  requests?: number;
  errors?: number;
  p99?: number;
  cpu?: number;
  evidence?: Evidence;
}): Round {
  const { requests = 1_000, errors = 0, p99 = 2, cpu, evidence } = given;
  const latency = { p50: 1, p99, p999: 3 };
  return { measured: { requests, seconds: 1, errors, latency }, cpu, evidence, settledAfter: 0 };
}

/** Evidence of a round; what is left out is zero. */
export const anEvidence = (given: Partial<Evidence>): Evidence => ({
  requests: 0,
  compared: 0,
  mismatched: {},
  settling: 0,
  skipped: {},
  ...given,
});

/** A contender of which nothing is remarkable. */
export const aSummary = (contender: string, given: Partial<Summary> = {}): Summary => ({
  contender,
  perSecond: 1_000,
  p50: 1,
  p99: 2,
  p999: 3,
  spread: { perSecond: 0, p99: 0 },
  cpuPerRequest: undefined,
  peak: undefined,
  compared: undefined,
  skipped: {},
  settledAfter: 0,
  requests: 1_000,
  errors: 0,
  ...given,
});
