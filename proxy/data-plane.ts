import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawPair } from '../evidence/pair.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import { passthroughRoute } from '../evidence/tally.js';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import type { CaptureBudget } from './capture.js';
import { answerClientError } from './client-error.js';
import { answerItself } from './client-response.js';
import type { PairDraw } from './pair-draw.js';
import type { Pressure } from './pressure.js';
import type { Pins } from './pins.js';
import { refuseRequest } from './refuse-request.js';
import { collectBody } from './replay-body.js';
import { needsBody, type Routed, routeRequest, withBody } from './route-request.js';
import type { RouteMatch, RouteTable } from './route-table.js';
import { ServeRoute } from './serve-route.js';
import type { Tracing } from './request-trace.js';
import type { ShadowPlaces } from './shadow-places.js';
import { readSideOverride } from './side-override.js';
import type { TrafficCounter } from './traffic-counter.js';
import type { Unfinished } from './unfinished.js';
import type { Upstream } from './upstream.js';
import type { WriteTable } from './write-table.js';
import { serveUnmatched, upgrade } from './serve-unmatched.js';
import { Turns } from './turns.js';
import type { WatchedVersions } from './watched-versions.js';
import { mayDoWithoutUpgrade, serveWithoutUpgrade } from './without-upgrade.js';

/** What the data plane is told of the configuration beside routes and upstreams. */
export interface DataPlaneSettings {
  /** This Banyan's name in Via; a request that carries it already is refused. */
  readonly via: string;
  /** Tell clients which side answered. */
  readonly expose: boolean;
  /** Largest body in bytes of which a copy is kept. */
  readonly captureCap: number;
  readonly overrideToken: string | undefined;
  /** The upstream for what no route matches. */
  readonly passthrough: string;
  /** Milliseconds until a request's head, and all of it, must have arrived; and how long an idle connection stays. */
  readonly headerTimeout: number;
  readonly requestTimeout: number;
  readonly keepAlive: number;
}

/** What serving a request needs, from its beginning to its end; made by whoever wires the rooms together. */
export interface DataPlaneParts {
  readonly settings: DataPlaneSettings;
  /** The reading of banyan.yaml that all of this was made from. */
  readonly edition: number;
  readonly table: RouteTable;
  readonly writes: WriteTable;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly versions: WatchedVersions;
  readonly counter: TrafficCounter;
  readonly budget: CaptureBudget;
  readonly places: ShadowPlaces;
  /** Who has written, and is answered by legacy for a while. */
  readonly pins: Pins;
  readonly draw: PairDraw;
  readonly unfinished: Unfinished;
  /** The last known dial of a route; in shadow if none is known. */
  readonly dial: (route: RouteRule) => Dial;
  /** Who is told spans of requests; undefined while tracing is off. */
  readonly tracing?: Tracing | undefined;
  /** Hands a pair over, or says why not. */
  readonly compare: (pair: RawPair) => SkipReason | undefined;
  /** What must be given up because the process runs short of something. */
  readonly pressure: () => Pressure;
  /** Told of what should be impossible; the request at hand has been answered or broken off. */
  readonly onBug: (error: unknown) => void;
}

/**
 * Makes the server in front of the legacy endpoint; the caller lets it listen and ends it.
 * @param serving what serves a request that begins now; asked once for each, which keeps it to its end
 */
export function createDataPlane(serving: () => DataPlaneParts): Server {
  const { headerTimeout, requestTimeout, keepAlive } = serving().settings;
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: headerTimeout,
    requestTimeout,
    keepAliveTimeout: keepAlive,
    // How often Node looks for the late; its own 30 s would stretch every limit below that.
    connectionsCheckingInterval: 1_000,
  });
  const turns = new Turns();
  const last = new WeakMap<Duplex, ServerResponse>();
  server.on('clientError', (error, socket) => answerClientError(error, socket, last.get(socket)));
  const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
    turns.take(request.socket, (over) => {
      last.set(request.socket, response);
      response.once('close', over);
      const parts = serving();
      parts.unfinished.track(serve(parts, request, response, turns)).catch((error: unknown) => {
        parts.onBug(error);
        answerItself(response, 502, 'an error of its own; it is in the log');
      });
    });
  server.on('request', onRequest);
  // Whether to go on is for the upstream to say, not for Node.
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', onRequest);
  const watched = new WeakSet<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node listens no more: without this a reset client would end the process.
    if (!watched.has(socket)) socket.on('error', () => socket.destroy());
    watched.add(socket);
    turns.take(socket, (over) => {
      if (mayDoWithoutUpgrade(request)) {
        over();
        serveWithoutUpgrade(server, request, socket, head);
        return;
      }
      const parts = serving();
      parts.unfinished.track(upgrade(parts, request, socket, head)).catch((error: unknown) => {
        parts.onBug(error);
        socket.destroy();
      });
    });
  });
  return server;
}

/** The path of a request, on one screen. */
async function serve(
  parts: DataPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
  turns: Turns,
): Promise<void> {
  // What two servers might read as two different requests goes nowhere.
  const refusal = refuseRequest(request, parts.settings.via);
  if (refusal) {
    // Whatever else this connection holds cannot be trusted to begin where we think.
    turns.refuse(request.socket);
    response.shouldKeepAlive = false;
    answerItself(response, refusal.status, `the request was refused: ${refusal.detail}`);
    return;
  }
  const matched = parts.table.match(request.method ?? '', request.url ?? '');
  // Only when giving up the shadow was not enough.
  if (parts.pressure() === 'refuse-live') {
    refuseForPressure(parts, response, matched);
    return;
  }
  if (!matched) {
    await serveUnmatched(parts, request, response);
    return;
  }
  // Side and sampling are decided before a byte goes anywhere.
  const routed = routeRequest(request, matched, {
    dial: parts.dial(matched.route),
    override: readSideOverride(request, parts.settings.overrideToken),
    affordable: parts.places.affordable(matched.route),
    pins: parts.pins,
  });
  if (routed.decision.why === 'no-sticky-key') parts.counter.withoutStickyKey(routed.route.name);
  // Live side to the client, shadow beside it, one outcome counted when both have ended.
  if (needsBody(request, routed)) await serveWithBody(parts, request, response, routed);
  else await new ServeRoute(parts, request, response, routed).run();
}

/** A body is collected only where it will be sent to more than one side. */
async function serveWithBody(
  parts: DataPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
  routed: Routed,
): Promise<void> {
  const collected = await collectBody(request, parts.settings.captureCap, parts.budget);
  if (!collected) {
    parts.counter.request(routed.route.name, routed.decision.live, undefined);
    parts.counter.skipped(routed.route.name, 'aborted');
    return;
  }
  try {
    await new ServeRoute(parts, request, response, withBody(routed, collected)).run();
  } finally {
    if (collected.kind === 'whole') parts.budget.give(collected.held);
  }
}

function refuseForPressure(
  parts: DataPlaneParts,
  response: ServerResponse,
  matched: RouteMatch | undefined,
): void {
  response.shouldKeepAlive = false;
  answerItself(response, 503, 'it has too much to do; try again', { 'retry-after': 1 });
  parts.counter.request(matched?.route.name ?? passthroughRoute, 'legacy', 503);
  if (matched) parts.counter.skipped(matched.route.name, 'shed');
}
