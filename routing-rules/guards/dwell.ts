import { spanOf } from '../units.js';
import { finding } from './finding.js';
import type { Guard } from './guard.js';

/**
 * Passes once the dial has stood where it does for as long as the route asks, with somebody watching; of a live
 * route that is its soak, after which legacy may be retired (design: evidence §5).
 */
export const dwell: Guard = ({ dwelt }, { dwell: wanted, soaks }) => {
  const name = soaks ? 'soak' : 'dwell';
  const left = Math.ceil(wanted - dwelt);
  const told = `${spanOf(Math.floor(dwelt) * 1000)} of ${spanOf(wanted * 1000)}`;
  return [
    left <= 0
      ? finding(name, 'pass', told)
      : finding(name, 'hold', told, { left: { count: left, of: 'seconds' } }),
  ];
};
