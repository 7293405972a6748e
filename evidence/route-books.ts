import { type Dial, untouched } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { positionAsked } from '../routing-rules/positions.js';
import type { UnsealedEntry } from './audit-chain.js';
import type { LatencyBook } from './latency-book.js';
import type { RouteLedger } from './route-ledger.js';
import type { AuditEntry, VersionsFrom } from './scorecard.js';
import { awaitsVersion, type EvidenceParts, sidesOf } from './evidence-key.js';
import type { StandingTime } from './standing-time.js';

/** One route's books. */
export interface RouteBooks {
  readonly rule: RouteRule;
  /** What its evidence key is made of. */
  readonly route: EvidenceParts;
  readonly versionsFrom: VersionsFrom;
  ledger: RouteLedger;
  readonly latency: LatencyBook;
  readonly standing: StandingTime;
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
  const { ledger, standing } = books;
  ledger.beginStep(dial.revision, dial.share > 0);
  standing.at(dial, awaitsVersion(ledger.id) ? undefined : subjectOf(ledger), candidateOf(ledger.id));
}

/** What is to be proven: the rules and the candidate; a deploy of legacy leaves it as it is (design: evidence §3). */
export const subjectOf = ({ id }: RouteLedger): string =>
  JSON.stringify([id.basis?.configuration ?? id.evidenceKey, candidateOf(id)]);

/** The candidate's version that evidence is of; null when it tells none, or none is known yet. */
export const candidateOf = (id: RouteLedger['id']): string | null => sidesOf(id)?.candidate ?? null;

/** Where a new route begins: as its rule says, in shadow if it does not, observed without a candidate. */
export function seedDial(rule: RouteRule): Dial {
  const { stage, share } = rule.dial.start;
  const shadow = { stage: 'shadow' as const, share: 0 };
  const asked = stage === undefined && share === undefined ? shadow : positionAsked(stage, share);
  const begins = typeof asked === 'string' ? shadow : asked;
  const position = rule.candidate ? begins : { stage: 'observe' as const, share: 0 };
  return untouched(position);
}
