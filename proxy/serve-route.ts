import type { IncomingMessage, ServerResponse } from 'node:http';
import { whyNotComparable } from '../evidence/pair.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import type { Side } from '../evidence/tally.js';
import { pinningOf } from './after-write.js';
import { Capture } from './capture.js';
import { ClientResponse } from './client-response.js';
import type { DataPlaneParts } from './data-plane.js';
import { Fallback } from './fallback.js';
import { type Exchange, type Receiver, Tee } from './receiver.js';
import { hasBody } from './replay-body.js';
import { RequestTrace } from './request-trace.js';
import { isSafeMethod, pathOf, type Routed } from './route-request.js';
import { SideReads } from './side-reads.js';

/**
 * Serves one request of a route: the live side streams to the client while a bounded copy is kept,
 * the shadow is read beside it, and exactly one outcome is counted once both have ended.
 */
export class ServeRoute {
  readonly #client: ClientResponse;
  readonly #live: Side;
  readonly #shadow: Side;
  readonly #reads: SideReads;
  readonly #running = new Map<Side, Exchange>();
  readonly #captures = new Map<Side, Capture>();
  /** Of a live candidate for which legacy may answer. */
  readonly #fallback: Fallback | undefined;
  readonly #trace: RequestTrace;
  #skip: SkipReason | undefined;
  #servedBy: Side;
  /** Why legacy answers for a live candidate. */
  #fellFor: string | undefined;

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
    this.#trace = new RequestTrace(request, parts.tracing);
    this.#reads = new SideReads(parts, request, routed, this.#trace);
    this.#client = new ClientResponse(
      response,
      () => (parts.settings.expose ? ['x-banyan-served-by', this.#servedBy] : []),
      pinningOf(parts, request, routed.route),
    );
    this.#fallback = this.#mayFallBack() ? this.#legacyAnswersFor() : undefined;
  }

  /** Resolves when the request's one outcome is counted. */
  async run(): Promise<void> {
    const { counter } = this.parts;
    const route = this.routed.route.name;
    const served = this.#whenServed();
    this.#read();
    const whole = await served;
    this.#trace.answered();
    counter.request(route, this.#servedBy, this.#client.status);
    const skip = this.#skip ?? (whole ? await this.#handOver() : 'aborted');
    if (skip !== undefined) counter.skipped(route, skip);
    this.#tellTrace(skip);
    for (const capture of this.#captures.values()) capture.release();
  }

  #tellTrace(skip: SkipReason | undefined): void {
    const { route, dial } = this.routed;
    this.#trace.end({
      route: route.name,
      template: route.match.path,
      servedBy: this.#servedBy,
      dial,
      status: this.#client.status,
      failure: this.#client.failure?.reason,
      outcome: skip ?? 'compared',
      fallback: this.#fellFor,
    });
  }

  /** Who listens to either side is known before one of them is asked: what one says may concern the other. */
  #read(): void {
    const readShadow = this.#prepareShadow();
    const readLive = this.#prepareLive();
    if (!readShadow) {
      readLive();
      return;
    }
    const { counter, draw } = this.parts;
    const { route, entity } = this.routed;
    const isTold = draw.claim(route.name, entity);
    this.#reads.time(isTold ? (pair) => counter.paired(route.name, pair) : undefined);
    // Nothing is waited for between them; but whoever is second would always seem the slower one.
    const inTurn = draw.shadowFirst() ? [readShadow, readLive] : [readLive, readShadow];
    for (const read of inTurn) read();
  }

  /** True when the client got all that the upstream gave; false when it went away before. */
  async #whenServed(): Promise<boolean> {
    await this.#client.closed;
    const { failure } = this.#client;
    const whole = this.#client.isTaken || (failure !== undefined && failure.reason !== 'aborted');
    if (!whole) this.#reads.abort();
    return whole;
  }

  /** How to begin the shadow's read, if the request is to be compared and there is room. */
  #prepareShadow(): (() => void) | undefined {
    if (this.#skip !== undefined) return undefined;
    // The shadow is the first that is given up when the process runs short of anything.
    const release = this.parts.pressure() === 'none' ? this.parts.places.take(this.routed.route) : undefined;
    if (!release) {
      this.#skip = 'shed';
      return undefined;
    }
    const capture = this.#capture(this.#shadow);
    // The place is the read's, not the request's: a slow client must not hold it. Nor is it free before, whoever
    // is given the answer: clients whom legacy rescues would wait for a shadow's connection.
    void capture.ended.then(release);
    const receiver = this.#fallback?.hold(capture) ?? capture;
    return () => {
      const read = this.#reads.beside(this.#shadow, receiver);
      if (!read) return;
      this.#running.set(this.#shadow, read);
      this.#fallback?.followBeside(read);
    };
  }

  /** How to begin the live side's read. */
  #prepareLive(): () => void {
    const fallback = this.#fallback;
    const client = fallback?.gate ?? this.#client;
    const capture = this.#skip === undefined ? this.#capture(this.#live) : undefined;
    const receiver = capture ? new Tee(client, capture) : client;
    return () => {
      const read = this.#readLive(receiver);
      if (!read) return;
      this.#running.set(this.#live, read);
      if (fallback) fallback.followCandidate(read, capture);
      else this.#client.follow(read);
    };
  }

  /** The breaker may spare a client the wait only where somebody else can answer it. */
  #readLive(receiver: Receiver): Exchange | undefined {
    return this.#fallback && this.routed.fallback.onFailure
      ? this.#reads.liveIfAdmitted(this.#live, receiver)
      : this.#reads.live(this.#live, receiver);
  }

  #mayFallBack(): boolean {
    const { onFailure, notFound } = this.routed.fallback;
    if (this.#live !== 'candidate' || !(onFailure || notFound)) return false;
    // What it asks must be at hand to be asked once more.
    return isSafeMethod(this.request) ? !hasBody(this.request) : this.routed.body !== undefined;
  }

  #legacyAnswersFor(): Fallback {
    const { route } = this.routed;
    return new Fallback(this.#client, this.routed.fallback, {
      fell: (reason) => {
        this.parts.counter.fallback(route.name, reason);
        this.#fellFor = reason;
        this.#servedBy = 'legacy';
      },
      askLegacy: () => this.#client.follow(this.#reads.rescue(this.#client)),
      patience: this.#reads.address('candidate', 'live').upstream.rule.timeout,
    });
  }

  /** A copy of one side; when it is given up, nobody reads on for it, unless a client is given the same answer. */
  #capture(side: Side): Capture {
    const capture = new Capture(this.parts.budget, this.parts.settings.captureCap, () => {
      if (this.#servedBy !== side) this.#running.get(side)?.abort();
    });
    this.#captures.set(side, capture);
    return capture;
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
    if (this.#reads.versions.areMixed(performance.now())) return 'version-mixed';
    const { entity, key, route } = this.routed;
    return this.parts.compare({
      route: route.name,
      entity,
      key,
      request: `${this.request.method} ${pathOf(this.request)}`,
      servedBy: this.#servedBy,
      legacy: { observation: pair.legacy, duration: legacy.duration },
      candidate: { observation: pair.candidate, duration: candidate.duration },
      edition: this.parts.edition,
      again: this.#reads.again(),
      trace: this.#trace.ofPair,
    });
  }
}
