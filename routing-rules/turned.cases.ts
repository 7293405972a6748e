import { type Dial, untouched } from './dial.js';
import type { Turn, TurnContext } from './dial-table.js';
import { atShare } from './positions.js';
import { turnDial } from './turn-dial.js';

/** A plan of four steps. */
export const plan = [0.01, 0.05, 0.25, 1];
/** When it all begins. */
export const start = new Date('2026-05-01T00:00:00Z');
/** So many hours later. */
export const at = (hours: number): Date => new Date(start.getTime() + hours * 3_600_000);
/** A dial in shadow that was turned three times. */
export const dial = (more: Partial<Dial> = {}): Dial => ({
  ...untouched({ stage: 'shadow', share: 0 }),
  revision: 3,
  ...more,
});
/** An operator who turns it while every guard passes. */
export const context = (more: Partial<TurnContext> = {}): TurnContext => ({
  by: 'operator',
  reason: 'a reason',
  at: start,
  hasCandidate: true,
  hasCohort: false,
  plan,
  missing: [],
  frozen: undefined,
  force: false,
  key: 'k',
  candidate: '1.0',
  subject: 's',
  leavesShadow: true,
  met: 800,
  passesAsFew: false,
  ...more,
});
/** Judges a turn. */
export const turn = (from: Dial, wanted: Turn, more: Partial<TurnContext> = {}) =>
  turnDial(from, wanted, context(more));
/** Where a turn leads, or why it leads nowhere. */
export const position = (result: ReturnType<typeof turnDial>) =>
  result.kind === 'turned' ? [result.dial.stage, result.dial.share, result.dial.revision] : result.why;
/** The dial that a turn leads to. */
export const turned = (result: ReturnType<typeof turnDial>): Dial => {
  if (result.kind !== 'turned') throw new Error(result.detail);
  return result.dial;
};
/** A dial at this share. */
export const split = (share: number, more: Partial<Dial> = {}): Dial => dial({ ...atShare(share), ...more });
/** Raised against the guards. */
export const force = { force: true, by: 'admin' } as const;
/** A guard that does not pass. */
export const missing = { missing: ['mismatch: 5,229 more clean entities'] };
