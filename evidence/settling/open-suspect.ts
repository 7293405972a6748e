import { createHash } from 'node:crypto';
import type { Looked } from '../../comparators/classes/look.js';
import type { Answer } from '../../comparators/observation.js';
import { fingerprintOf } from '../field-book.js';
import type { SettleTrace } from '../tracing/settle-trace.js';
import type { SettleLook } from '../tally.js';
import type { UnsettledReason } from '../unsettled-reason.js';
import { Case, type Settled } from './case.js';
import { setsCookies } from './legacy-care.js';
import { type Asked, sidesOf } from './look-again.js';
import { looksNeeded } from './pace.js';
import { type Again, requestOf } from './rereader.js';
import type { SettlingRoute } from './settling-route.js';

/** Reads of a side that are paid for beforehand: without the one at 12 × freshness, lag that is late would pass for missing. */
export const readsPaid = looksNeeded + 1;

/** Which pair it is. */
interface PairName {
  readonly id: string;
  readonly route: string;
  readonly entity: string;
  readonly key: string;
  readonly edition: number | undefined;
  /** Where its trace is told. */
  readonly trace?: SettleTrace | undefined;
}

/** A pair that differs, and what it takes to read it again. */
export interface Suspected extends PairName {
  readonly again: Again;
  /** What legacy answered: kept where it may not be asked again. */
  readonly legacy: Answer;
  readonly looked: Looked;
}

/** A suspect that is followed until it is known what it is. */
export interface Open extends Asked {
  /** Those of one request that differ alike: all of them come to the same. */
  readonly pairs: [PairName, ...PairName[]];
  /** By what others like it are known. */
  readonly alike: string;
  readonly fingerprints: readonly string[];
  readonly following: Case;
  /** Those that came after its first look: should it heal, nothing proves that they do. */
  later: Open | undefined;
  /** Whether its first look came at once, and not after another suspect had healed. */
  isFirst: boolean;
  since: number;
  /** Whether it is looked at until 2 × freshness yet; then it waits for its last look alone. */
  isLooking: boolean;
  looks: number;
  /** Looks at which a side was asked: one may be refused. */
  reads: number;
  /** What each of them saw. */
  readonly seen: SettleLook[];
  /** Why a look that it needed first told nothing. */
  missed: UnsettledReason | undefined;
  callOff: () => void;
}

/** A pair as a suspect of its own. @param now milliseconds that never go back */
export function openSuspect(
  { again, legacy, looked, ...pair }: Suspected,
  route: SettlingRoute,
  now: number,
): Open {
  const sides = setsCookies(legacy) ? (['candidate'] as const) : route.sides(now);
  const readsLegacy = sides.includes('legacy');
  const { rules, freshness, knowledge } = route;
  const waited = (): number => open.since - now;
  const following = new Case(looked, { rules, freshness, readsLegacy, flaps: knowledge.flaps, waited });
  // Where legacy is not read again, what it answered is what all of them are held against.
  const heldAgainst = readsLegacy ? '' : hashOf(legacy);
  const open: Open = {
    pairs: [pair],
    alike: [pair.entity, requestOf(again), heldAgainst, ...following.placeIds].join('\n'),
    again,
    route,
    statuses: looked.statuses,
    kept: readsLegacy ? undefined : copyOf(legacy),
    fingerprints: following.fields.map(({ pattern, kind }) => fingerprintOf(pattern, kind)),
    following,
    later: undefined,
    isFirst: true,
    since: now,
    isLooking: true,
    looks: 0,
    reads: 0,
    seen: [],
    missed: undefined,
    callOff: () => {},
  };
  return open;
}

/** Why the next look at it may not ask the sides; a read that was not paid for is paid for here. */
export function whyNotRead(open: Open, now: number): UnsettledReason | undefined {
  const { kept, route, reads } = open;
  if (!kept && !route.sides(now).includes('legacy')) return 'legacy-unread';
  return reads >= readsPaid && !route.budget.more(sidesOf(open)) ? 'over-budget' : undefined;
}

/** What it comes to, as far as it is known. Where all looks were answered and nothing is known, it is unclear. */
export function settle({ following, pairs: [{ entity }], route, missed }: Open): Settled {
  const settled = following.settle(entity, route);
  return settled.why === 'no-answer' || settled.why === 'unclear'
    ? { ...settled, why: missed ?? 'unclear' }
    : settled;
}

/** It is not known what it is, and why. */
export function unsettled({ following }: Open, why: UnsettledReason): Settled {
  const fields = following.fields.map((field) => ({ ...field, class: 'unsettled' as const }));
  return { class: 'unsettled', why, fields, lags: [] };
}

/** Whether it differed and then did not, in time: of what differed later that says nothing. */
export const hasHealed = ({ class: worst, fields }: Settled): boolean =>
  worst === 'stale' && !fields.some(({ late }) => late);

/** What came lies in a buffer that goes back for other pairs. */
const copyOf = (answer: Answer): Answer => ({ ...answer, body: answer.body && new Uint8Array(answer.body) });

const hashOf = ({ body }: Answer): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('base64');

/** What is kept in memory of it, beside what is small. */
export const bytesOf = ({ again, kept }: Pick<Asked, 'again' | 'kept'>): number =>
  (kept?.body?.byteLength ?? 0) + (again.body?.byteLength ?? 0);
