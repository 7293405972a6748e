import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Observation } from '../comparators/observation.js';
import { whyNotComparable } from '../evidence/pair.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import type { Side } from '../evidence/tally.js';
import { type Addressed, addressSide, type Purpose } from './address.js';
import { Capture } from './capture.js';
import { ClientResponse } from './client-response.js';
import type { DataPlaneParts } from './data-plane.js';
import { readUpstream } from './dual-read-engine.js';
import { FallbackGate } from './fallback-gate.js';
import { isConditional, isRange } from './headers.js';
import { metered } from './metered.js';
import { type Exchange, type Receiver, tee } from './receiver.js';
import { isReplayable, pathOf, type Routed } from './route-request.js';
import { whenClosed } from './when-closed.js';

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
  #skip: SkipReason | undefined;
  #servedBy: Side;
  #clientGone = false;

  constructor(
    private readonly parts: DataPlaneParts,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly routed: Routed,
  ) {
    this.#live = routed.decision.live;
    this.#shadow = this.#live === 'legacy' ? 'candidate' : 'legacy';
    this.#servedBy = this.#live;
    this.#skip = routed.skip;
    this.#path = pathOf(request);
    this.#client = new ClientResponse(response, () =>
      parts.settings.expose ? [['x-banyan-served-by', this.#servedBy]] : [],
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
    if (skip === undefined) return;
    counter.skipped(route, skip);
    for (const capture of this.#captures.values()) capture.release();
  }

  /** True when the client got all that the upstream gave; false when it went away before. */
  async #whenServed(): Promise<boolean> {
    await whenClosed(this.request, this.response);
    const { failure } = this.#client;
    const whole = this.response.writableFinished || (failure !== undefined && failure.reason !== 'aborted');
    this.#clientGone = !whole;
    if (!whole) for (const exchange of this.#exchanges) exchange.abort();
    return whole;
  }

  /** Starts the shadow read if the request is to be compared and there is room. */
  #readShadow(): void {
    if (this.#skip !== undefined) return;
    const release = this.parts.slots.take(this.routed.route);
    if (!release) {
      this.#skip = 'shed';
      return;
    }
    const { upstream, read } = this.#address(this.#shadow, 'shadow');
    // A copy that was given up has nobody left to read for.
    const capture = this.#capture(this.#shadow, () => exchange.abort());
    const receiver = metered(this.parts.counter, this.routed.route.name, this.#shadow, capture);
    const exchange = this.#track(readUpstream(upstream.shadow, read, receiver));
    // The place is the read's, not the request's: a slow client must not hold it.
    void capture.ended.then(release);
  }

  #readLive(): void {
    const { fallback } = this.routed.route;
    const mayFallBack = this.#live === 'candidate' && isReplayable(this.request);
    const rescue = mayFallBack ? this.#address('legacy', 'rescue') : undefined;
    const client: Receiver = rescue
      ? new FallbackGate(this.#client, fallback, (reason) => this.#fallBack(reason, rescue))
      : this.#client;
    const copied = this.#skip === undefined ? tee(client, this.#capture(this.#live)) : client;
    const receiver = metered(this.parts.counter, this.routed.route.name, this.#live, copied);
    const { upstream, read } = this.#address(this.#live, 'live');
    this.#follow(
      needsPassThrough(this.request)
        ? this.parts.passThrough.forward(this.request, this.response, upstream, read, receiver)
        : readUpstream(upstream.live, read, receiver),
    );
  }

  /** Legacy answers for a candidate that failed: from the read that runs beside it, else by a read of its own. */
  #fallBack(reason: string, rescue: Addressed): void {
    const route = this.routed.route.name;
    this.parts.counter.fallback(route, reason);
    this.#servedBy = 'legacy';
    const beside = this.#captures.get('legacy');
    const serve = async (): Promise<void> => {
      const observation = (await beside?.ended)?.observation;
      if (this.#clientGone) return;
      if (observation?.kind === 'answer') {
        replay(observation, beside?.reason ?? '', this.#client);
        return;
      }
      const receiver = metered(this.parts.counter, route, 'legacy', this.#client);
      this.#follow(readUpstream(rescue.upstream.live, rescue.read, receiver));
    };
    serve().catch((error: unknown) => this.parts.onBug(error));
  }

  async #handOver(): Promise<SkipReason | undefined> {
    const legacy = await this.#captures.get('legacy')?.ended;
    const candidate = await this.#captures.get('candidate')?.ended;
    if (!legacy || !candidate) return 'shed';
    const pair = { legacy: legacy.observation, candidate: candidate.observation };
    if (pair.legacy.kind === 'given-up') return pair.legacy.reason;
    if (pair.candidate.kind === 'given-up') return pair.candidate.reason;
    const skip = whyNotComparable(pair.legacy, pair[this.#live] as Observation);
    if (skip !== undefined) return skip;
    const { entity, key, route } = this.routed;
    return this.parts.compare(
      {
        route: route.name,
        entity,
        key,
        request: `${this.request.method} ${this.#path}`,
        servedBy: this.#servedBy,
        legacy: { observation: pair.legacy, duration: legacy.duration },
        candidate: { observation: pair.candidate, duration: candidate.duration },
      },
      [...this.#captures.values()],
    );
  }

  #address(side: Side, purpose: Purpose): Addressed {
    return addressSide(
      this.request,
      this.routed,
      side,
      purpose,
      this.parts.upstreams,
      this.parts.settings.via,
    );
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

/** undici refuses `Expect`, and errs on a 304 that tells a Content-Length; bodies stream through the other engine. */
const needsPassThrough = (request: IncomingMessage): boolean =>
  !isReplayable(request) ||
  isConditional(request) ||
  isRange(request) ||
  request.headers.expect !== undefined;

function replay(answer: Answer, reason: string, client: Receiver): void {
  client.head(answer.status, reason, answer.headers);
  if (answer.body && answer.body.length > 0) client.data(answer.body);
  client.end();
}
