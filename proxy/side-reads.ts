import type { IncomingMessage } from 'node:http';
import type { Again } from '../evidence/settling/rereader.js';
import type { PairedTimes, Side } from '../evidence/tally.js';
import { leftWaiting } from '../evidence/watch/failed-sides.js';
import { type Addressed, addressSide, type Purpose } from './address.js';
import type { Admission } from './circuit-breaker.js';
import type { DataPlaneParts } from './data-plane.js';
import { readUpstream } from './dual-read-engine.js';
import { breakerOpen } from './failure.js';
import { Judged } from './judged.js';
import { Metered } from './metered.js';
import { PairedReads } from './paired-reads.js';
import { PairVersions } from './pair-versions.js';
import { passThrough } from './pass-through-engine.js';
import type { Exchange, Receiver } from './receiver.js';
import { hasBody } from './replay-body.js';
import type { RequestTrace } from './request-trace.js';
import { isSafeMethod, type Routed } from './route-request.js';
import type { Upstream } from './upstream.js';

/** The reads of one request: how each side is asked, what is counted of it, and how all are given up. */
export class SideReads {
  readonly versions: PairVersions;
  #times: PairedReads | undefined;
  readonly #exchanges = new Set<Exchange>();
  readonly #admissions = new Map<Side, Admission>();
  readonly #addressed = new Map<string, Addressed>();

  constructor(
    private readonly parts: DataPlaneParts,
    private readonly request: IncomingMessage,
    private readonly routed: Routed,
    private readonly trace: RequestTrace,
  ) {
    this.versions = new PairVersions(parts.versions, routed.route);
  }

  /**
   * Both sides are read: from now on it is known how they do, one beside the other; to be called before either is.
   * @param tell who wants to know
   */
  time(tell?: (pair: PairedTimes) => void): void {
    this.#times = new PairedReads((pair) => {
      // That a client left says nothing of an upstream; that it left when the other side had long answered does.
      for (const side of leftWaiting(pair)) this.#admissions.get(side)?.failed(performance.now());
      tell?.(pair);
    });
  }

  /** Reads a side to compare it; undefined where it failed too often to be asked, which the receiver hears. */
  beside(side: Side, receiver: Receiver): Exchange | undefined {
    const { upstream, read } = this.address(side, 'shadow');
    const to = this.trace.listen('shadow', side, upstream.rule, receiver);
    return this.#ifAdmitted(side, upstream, false, to, (to) => readUpstream(upstream.shadow, read, to));
  }

  /** Reads a side for the client. */
  live(side: Side, receiver: Receiver): Exchange {
    const addressed = this.address(side, 'live');
    const to = this.trace.listen('live', side, addressed.upstream.rule, receiver);
    return this.#begin(side, to, (to) => this.#forward(addressed, to));
  }

  /** Reads a side for a client whom somebody else can answer; undefined where it failed too often to be waited for. */
  liveIfAdmitted(side: Side, receiver: Receiver): Exchange | undefined {
    const addressed = this.address(side, 'live');
    const { upstream } = addressed;
    const to = this.trace.listen('live', side, upstream.rule, receiver);
    return this.#ifAdmitted(side, upstream, true, to, (to) => this.#forward(addressed, to));
  }

  /** Reads legacy for the client of a candidate that failed. */
  rescue(receiver: Receiver): Exchange {
    const addressed = this.address('legacy', 'rescue');
    const to = this.trace.listen('rescue', 'legacy', addressed.upstream.rule, receiver);
    return this.#track(this.#forward(addressed, this.#metered('legacy', to)));
  }

  /** The client went away: gives all of them up. */
  abort(): void {
    this.#times?.clientLeft();
    for (const exchange of this.#exchanges) exchange.abort();
  }

  /** Why they differ shows when both are asked again, as a shadow is: whole answers, and marked as Banyan's. */
  again(): Again {
    const asked = (side: Side) => {
      const { upstream, read } = this.address(side, 'shadow');
      return { upstream: upstream.rule.name, path: read.path, headers: read.headers };
    };
    return {
      edition: this.parts.edition,
      method: this.request.method ?? 'GET',
      legacy: asked('legacy'),
      candidate: asked('candidate'),
      body: this.routed.body,
    };
  }

  /** The request as a side sees it. */
  address(side: Side, purpose: Purpose): Addressed {
    const name = `${side} ${purpose}`;
    const known = this.#addressed.get(name);
    if (known) return known;
    const { upstreams, settings } = this.parts;
    const lines = this.trace.linesFor(purpose);
    const made = addressSide(this.request, this.routed, side, purpose, upstreams, settings.via, lines);
    this.#addressed.set(name, made);
    return made;
  }

  /** What has a body goes by the other engine: it takes all that an upstream may say before its answer. */
  #forward({ upstream, read }: Addressed, receiver: Receiver): Exchange {
    const stream = (fresh: boolean): Exchange => passThrough(this.request, upstream, read, receiver, fresh);
    return hasBody(this.request) || !isSafeMethod(this.request) || this.request.headers.expect !== undefined
      ? stream(false)
      : readUpstream(upstream.live, read, receiver, () => stream(true));
  }

  #ifAdmitted(
    side: Side,
    { breaker }: Upstream,
    isLive: boolean,
    receiver: Receiver,
    read: (to: Receiver) => Exchange,
  ): Exchange | undefined {
    const admission = breaker.admit(performance.now());
    if (admission) {
      this.#admissions.set(side, admission);
      return this.#begin(side, new Judged(admission, isLive, receiver), read);
    }
    this.#times?.leftAlone(side);
    this.#metered(side, receiver).fail(breakerOpen);
    return undefined;
  }

  #begin(side: Side, receiver: Receiver, read: (to: Receiver) => Exchange): Exchange {
    const metered = this.#metered(side, receiver);
    return this.#track(this.#times ? this.#times.begin(side, metered, read) : read(metered));
  }

  #track(exchange: Exchange): Exchange {
    this.#exchanges.add(exchange);
    return exchange;
  }

  #metered(side: Side, receiver: Receiver): Receiver {
    return new Metered(
      this.parts.counter,
      this.routed.route.name,
      side,
      this.versions.readFrom(side, receiver),
      this.trace,
    );
  }
}
