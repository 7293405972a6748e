import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { passthroughRoute } from '../evidence/tally.js';
import { addressPassthrough } from './address.js';
import { pinningOf } from './after-write.js';
import { ClientResponse } from './client-response.js';
import type { DataPlaneParts } from './data-plane.js';
import { readUpstream } from './dual-read-engine.js';
import { Metered } from './metered.js';
import { passThrough } from './pass-through-engine.js';
import type { Exchange } from './receiver.js';
import { refuseRequest } from './refuse-request.js';
import { hasBody } from './replay-body.js';
import { RequestTrace } from './request-trace.js';
import { isSafeMethod } from './route-request.js';
import { endWith, joinUpgrade } from './upgrade.js';
import type { Upstream } from './upstream.js';

/** What no route matches goes to legacy as if Banyan were not there. */
export async function serveUnmatched(
  parts: DataPlaneParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const trace = new RequestTrace(request, parts.tracing);
  const { via } = parts.settings;
  const lines = trace.linesFor('live');
  const { upstream, read } = addressPassthrough(request, passthroughUpstream(parts), via, lines);
  const client = new ClientResponse(response, () => [], pinningOf(parts, request, undefined));
  const listening = trace.listen('live', 'legacy', upstream.rule, client);
  const receiver = new Metered(parts.counter, passthroughRoute, 'legacy', listening, trace);
  const stream = (fresh: boolean): Exchange => passThrough(request, upstream, read, receiver, fresh);
  const exchange =
    hasBody(request) || !isSafeMethod(request) || request.headers.expect !== undefined
      ? stream(false)
      : readUpstream(upstream.live, read, receiver, () => stream(true));
  client.follow(exchange);
  await client.closed;
  if (!client.isTaken) exchange.abort();
  parts.counter.request(passthroughRoute, 'legacy', client.status);
  trace.end({ ...unmatched, status: client.status, failure: client.failure?.reason });
}

/** What is told of a request that belongs to no route. */
const unmatched = {
  route: passthroughRoute,
  template: undefined,
  servedBy: 'legacy',
  dial: undefined,
  outcome: undefined,
  fallback: undefined,
} as const;

/** Upgrades follow no dial: they belong to legacy, the route's where one matches. */
export async function upgrade(
  parts: DataPlaneParts,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  if (refuseRequest(request, parts.settings.via)) {
    endWith(socket, 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  const route = parts.table.match(request.method ?? '', request.url ?? '')?.route;
  const legacy = (route && parts.upstreams.get(route.legacy)) ?? passthroughUpstream(parts);
  // Joined as it came: here Banyan is no hop of its own, and tells no span.
  const { upstream, read } = addressPassthrough(request, legacy, parts.settings.via, undefined);
  const status = await joinUpgrade(request, socket, head, upstream, read);
  parts.counter.request(route?.name ?? passthroughRoute, 'legacy', status);
  if (route) parts.counter.skipped(route.name, status === undefined ? 'aborted' : 'not-replayable');
}

function passthroughUpstream(parts: DataPlaneParts): Upstream {
  const upstream = parts.upstreams.get(parts.settings.passthrough);
  if (!upstream) throw new Error(`passthrough names no upstream: ${parts.settings.passthrough}`);
  return upstream;
}
