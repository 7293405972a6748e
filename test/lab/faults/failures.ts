import { type FailureFault, coinOf } from './fault.js';

/** The candidate answers three reads of ten with 503. */
export const failingCandidate: FailureFault = {
  kind: 'failure',
  class: 'failed',
  rate: 0.02,
  side: 'candidate',
  fails: (moment) => coinOf(moment, 'failing') < 0.3,
};

/** Legacy answers two reads of ten with 503, and then has no opinion. */
export const failingLegacy: FailureFault = {
  kind: 'failure',
  class: 'none',
  rate: 0.02,
  side: 'legacy',
  fails: (moment) => coinOf(moment, 'failing') < 0.2,
};
