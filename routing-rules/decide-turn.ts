import { type AlarmGrounds, alarmOf } from './alarm.js';
import type { Dial } from './dial.js';
import type { TurnAction } from './dial-table.js';

/** What the controller looks at when a tick is over. */
export interface Watched {
  readonly dial: Dial;
  readonly grounds: AlarmGrounds;
  /** The candidate's version when the dial was first seen to stand here; null when it told none. */
  readonly seenOn: string | null;
  /** The candidate's version now; null when it tells none. */
  readonly candidate: string | null;
  /** No rollback is left for somebody, or for another candidate, to answer for. */
  readonly answeredFor: boolean;
  readonly onNewVersion: 'keep' | 'shadow';
  readonly raise: 'auto' | 'manual';
  /** Whether the dial's table would let the controller raise it now; asked only where everything else allows it. */
  readonly mayRise: () => boolean;
}

/** A turn that the evidence asks for, with its reason. */
export interface DecidedTurn {
  readonly action: TurnAction & ('rollback' | 'new-candidate' | 'promote');
  readonly reason: string;
  /** What brings the dial down. */
  readonly grounds?: AlarmGrounds;
}

/** What the evidence asks of a dial, if anything: first down, then up (design: evidence §5). */
export function decideTurn(watched: Watched): DecidedTurn | undefined {
  const { dial, grounds } = watched;
  const isServed = dial.share > 0 && dial.stage !== 'retired';
  const alarm = isServed ? alarmOf(grounds) : undefined;
  if (alarm !== undefined) return { action: 'rollback', reason: alarm, grounds };
  if (isServed && beginsInShadow(watched))
    return {
      action: 'new-candidate',
      reason: `the candidate is now ${watched.candidate}, and the route says that another version begins in shadow`,
    };
  // Whether to compare at all is for somebody to say.
  const climbs = watched.raise === 'auto' && dial.stage !== 'observe';
  // Nor is whoever rolled back by hand overruled.
  if (climbs && watched.answeredFor && watched.mayRise())
    return { action: 'promote', reason: 'every guard passes, and the route rises by itself' };
  return undefined;
}

function beginsInShadow({ dial, seenOn, candidate, onNewVersion }: Watched): boolean {
  // Who seeds a dial, or turns it before a version is told, turns it on none.
  const before = dial.turnedOn ?? seenOn;
  return onNewVersion === 'shadow' && before !== null && candidate !== null && candidate !== before;
}
