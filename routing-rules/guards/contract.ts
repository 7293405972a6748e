import { finding } from './finding.js';
import type { Guard } from './guard.js';

/**
 * Holds while rules forgive a difference that a client of the candidate would see, until the route says that
 * clients have agreed to it: they get the candidate's bytes, whatever the rules forgive (design: evidence §4).
 */
export const contract: Guard = ({ forgiven }, { shapeAccepted }) => {
  if (forgiven.length === 0)
    return [finding('contract', 'pass', 'no rule forgave what a client of the candidate would see')];
  const what = forgiven.join(', ');
  return [
    shapeAccepted
      ? finding('contract', 'pass', `clients have agreed to what is forgiven by ${what}`)
      : finding(
          'contract',
          'hold',
          `${what} under compare forgave differences that clients of the candidate would see: have them agree, then say consumers: accept-candidate-shape; or let the candidate answer as legacy does`,
        ),
  ];
};
