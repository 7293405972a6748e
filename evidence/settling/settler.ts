import type { Finding } from '../tally.js';
import { SettleTrace } from '../tracing/settle-trace.js';
import type { UnsettledReason } from '../unsettled-reason.js';
import type { Settled } from './case.js';
import { lookAgain, sidesOf } from './look-again.js';
import {
  bytesOf,
  hasHealed,
  type Open,
  openSuspect,
  readsPaid,
  settle,
  type Suspected,
  unsettled,
  whyNotRead,
} from './open-suspect.js';
import type { Rereader, SettleClock } from './rereader.js';
import { mostLooks, seenAgain } from './seen-again.js';
import type { SettlingRoute } from './settling-route.js';

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
  take(suspected: Suspected, route: SettlingRoute): UnsettledReason | undefined {
    if (this.#pairs >= mostPairs) return 'too-many';
    const open = openSuspect(suspected, route, this.parts.clock.now());
    const known = this.#open.get(route)?.get(open.alike);
    const waiting = known && (known.looks === 0 || known.following.isConfirmed ? known : known.later);
    if (waiting) {
      if (waiting.pairs.length >= mostPairsOfOne) return 'too-many';
      waiting.pairs.push(...open.pairs);
      this.#pairs += 1;
      // Not before it was told that it settles.
      if (waiting.following.isConfirmed) this.parts.clock.after(0, () => this.#confirm(open.pairs));
      return undefined;
    }
    if (!this.#hasRoom(route, bytesOf(open))) return 'too-many';
    const refused = known ? undefined : this.#refused(open);
    if (refused) return refused;
    this.#pairs += 1;
    this.#bytesKept += bytesOf(open);
    open.isFirst = !known;
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

  /** They are bad, whatever they will be called: who watches for what goes wrong need not wait for the name. */
  #confirm(pairs: Open['pairs']): void {
    for (const { id, trace: _, ...pair } of pairs)
      this.parts.tell({ ...pair, verdict: 'confirmed', suspect: id });
  }

  #tell(open: Open, settled: Settled): void {
    this.#bytesKept -= bytesOf(open);
    this.#pairs -= open.pairs.length;
    // Lag was seen once, however many pairs it is told of; of those that waited nobody knows when it began.
    for (const [i, { id, trace, ...pair }] of open.pairs.entries()) {
      trace?.settled(settled);
      this.parts.tell({
        ...pair,
        verdict: 'settled',
        suspect: id,
        ...settled,
        lags: i === 0 && open.isFirst ? settled.lags : [],
        looks: open.seen,
      });
    }
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
    const why = refused ?? 'no-answer';
    if (!looked) open.missed ??= why;
    open.route.pace.looked(now() - due);
    if (!this.#isOpen(open)) return;
    SettleTrace.saw(open.pairs, looked, why);
    const seconds = (now() - open.since) / 1000;
    if (open.seen.length < mostLooks) open.seen.push(seenAgain(looked, open.following.fields, seconds, why));
    if (looked) open.route.knowledge.learn(open.pairs[0].entity, looked);
    open.following.look(looked, now() - open.since);
    if (open.following.isConfirmed && open.isLooking) {
      this.#looksNoMore(open);
      this.#learn(open, settle(open));
      if (open.following.due !== undefined) this.#confirm(open.pairs);
    }
    this.#next(open);
  }
}
