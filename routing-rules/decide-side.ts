import type { Dial } from './dial.js';
import { dialSalt, isWithinShare, stickyPosition } from './sticky.js';

/** What decided the side that answers a client. */
export interface Decision {
  readonly live: 'legacy' | 'candidate';
  readonly why:
    | 'override'
    | 'no-candidate'
    | 'unsafe-method'
    | 'stage'
    | 'cohort'
    | 'pinned'
    | 'sticky'
    | 'no-sticky-key';
}

/** What a decision rests on; nothing else is looked at. */
export interface DecisionInput {
  readonly route: string;
  readonly dial: Dial;
  readonly hasCandidate: boolean;
  /** The method only reads (RFC 9110 §9.2.1): a write must not reach a read model. */
  readonly isSafe: boolean;
  /** Whether the request belongs to the route's cohort (`only`); true where there is none. */
  readonly inCohort: boolean;
  readonly stickyKey: string | undefined;
  /** Set only where the caller proved that it may choose. */
  readonly override: 'legacy' | 'candidate' | undefined;
  /** The sticky key has written a moment ago, and must read what it wrote. */
  readonly isPinned: boolean;
}

/** Which side answers this client: the design's evidence §5, first rule that speaks. */
export function decideSide(input: DecisionInput): Decision {
  const { dial } = input;
  if (!input.hasCandidate) return { live: 'legacy', why: 'no-candidate' };
  if (!input.isSafe) return { live: 'legacy', why: 'unsafe-method' };
  if (input.override) return { live: input.override, why: 'override' };
  if (!input.inCohort) return { live: 'legacy', why: 'cohort' };
  // Of a retired route legacy is not read: pins have ended.
  if (input.isPinned && dial.stage !== 'retired') return { live: 'legacy', why: 'pinned' };
  if (dial.share <= 0) return { live: 'legacy', why: 'stage' };
  if (dial.share >= 1) return { live: 'candidate', why: 'stage' };
  if (input.stickyKey === undefined) return { live: 'legacy', why: 'no-sticky-key' };
  const position = stickyPosition(dialSalt(input.route), input.stickyKey);
  return { live: isWithinShare(position, dial.share) ? 'candidate' : 'legacy', why: 'sticky' };
}
