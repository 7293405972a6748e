import type { IncomingMessage, ServerResponse } from 'node:http';
import { whyNotComparable } from '../evidence/pair.js';
import type { Again } from '../evidence/settling/rereader.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import type { Side } from '../evidence/tally.js';
import { type Addressed, addressSide, type Purpose } from './address.js';
import { pinningOf } from './after-write.js';
import { Capture } from './capture.js';
import { ClientResponse } from './client-response.js';
import type { DataPlaneParts } from './data-plane.js';
import { readUpstream } from './dual-read-engine.js';
import { breakerOpen } from './failure.js';
import { FallbackGate } from './fallback-gate.js';
import { Judged } from './judged.js';
import { Metered } from './metered.js';
import { passThrough } from './pass-through-engine.js';
import { type Exchange, type Receiver, Tee } from './receiver.js';
import { Replay } from './replay.js';
import { hasBody } from './replay-body.js';
import { isSafeMethod, pathOf, type Routed } from './route-request.js';
import { PairVersions } from './pair-versions.js';

/**
 * Serves one request of a route: the live side streams to the client while a bounded copy is kept,
 * the shadow is read beside it, and exactly one outcome is counted once both have ended.
 */
export class ServeRoute {
  readonly #client: ClientResponse;
  readonly #live: Side;
  readonly #shadow: Side;
  readonly #path: string;
  readonly #exchanges = new Set<Exchange>();
  readonly #captures = new Map<Side, Capture>();
  readonly #versions: PairVersions;
  readonly #addressed = new Map<string, Addressed>();
  #skip: SkipReason | undefined;
  #servedBy: Side;
  #clientGone = false;
  /** The live side’s read, and the same once legacy answers for a candidate. */
  #liveRead: Exchange | undefined;
  #fallen: Exchange | undefined;

  constructor(
    private readonly parts: DataPlaneParts,
    private readonly request: IncomingMessage,
    response: ServerResponse,
    private readonly routed: Routed,
  ) {
    this.#live = routed.decision.live;
    this.#shadow = this.#live === 'legacy' ? 'candidate' : 'legacy';
    this.#servedBy = this.#live;
    this.#skip = routed.skip;
    this.#path = pathOf(request);
    this.#versions = new PairVersions(parts.versions, routed.route);
    this.#client = new ClientResponse(
      response,
      () => (parts.settings.expose ? ['x-banyan-served-by', this.#servedBy] : []),
      pinningOf(parts, request, routed.route),
    );
  }

  /** Resolves when the request's one outcome is counted. */
  async run(): Promise<void> {
    const { counter } = this.parts;
    const route = this.routed.route.name;
    const served = this.#whenServed();
    this.#readShadow();
    this.#readLive();
    const whole = await served;
    counter.request(route, this.#servedBy, this.#client.status);
    const skip = this.#skip ?? (whole ? await this.#handOver() : 'aborted');
    if (skip !== undefined) counter.skipped(route, skip);
    for (const capture of this.#captures.values()) capture.release();
  }

  /** True when the client got all that the upstream gave; false when it went away before. */
  async #whenServed(): Promise<boolean> {
    await this.#client.closed;
    const { failure } = this.#client;
    const whole = this.#client.isTaken || (failure !== undefined && failure.reason !== 'aborted');
    this.#clientGone = !whole;
    if (!whole) for (const exchange of this.#exchanges) exchange.abort();
    return whole;
  }

  /** Starts the shadow read if the request is to be compared and there is room. */
  #readShadow(): void {
    if (this.#skip !== undefined) return;
    // The shadow is the first that is given up when the process runs short of anything.
    const release = this.parts.pressure() === 'none' ? this.parts.places.take(this.routed.route) : undefined;
    if (!release) {
      this.#skip = 'shed';
      return;
    }
    const { upstream, read } = this.#address(this.#shadow, 'shadow');
    // A copy that was given up has nobody left to read for.
    const capture = this.#capture(this.#shadow, () => exchange?.abort());
    // The place is the read's, not the request's: a slow client must not hold it.
    void capture.ended.then(release);
    let exchange: Exchange | undefined;
    const admission = upstream.breaker.admit(performance.now());
    if (admission) {
      const judged = new Judged(admission, false, capture);
      exchange = this.#track(readUpstream(upstream.shadow, read, this.#metered(this.#shadow, judged)));
    } else {
      this.#metered(this.#shadow, capture).fail(breakerOpen);
    }
  }

  #readLive(): void {
    const { upstream, read } = this.#address(this.#live, 'live');
    const { fallback } = this.routed;
    const mayFallBack = this.#live === 'candidate' && this.#isReplayable();
    const client = mayFallBack ? this.#gate() : this.#client;
    // Once legacy answers for it, what it still says is of use to the copy alone.
    const capture =
      this.#skip === undefined ? this.#capture(this.#live, () => this.#fallen?.abort()) : undefined;
    const receiver = this.#metered(this.#live, capture ? new Tee(client, capture) : client);
    // The breaker may spare a client the wait only where somebody else can answer it.
    if (!mayFallBack || !fallback.onFailure) {
      this.#liveRead = this.#forward({ upstream, read }, receiver);
      this.#follow(this.#liveRead);
      return;
    }
    const admission = upstream.breaker.admit(performance.now());
    if (!admission) {
      receiver.fail(breakerOpen);
      return;
    }
    this.#liveRead = this.#forward({ upstream, read }, new Judged(admission, true, receiver));
    this.#follow(this.#liveRead);
  }

  /** Before its first byte, legacy can still answer for a candidate that fails. */
  #gate(): Receiver {
    const rescue = this.#address('legacy', 'rescue');
    return new FallbackGate(this.#client, this.routed.fallback, (reason) => this.#fallBack(reason, rescue));
  }

  /** What has a body goes by the other engine: it takes all that an upstream may say before its answer. */
  #forward({ upstream, read }: Addressed, receiver: Receiver): Exchange {
    const stream = (fresh: boolean): Exchange => passThrough(this.request, upstream, read, receiver, fresh);
    return hasBody(this.request) || !isSafeMethod(this.request) || this.request.headers.expect !== undefined
      ? stream(false)
      : readUpstream(upstream.live, read, receiver, () => stream(true));
  }

  #isReplayable(): boolean {
    return isSafeMethod(this.request) ? !hasBody(this.request) : this.routed.body !== undefined;
  }

  /** Legacy answers for a candidate that failed: from the read that runs beside it, else by a read of its own. */
  #fallBack(reason: string, rescue: Addressed): void {
    const route = this.routed.route.name;
    this.parts.counter.fallback(route, reason);
    this.#servedBy = 'legacy';
    // No client waits for the rest of its answer; whoever compares it does, no longer than for any shadow.
    this.#letGoOfCandidate();
    const beside = this.#captures.get('legacy');
    const serve = async (): Promise<void> => {
      const observation = (await beside?.ended)?.observation;
      if (this.#clientGone) return;
      if (observation?.kind === 'answer') {
        this.#follow(new Replay(observation, beside?.reason ?? '', this.#client));
        return;
      }
      this.#follow(this.#forward(rescue, this.#metered('legacy', this.#client)));
    };
    serve().catch((error: unknown) => this.parts.onBug(error));
  }

  #letGoOfCandidate(): void {
    const exchange = this.#liveRead;
    const capture = this.#captures.get('candidate');
    this.#fallen = exchange;
    if (!exchange) return;
    if (!capture || capture.isGivenUp) {
      exchange.abort();
      return;
    }
    const late = setTimeout(() => exchange.abort(), this.#address('candidate', 'live').upstream.rule.timeout);
    void capture.ended.then(() => clearTimeout(late));
  }

  async #handOver(): Promise<SkipReason | undefined> {
    try {
      return await this.#compare();
    } catch (error) {
      // The answer is given; what cannot be compared is counted, and nothing of it kept.
      this.parts.onBug(error);
      return 'shed';
    }
  }

  async #compare(): Promise<SkipReason | undefined> {
    const legacy = await this.#captures.get('legacy')?.ended;
    const candidate = await this.#captures.get('candidate')?.ended;
    if (!legacy || !candidate) return 'shed';
    const pair = { legacy: legacy.observation, candidate: candidate.observation };
    if (pair.legacy.kind === 'given-up') return pair.legacy.reason;
    if (pair.candidate.kind === 'given-up') return pair.candidate.reason;
    const skip = whyNotComparable(pair.legacy, pair.candidate, this.#live);
    if (skip !== undefined) return skip;
    // Evidence is of one version of each side.
    if (this.#versions.areMixed(performance.now())) return 'version-mixed';
    const { entity, key, route } = this.routed;
    return this.parts.compare({
      route: route.name,
      entity,
      key,
      request: `${this.request.method} ${this.#path}`,
      servedBy: this.#servedBy,
      legacy: { observation: pair.legacy, duration: legacy.duration },
      candidate: { observation: pair.candidate, duration: candidate.duration },
      edition: this.parts.edition,
      again: this.#again(),
    });
  }

  /** Why they differ shows when both are asked again, as a shadow is: whole answers, and marked as Banyan's. */
  #again(): Again {
    const asked = (side: Side) => {
      const { upstream, read } = this.#address(side, 'shadow');
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

  #address(side: Side, purpose: Purpose): Addressed {
    const name = `${side} ${purpose}`;
    const known = this.#addressed.get(name);
    if (known) return known;
    const { upstreams, settings } = this.parts;
    const made = addressSide(this.request, this.routed, side, purpose, upstreams, settings.via);
    this.#addressed.set(name, made);
    return made;
  }

  #metered(side: Side, receiver: Receiver): Receiver {
    const read = this.#versions.readFrom(side, receiver);
    return new Metered(this.parts.counter, this.routed.route.name, side, read);
  }

  #capture(side: Side, onGivenUp?: () => void): Capture {
    const capture = new Capture(this.parts.budget, this.parts.settings.captureCap, onGivenUp);
    this.#captures.set(side, capture);
    return capture;
  }

  #follow(exchange: Exchange): void {
    this.#client.follow(this.#track(exchange));
  }

  #track(exchange: Exchange): Exchange {
    this.#exchanges.add(exchange);
    return exchange;
  }
}
