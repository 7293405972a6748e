import type { Scorecard } from './scorecard.js';

/** Guards that fail because of entities or draws which are bad once and for all (design: evidence §3). */
const ofWhatIsBad = ['mismatch', 'traffic', 'freshness'];

/**
 * Whether what is bad keeps the dial from rising for as long as this evidence is looked at: no time and no clean
 * traffic lets a guard that fails so pass soon, only evidence that begins anew does.
 */
export const isBadForGood = ({ guards }: Pick<Scorecard, 'guards'>): boolean =>
  guards.some(({ name, verdict }) => verdict === 'fail' && ofWhatIsBad.includes(name));
