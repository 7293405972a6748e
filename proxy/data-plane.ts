import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Pair } from '../evidence/pair.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import { passthroughRoute } from '../evidence/tally.js';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { addressPassthrough } from './address.js';
import type { Capture, CaptureBudget } from './capture.js';
import { answerItself, ClientResponse } from './client-response.js';
import { metered } from './metered.js';
import type { PassThroughEngine } from './pass-through-engine.js';
import { refuseRequest } from './refuse-request.js';
import { routeRequest } from './route-request.js';
import type { RouteTable } from './route-table.js';
import { ServeRoute } from './serve-route.js';
import type { ShadowSlots } from './shadow-slots.js';
import { readSideOverride } from './side-override.js';
import type { TrafficCounter } from './traffic-counter.js';
import type { Unfinished } from './unfinished.js';
import type { Upstream } from './upstream.js';
import { serveWithoutUpgrade } from './without-upgrade.js';
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
}

/** What serving a request needs, from its beginning to its end; made by whoever wires the rooms together. */
export interface DataPlaneParts {
  readonly settings: DataPlaneSettings;
  readonly table: RouteTable;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly counter: TrafficCounter;
  readonly passThrough: PassThroughEngine;
  readonly budget: CaptureBudget;
  readonly slots: ShadowSlots;
  readonly unfinished: Unfinished;
  /** The last known dial of a route; in shadow if none is known. */
  readonly dial: (route: RouteRule) => Dial;
  /** Hands a pair over, or says why not. */
  readonly compare: (pair: Pair, captures: readonly Capture[]) => SkipReason | undefined;
  /** Told of what should be impossible; the request at hand has been answered or broken off. */
  readonly onBug: (error: unknown) => void;
}

/**
 * Makes the server in front of the legacy endpoint; the caller lets it listen and ends it.
 * @param serving what serves a request that begins now; asked once for each, which keeps it to its end
 */
export function createDataPlane(serving: () => DataPlaneParts): Server {
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
  });
  server.on('request', (request, response) => {
    const parts = serving();
    parts.unfinished.track(serve(parts, request, response)).catch((error: unknown) => {
      parts.onBug(error);
      answerItself(response, 502, 'an error of its own; it is in the log');
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node listens no more: without this a reset client would end the process.
    socket.on('error', () => socket.destroy());
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
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
): Promise<void> {
  // What two servers might read as two different requests goes nowhere.
  const refusal = refuseRequest(request, parts.settings.via);
  if (refusal) {
    // Whatever else this connection holds cannot be trusted to begin where we think.
    response.shouldKeepAlive = false;
    answerItself(response, refusal.status, `the request was refused: ${refusal.detail}`);
    return;
  }
  const matched = parts.table.match(request.method ?? '', request.url ?? '');
  if (!matched) {
    await passThrough(parts, request, response);
    return;
  }
  // Side and sampling are decided before a byte goes anywhere.
  const override = readSideOverride(request, parts.settings.overrideToken);
  const routed = routeRequest(request, matched, parts.dial(matched.route), override);
  // Live side to the client, shadow beside it, one outcome counted when both have ended.
  await new ServeRoute(parts, request, response, routed).run();
}

/** What no route matches goes to legacy as if Banyan were not there. */
async function passThrough(
  parts: DataPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { upstream, read } = addressPassthrough(request, passthroughUpstream(parts), parts.settings.via);
  const client = new ClientResponse(response, () => []);
  const closed = whenClosed(request, response);
  const receiver = metered(parts.counter, passthroughRoute, 'legacy', client);
  client.follow(parts.passThrough.forward(request, response, upstream, read, receiver));
  await closed;
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
  // http-proxy looks for these two in lower case.
  const upgradeLines = [
    ['connection', 'Upgrade'],
    ['upgrade', request.headers.upgrade ?? ''],
  ] as const;
  await parts.passThrough.upgrade(request, socket, head, upstream, {
    path: read.path,
    headers: [...read.headers, ...upgradeLines],
  });
}

function passthroughUpstream(parts: DataPlaneParts): Upstream {
  const upstream = parts.upstreams.get(parts.settings.passthrough);
  if (!upstream) throw new Error(`passthrough names no upstream: ${parts.settings.passthrough}`);
  return upstream;
}
