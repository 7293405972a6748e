import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawPair } from '../evidence/pair.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import { passthroughRoute } from '../evidence/tally.js';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { addressPassthrough } from './address.js';
import type { CaptureBudget } from './capture.js';
import { answerItself, ClientResponse } from './client-response.js';
import { readUpstream } from './dual-read-engine.js';
import { Metered } from './metered.js';
import { passThrough } from './pass-through-engine.js';
import type { Exchange } from './receiver.js';
import type { Pressure } from './pressure.js';
import { refuseRequest } from './refuse-request.js';
import { collectBody, hasBody, type ReplayBody } from './replay-body.js';
import { isSafeMethod, routeRequest } from './route-request.js';
import type { RouteMatch, RouteTable } from './route-table.js';
import { ServeRoute } from './serve-route.js';
import type { ShadowPlaces } from './shadow-places.js';
import { readSideOverride } from './side-override.js';
import type { TrafficCounter } from './traffic-counter.js';
import type { Unfinished } from './unfinished.js';
import type { Upstream } from './upstream.js';
import { joinUpgrade } from './upgrade.js';
import { mayDoWithoutUpgrade, serveWithoutUpgrade } from './without-upgrade.js';
import { whenClosed } from './when-closed.js';

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
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly counter: TrafficCounter;
  readonly budget: CaptureBudget;
  readonly places: ShadowPlaces;
  readonly unfinished: Unfinished;
  /** The last known dial of a route; in shadow if none is known. */
  readonly dial: (route: RouteRule) => Dial;
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
  const refused = new WeakSet<Duplex>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // What follows a refused request may be a part of it: its connection ends without another word.
    if (refused.has(request.socket)) return;
    const parts = serving();
    parts.unfinished.track(serve(parts, request, response, refused)).catch((error: unknown) => {
      parts.onBug(error);
      answerItself(response, 502, 'an error of its own; it is in the log');
    });
  };
  server.on('request', onRequest);
  // Whether to go on is for the upstream to say, not for Node.
  server.on('checkContinue', onRequest);
  server.on('checkExpectation', onRequest);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node listens no more: without this a reset client would end the process.
    socket.on('error', () => socket.destroy());
    if (mayDoWithoutUpgrade(request)) {
      serveWithoutUpgrade(server, request, socket, head);
      return;
    }
    upgrade(serving(), request, socket, head).catch(() => socket.destroy());
  });
  return server;
}

/** The path of a request, on one screen. */
async function serve(
  parts: DataPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
  refused: WeakSet<Duplex>,
): Promise<void> {
  // What two servers might read as two different requests goes nowhere.
  const refusal = refuseRequest(request, parts.settings.via);
  if (refusal) {
    // Whatever else this connection holds cannot be trusted to begin where we think.
    refused.add(request.socket);
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
  // A body is collected only where it may be sent to both sides.
  const body = await replayBody(parts, request, matched);
  if (!body) {
    parts.counter.request(matched.route.name, 'legacy', undefined);
    parts.counter.skipped(matched.route.name, 'aborted');
    return;
  }
  // Side and sampling are decided before a byte goes anywhere.
  const routed = routeRequest(request, matched, {
    dial: parts.dial(matched.route),
    override: readSideOverride(request, parts.settings.overrideToken),
    affordable: parts.places.affordable(matched.route),
    body,
  });
  // Live side to the client, shadow beside it, one outcome counted when both have ended.
  await new ServeRoute(parts, request, response, routed).run();
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

async function replayBody(
  parts: DataPlaneParts,
  request: IncomingMessage,
  { route }: RouteMatch,
): Promise<ReplayBody | undefined> {
  if (!hasBody(request)) return { kind: 'none' };
  const replayable = request.method === 'POST' && route.safe && request.headers.expect === undefined;
  return replayable ? collectBody(request, parts.settings.captureCap) : { kind: 'streams' };
}

/** What no route matches goes to legacy as if Banyan were not there. */
async function serveUnmatched(
  parts: DataPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { upstream, read } = addressPassthrough(request, passthroughUpstream(parts), parts.settings.via);
  const client = new ClientResponse(response, () => []);
  const closed = whenClosed(request, response);
  const receiver = new Metered(parts.counter, passthroughRoute, 'legacy', client);
  const stream = (fresh: boolean): Exchange => passThrough(request, upstream, read, receiver, fresh);
  const exchange =
    hasBody(request) || !isSafeMethod(request) || request.headers.expect !== undefined
      ? stream(false)
      : readUpstream(upstream.live, read, receiver, () => stream(true));
  client.follow(exchange);
  await closed;
  if (!response.writableFinished) exchange.abort();
  parts.counter.request(passthroughRoute, 'legacy', client.status);
}

/** Upgrades follow no dial: they belong to legacy, the route's where one matches. */
async function upgrade(
  parts: DataPlaneParts,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  if (refuseRequest(request, parts.settings.via)) {
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  const route = parts.table.match(request.method ?? '', request.url ?? '')?.route;
  const legacy = (route && parts.upstreams.get(route.legacy)) ?? passthroughUpstream(parts);
  const { upstream, read } = addressPassthrough(request, legacy, parts.settings.via);
  const status = await joinUpgrade(request, socket, head, upstream, read);
  parts.counter.request(route?.name ?? passthroughRoute, 'legacy', status);
  if (route) parts.counter.skipped(route.name, 'not-replayable');
}

function passthroughUpstream(parts: DataPlaneParts): Upstream {
  const upstream = parts.upstreams.get(parts.settings.passthrough);
  if (!upstream) throw new Error(`passthrough names no upstream: ${parts.settings.passthrough}`);
  return upstream;
}
