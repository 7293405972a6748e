import { type Check, none } from './check.js';
import { shareOfEach } from './clients/load.js';
import type { Side } from './plan.js';
import { upstreamFaults } from './upstream/faults.js';
import type { UpstreamReport } from './upstream/report.js';

/** With fewer meetings to be expected, chance alone may leave a fault out. */
const enough = 10;
/** Of all requests at least so many reach either side, in a way in which its faults may meet them. */
const reaching = 0.4;

/** What the upstreams saw: nothing that should not be, and every fault that was to be met. */
export function checkUpstreams(
  reports: Readonly<Record<Side, UpstreamReport>>,
  requests: number,
): readonly Check[] {
  const sides: readonly Side[] = ['legacy', 'candidate'];
  return sides.flatMap((side) => {
    const { violations, faults } = reports[side];
    const found = Object.entries(violations).map(([what, count]) => `${count} × ${what}`);
    const wasLong = requests * shareOfEach * reaching >= enough;
    const unmet = upstreamFaults
      .filter((fault) => wasLong && !(side === 'legacy' && fault.shadowOnly === true))
      .filter(({ name }) => faults[name] === undefined)
      .map(({ name }) => name);
    return [
      none(`${side} was asked for what it must not be`, found),
      none(`${side}: faults nobody met`, unmet),
    ];
  });
}
