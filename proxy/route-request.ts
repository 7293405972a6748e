import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SkipReason } from '../evidence/skip-reason.js';
import { type Decision, decideSide } from '../routing-rules/decide-side.js';
import type { Dial, Position } from '../routing-rules/dial.js';
import { type RequestFacts, readRequestPart } from '../routing-rules/request-part.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { dialSalt, isWithinShare, sampleSalt, stickyPosition } from '../routing-rules/sticky.js';
import type { FallbackRule } from './fallback-gate.js';
import { isRange } from './headers.js';
import type { Pins } from './pins.js';
import { type CollectedBody, hasBody } from './replay-body.js';
import type { RouteMatch } from './route-table.js';

/** Everything that is decided about a request before a byte goes anywhere. */
export interface Routed {
  readonly route: RouteRule;
  readonly parameters: RouteMatch['parameters'];
  readonly decision: Decision;
  /** Where the dial stood. */
  readonly dial: Position;
  /** The unit of evidence and the key's plain value. */
  readonly entity: string;
  readonly key: string;
  /** The values that make the same key another entity. */
  readonly vary: readonly string[];
  /** Whether the route, or who asks, names the entity; else it is the path, or the question in a body. */
  readonly isKeyed: boolean;
  /** The request's body, where it was collected to be sent to both sides. */
  readonly body: Buffer | undefined;
  /** Why the shadow is not read; undefined when it is. */
  readonly skip: SkipReason | undefined;
  /** When legacy answers for a live candidate. */
  readonly fallback: FallbackRule;
}

/** What the request asks of its side, where it proved that it may. */
export type SideOverride = 'legacy' | 'candidate' | undefined;

/** What is known beside the request itself when it is routed. */
export interface Circumstances {
  readonly dial: Dial;
  readonly override: SideOverride;
  /** The share of keys for which the route has places to read the shadow; 1 while it has enough. */
  readonly affordable: number;
  readonly pins: Pick<Pins, 'isPinned'>;
}

/** Decides the live side and whether the shadow is read: pure but for the request it looks at. */
export function routeRequest(
  request: IncomingMessage,
  { route, parameters }: RouteMatch,
  circumstances: Circumstances,
): Routed {
  const facts = requestFacts(request, parameters);
  const stickyKey = route.sticky ? readRequestPart(route.sticky, facts) : undefined;
  const inCohort = belongsToCohort(route, facts);
  const decision = decideSide({
    route: route.name,
    dial: circumstances.dial,
    hasCandidate: route.candidate !== null,
    isSafe: isSafe(request, route),
    inCohort,
    stickyKey,
    override: circumstances.override,
    isPinned: isPinned(route, stickyKey, circumstances),
  });
  const named = (route.key && readRequestPart(route.key, facts)) ?? stickyKey;
  const key = named ?? pathOf(request);
  const vary = route.vary.map((part) => readRequestPart(part, facts) ?? '');
  const entity = entityOf(key, vary);
  const isKeyed = named !== undefined;
  const isFurtherPage = route.cursor !== null && readRequestPart(route.cursor, facts) !== undefined;
  const skip =
    whySkipped(request, route, circumstances, decision, inCohort, entity) ??
    (isFurtherPage ? 'cursor' : undefined);
  const fallback = circumstances.dial.stage === 'retired' ? never : route.fallback;
  const { dial } = circumstances;
  return { route, parameters, decision, dial, entity, key, vary, isKeyed, body: undefined, skip, fallback };
}

/** Of a retired route legacy is not read any more. */
const never: FallbackRule = { onFailure: false, notFound: false };

/** Who has just written; looked at only where it makes a difference. */
const isPinned = (
  { name, afterWrite }: RouteRule,
  stickyKey: string | undefined,
  { dial, pins }: Circumstances,
): boolean =>
  afterWrite !== null &&
  stickyKey !== undefined &&
  dial.share > 0 &&
  pins.isPinned(name, () => stickyPosition(dialSalt(name), stickyKey));

const entityOf = (key: string, vary: readonly string[]): string =>
  vary.length === 0 ? key : JSON.stringify([key, ...vary]);

/** Whether the body must be at hand: to be sent to the shadow, or to legacy for a candidate that fails. */
export const needsBody = (request: IncomingMessage, { route, decision, skip }: Routed): boolean =>
  hasBody(request) && isReplayable(request, route) && (skip === undefined || decision.live === 'candidate');

/**
 * The request with what was collected of its body; what could not be kept is not compared. Where nothing
 * names the entity it is the question: without that, a route of searches would be one entity for ever.
 */
export function withBody(routed: Routed, collected: CollectedBody): Routed {
  if (collected.kind !== 'whole') return { ...routed, skip: routed.skip ?? collected.kind };
  const body = collected.bytes;
  if (routed.isKeyed) return { ...routed, body };
  const key = `${routed.key} ${createHash('sha256').update(body).digest('hex').slice(0, 16)}`;
  return { ...routed, body, key, entity: entityOf(key, routed.vary) };
}

function whySkipped(
  request: IncomingMessage,
  route: RouteRule,
  { dial, affordable }: Circumstances,
  decision: Decision,
  inCohort: boolean,
  entity: string,
): SkipReason | undefined {
  if (decision.why === 'override') return 'overridden';
  if (!route.candidate || !inCohort || dial.stage === 'observe') return 'not-sampled';
  if (!isReplayable(request, route)) return 'not-replayable';
  if (dial.stage === 'retired') return 'retired';
  if (isRange(request)) return 'conditional';
  // Drawn by key, so that an entity is compared always or never, and before anything is sent.
  const share = Math.min(route.sample, affordable);
  const sampled = share >= 1 || isWithinShare(stickyPosition(sampleSalt(route.name), entity), share);
  return sampled ? undefined : 'not-sampled';
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A method that only reads (RFC 9110 §9.2.1). */
export const isSafeMethod = (request: IncomingMessage): boolean => safeMethods.has(request.method ?? '');

/** A request that only reads: by its method, or a POST of which its route says so. */
const isSafe = (request: IncomingMessage, route: RouteRule): boolean =>
  isSafeMethod(request) || (request.method === 'POST' && route.safe);

/** What may be asked of two sides: without a body, or with one that need not be asked for first. */
const isReplayable = (request: IncomingMessage, route: RouteRule): boolean =>
  isSafe(request, route) &&
  (!hasBody(request) || (request.method === 'POST' && request.headers.expect === undefined));

function belongsToCohort(route: RouteRule, facts: RequestFacts): boolean {
  return Object.entries(route.only).every(([name, values]) => {
    const value = readRequestPart({ from: 'header', name }, facts);
    return value !== undefined && values.includes(value);
  });
}

/** The parts of a request that keys are read from. */
export function requestFacts(
  request: IncomingMessage,
  pathParameters: RouteMatch['parameters'],
): RequestFacts {
  const target = request.url ?? '/';
  const question = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    pathParameters,
    query: question < 0 ? '' : target.slice(question + 1),
    headers: request.headers,
    remoteAddress: request.socket.remoteAddress ?? '',
  };
}

/** The request's path without its query. */
export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';
