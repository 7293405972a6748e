import type { GuardEvidence, GuardSettings } from './guard.js';

/** Evidence with which every guard passes out of shadow at the defaults. */
export const clean: GuardEvidence = {
  entities: { compared: 20_000, bad: 0 },
  late: 0,
  draws: { draws: 8_640, bad: 0 },
  lateDraws: { draws: 6_480, badOrNew: 900 },
  met: 20_000,
  compared: 400_000,
  unsettled: 0,
  dropped: 0,
  fields: { equal: 3, ignored: 0, neverEqual: [], neverPresent: [] },
  forgiven: [],
  errors: { pairs: 20_000, candidateOnlyBad: 0, legacyOnlyBad: 0 },
  latency: {
    p95: {
      pairs: 20_000,
      candidateOnlyBad: 0,
      legacyOnlyBad: 1_000,
      bothBad: 0,
      reference: 1.1,
      windowLeft: 3_600,
      timed: 20_000,
      overMax: 0,
    },
    p99: {
      pairs: 20_000,
      candidateOnlyBad: 0,
      legacyOnlyBad: 200,
      bothBad: 0,
      reference: 1.5,
      windowLeft: 3_600,
      timed: 20_000,
      overMax: 0,
    },
  },
  detectors: [{ name: 'mismatch', statistic: 661, quietBelow: 25_920, alarmsAt: 10_368_000 }],
  dwelt: 86_400,
  sinceCompared: 0,
  fewEntities: false,
};

/** The defaults, out of shadow. */
export const settings: GuardSettings = {
  leavesShadow: true,
  below: 0.001,
  traffic: 0.001,
  firstAlpha: 0.01,
  alpha: 0.01,
  keys: 50,
  dropped: 0.01,
  errors: 0.001,
  latency: [
    { name: 'p95', quantile: 0.95, worseBy: 0.1, max: null, margin: 0.01 },
    { name: 'p99', quantile: 0.99, worseBy: 0.1, max: null, margin: 0.005 },
  ],
  within: null,
  shapeAccepted: false,
  dwell: 86_400,
  soaks: false,
  rollback: null,
};
