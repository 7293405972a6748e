import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { positionAsked } from '../routing-rules/turn-dial.js';
import type { UnsealedEntry } from './audit-chain.js';
import type { LatencyBook } from './latency-book.js';
import type { RouteLedger } from './route-ledger.js';
import type { AuditEntry, VersionsFrom } from './scorecard.js';

/** One route's books. */
export interface RouteBooks {
  readonly rule: RouteRule;
  readonly versionsFrom: VersionsFrom;
  readonly ledger: RouteLedger;
  readonly latency: LatencyBook;
  /** Set by {@link setDial}. */
  dial: Dial;
  /** Whether the dial is one that somebody left there; nobody is sent to the candidate by one that is not. */
  dialKnown: boolean;
  lastChange: AuditEntry | null;
  /** The last lowering that the store could not be told of. */
  unwritten: UnsealedEntry | null;
}

/** The dial stands there from now on, and what is compared is of that step. */
export function setDial(books: RouteBooks, dial: Dial): void {
  books.dial = dial;
  books.ledger.beginStep(dial.revision);
}

/** Where a new route begins: as its rule says, in shadow if it does not, observed without a candidate. */
export function seedDial(rule: RouteRule): Dial {
  const { stage, share } = rule.start;
  const shadow = { stage: 'shadow' as const, share: 0 };
  const asked = stage === undefined && share === undefined ? shadow : positionAsked(stage, share);
  const begins = typeof asked === 'string' ? shadow : asked;
  const position = rule.candidate ? begins : { stage: 'observe' as const, share: 0 };
  return { ...position, revision: 0, held: false, forced: false };
}
