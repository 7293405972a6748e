import { createHash } from 'node:crypto';
import type { Looked } from '../../comparators/classes/look.js';
import type { Answer } from '../../comparators/observation.js';
import { fingerprintOf } from '../field-book.js';
import type { Finding } from '../tally.js';
import type { UnsettledReason } from '../unsettled-reason.js';
import { Case, type Settled } from './case.js';
import { setsCookies } from './legacy-care.js';
import { type Asked, lookAgain, sidesOf } from './look-again.js';
import { looksNeeded } from './pace.js';
import { type Again, type Rereader, type SettleClock, requestOf } from './rereader.js';
import type { SettlingRoute } from './settling-route.js';

/** Which pair it is. */
interface PairName {
  readonly id: string;
  readonly route: string;
  readonly entity: string;
  readonly key: string;
  readonly edition: number | undefined;
}

/** A pair that differs, and what it takes to read it again. */
export interface Suspected extends PairName {
  readonly again: Again;
  /** What legacy answered: kept where it may not be asked again. */
  readonly legacy: Answer;
  readonly looked: Looked;
}

export interface SettlerParts {
  readonly rereader: Rereader;
  readonly clock: SettleClock;
  /** Hears of each suspect that is settled. */
  readonly tell: (finding: Finding) => void;
  /** Told of what is wrong with Banyan itself. */
  readonly onBug: (error: unknown) => void;
}

/** Suspects that are open at once at most, of all routes and of one. */
const mostOpen = 10_000;
const mostOfRoute = 1_000;
/** Pairs that wait for what suspects come to, of all and of one: none takes the room of all others. */
const mostPairs = 50_000;
const mostPairsOfOne = 1_000;
/** Reads that run at once. */
const mostReads = 32;
/** Milliseconds over which a suspect may be looked at where the candidate may not lag at all. */
const shortest = 1_000;
/** Bytes that are kept of answers and requests to ask again. */
const mostKept = 32 * 1024 * 1024;
/** Reads of a side that are paid for beforehand: without the one at 12 × freshness, lag that is late would pass for missing. */
const readsPaid = looksNeeded + 1;

interface Open extends Asked {
  /** Those of one request that differ alike: all of them come to the same. */
  readonly pairs: [PairName, ...PairName[]];
  /** By what others like it are known. */
  readonly alike: string;
  readonly fingerprints: readonly string[];
  readonly following: Case;
  /** Those that came after its first look: should it heal, nothing proves that they do. */
  later: Open | undefined;
  /** Whether its first look came at once, and not after another suspect had healed. */
  readonly isFirst: boolean;
  since: number;
  /** Whether it is looked at until 2 × freshness yet; then it waits for its last look alone. */
  isLooking: boolean;
  looks: number;
  /** Looks at which a side was asked: one may be refused. */
  reads: number;
  /** Why a look that it needed first told nothing. */
  missed: UnsettledReason | undefined;
  callOff: () => void;
}

/** A suspect whose next look is due, and since when. */
interface Look {
  readonly open: Open;
  readonly due: number;
}

/**
 * Reads the two sides of suspects again over time until it is known why they differ (design: evidence §2,
 * settling). Bounded in suspects, in reads at once, and per route in reads at all.
 */
export class Settler {
  readonly #open = new Map<SettlingRoute, Map<string, Open>>();
  #waiting: Look[] = [];
  #reading = 0;
  #bytesKept = 0;
  #pairs = 0;

  constructor(private readonly parts: SettlerParts) {}

  /** Takes a suspect on; else says why there is no budget or no room for it. */
  take({ again, legacy, looked, ...pair }: Suspected, route: SettlingRoute): UnsettledReason | undefined {
    if (this.#pairs >= mostPairs) return 'too-many';
    const sides = setsCookies(legacy) ? (['candidate'] as const) : route.sides(this.parts.clock.now());
    const readsLegacy = sides.includes('legacy');
    const { rules, freshness, knowledge } = route;
    const taken = this.parts.clock.now();
    const waited = (): number => open.since - taken;
    const following = new Case(looked, { rules, freshness, readsLegacy, flaps: knowledge.flaps, waited });
    // Where legacy is not read again, what it answered is what all of them are held against.
    const heldAgainst = readsLegacy ? '' : hashOf(legacy);
    const alike = [pair.entity, requestOf(again), heldAgainst, ...following.placeIds].join('\n');
    const known = this.#open.get(route)?.get(alike);
    const waiting = known && (known.looks === 0 || known.following.isConfirmed ? known : known.later);
    if (waiting) {
      if (waiting.pairs.length >= mostPairsOfOne) return 'too-many';
      waiting.pairs.push(pair);
      this.#pairs += 1;
      return undefined;
    }
    const open: Open = {
      pairs: [pair],
      alike,
      again,
      route,
      statuses: looked.statuses,
      kept: readsLegacy ? undefined : copyOf(legacy),
      fingerprints: following.fields.map(({ pattern, kind }) => fingerprintOf(pattern, kind)),
      following,
      later: undefined,
      isFirst: !known,
      since: 0,
      isLooking: true,
      looks: 0,
      reads: 0,
      missed: undefined,
      callOff: () => {},
    };
    if (!this.#hasRoom(route, bytesOf(open))) return 'too-many';
    const refused = known ? undefined : this.#refused(open);
    if (refused) return refused;
    this.#pairs += 1;
    this.#bytesKept += bytesOf(open);
    if (known) known.later = open;
    else this.#begin(open);
    return undefined;
  }

  /** Pays for what it takes to follow it; else says why that may not be. */
  #refused(open: Open): UnsettledReason | undefined {
    const { route, fingerprints } = open;
    const within = Math.max(2 * route.freshness({ steps: null }), shortest);
    if (!route.pace.hasTime(fingerprints, within)) return 'too-many';
    return route.budget.admit(fingerprints, sidesOf(open), readsPaid) ? undefined : 'over-budget';
  }

  #hasRoom(route: SettlingRoute, bytes: number): boolean {
    const open = [...this.#open.values()].reduce((sum, { size }) => sum + size, 0);
    const ofRoute = this.#open.get(route)?.size ?? 0;
    return open < mostOpen && ofRoute < mostOfRoute && this.#bytesKept + bytes <= mostKept;
  }

  #begin(open: Open): void {
    const { route, alike, fingerprints } = open;
    open.since = this.parts.clock.now();
    const others = this.#open.get(route) ?? new Map<string, Open>();
    this.#open.set(route, others.set(alike, open));
    route.pace.join(fingerprints);
    this.#next(open);
  }

  /** Nobody waits for the suspects of this route any more: what is not known to be bad will never be known. */
  cancel(route: SettlingRoute): void {
    for (const open of this.#open.get(route)?.values() ?? []) {
      open.callOff();
      this.#close(open, open.following.isConfirmed ? settle(open) : unsettled(open, 'ended'));
    }
  }

  /** Waits for the time of the next look, or tells what it came to. */
  #next(open: Open): void {
    const { due } = open.following;
    if (due === undefined) {
      const settled = settle(open);
      this.#learn(open, settled);
      this.#close(open, settled);
      return;
    }
    const { clock } = this.parts;
    open.callOff = clock.after(Math.max(0, open.since + due - clock.now()), () => {
      this.#waiting.push({ open, due: clock.now() });
      this.#read();
    });
  }

  #learn({ route, pairs: [{ entity }] }: Open, settled: Settled): void {
    route.learn(entity, settled);
  }

  #close(open: Open, settled: Settled): void {
    const { route, alike, later } = open;
    route.budget.giveBack(sidesOf(open), Math.max(0, readsPaid - open.reads));
    this.#looksNoMore(open);
    const others = this.#open.get(route);
    others?.delete(alike);
    if (others?.size === 0) this.#open.delete(route);
    this.#tell(open, settled);
    if (!later) return;
    if (!hasHealed(settled)) {
      this.#tell(later, settled);
      return;
    }
    const refused = this.#refused(later);
    if (refused) this.#tell(later, unsettled(later, refused));
    else this.#begin(later);
  }

  #tell(open: Open, settled: Settled): void {
    this.#bytesKept -= bytesOf(open);
    this.#pairs -= open.pairs.length;
    // Lag was seen once, however many pairs it is told of; of those that waited nobody knows when it began.
    for (const [i, { id, ...pair }] of open.pairs.entries())
      this.parts.tell({
        ...pair,
        verdict: 'settled',
        suspect: id,
        ...settled,
        lags: i === 0 && open.isFirst ? settled.lags : [],
      });
  }

  #looksNoMore(open: Open): void {
    if (!open.isLooking) return;
    open.isLooking = false;
    open.route.pace.leave(open.fingerprints);
  }

  /** What waited longest first, of routes that may have one more read; last looks, for which nothing is late, after all others. */
  #read(): void {
    for (const isLooking of [true, false])
      this.#waiting = this.#waiting.filter((look) => {
        if (!this.#isOpen(look.open)) return false;
        if (look.open.isLooking !== isLooking) return true;
        if (this.#reading >= mostReads || !look.open.route.pace.mayRead) return true;
        this.#reading += 1;
        look.open.route.pace.reads();
        void this.#look(look).finally(() => {
          this.#reading -= 1;
          this.#read();
        });
        return false;
      });
  }

  #isOpen(open: Open): boolean {
    return this.#open.get(open.route)?.get(open.alike) === open;
  }

  async #look({ open, due }: Look): Promise<void> {
    const { clock, rereader, onBug } = this.parts;
    const now = (): number => clock.now();
    open.looks += 1;
    const refused = whyNotRead(open, now());
    if (!refused) open.reads += 1;
    const looked = refused
      ? undefined
      : await lookAgain(open, rereader, now).catch((error: unknown) => {
          onBug(error);
          return undefined;
        });
    if (!looked) open.missed ??= refused ?? 'no-answer';
    open.route.pace.looked(now() - due);
    if (!this.#isOpen(open)) return;
    if (looked) open.route.knowledge.learn(open.pairs[0].entity, looked);
    open.following.look(looked, now() - open.since);
    if (open.following.isConfirmed && open.isLooking) {
      this.#looksNoMore(open);
      this.#learn(open, settle(open));
    }
    this.#next(open);
  }
}

function whyNotRead(open: Open, now: number): UnsettledReason | undefined {
  const { kept, route, reads } = open;
  if (!kept && !route.sides(now).includes('legacy')) return 'legacy-unread';
  return reads >= readsPaid && !route.budget.more(sidesOf(open)) ? 'over-budget' : undefined;
}

/** What it comes to, as far as it is known. Where all looks were answered and nothing is known, it is unclear. */
function settle({ following, pairs: [{ entity }], route, missed }: Open): Settled {
  const settled = following.settle(entity, route);
  return settled.why === 'no-answer' || settled.why === 'unclear'
    ? { ...settled, why: missed ?? 'unclear' }
    : settled;
}

function unsettled({ following }: Open, why: UnsettledReason): Settled {
  const fields = following.fields.map((field) => ({ ...field, class: 'unsettled' as const }));
  return { class: 'unsettled', why, fields, lags: [] };
}

/** Whether it differed and then did not, in time: of what differed later that says nothing. */
const hasHealed = ({ class: worst, fields }: Settled): boolean =>
  worst === 'stale' && !fields.some(({ late }) => late);

/** What came lies in a buffer that goes back for other pairs. */
const copyOf = (answer: Answer): Answer => ({ ...answer, body: answer.body && new Uint8Array(answer.body) });

const hashOf = ({ body }: Answer): string =>
  createHash('sha256')
    .update(body ?? '')
    .digest('base64');

const bytesOf = ({ again, kept }: Pick<Asked, 'again' | 'kept'>): number =>
  (kept?.body?.byteLength ?? 0) + (again.body?.byteLength ?? 0);
