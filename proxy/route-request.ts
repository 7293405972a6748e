import type { IncomingMessage } from 'node:http';
import type { SkipReason } from '../evidence/skip-reason.js';
import { type Decision, decideSide } from '../routing-rules/decide-side.js';
import type { Dial } from '../routing-rules/dial.js';
import { type RequestFacts, readRequestPart } from '../routing-rules/request-part.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { isWithinShare, sampleSalt, stickyPosition } from '../routing-rules/sticky.js';
import { isRange } from './headers.js';
import type { RouteMatch } from './route-table.js';

/** Everything that is decided about a request before a byte goes anywhere. */
export interface Routed {
  readonly route: RouteRule;
  readonly parameters: RouteMatch['parameters'];
  readonly decision: Decision;
  /** The unit of evidence and the key's plain value. */
  readonly entity: string;
  readonly key: string;
  /** Why the shadow is not read; undefined when it is. */
  readonly skip: SkipReason | undefined;
}

/** What the request asks of its side, where it proved that it may. */
export type SideOverride = 'legacy' | 'candidate' | undefined;

/** Decides the live side and whether the shadow is read: pure but for the request it looks at. */
export function routeRequest(
  request: IncomingMessage,
  { route, parameters }: RouteMatch,
  dial: Dial,
  override: SideOverride,
): Routed {
  const facts = requestFacts(request, parameters);
  const stickyKey = route.sticky ? readRequestPart(route.sticky, facts) : undefined;
  const inCohort = belongsToCohort(route, facts);
  const decision = decideSide({
    route: route.name,
    dial,
    hasCandidate: route.candidate !== null,
    isSafe: safeMethods.has(request.method ?? ''),
    inCohort,
    stickyKey,
    override,
  });
  const key = (route.key && readRequestPart(route.key, facts)) ?? stickyKey ?? pathOf(request);
  const vary = route.vary.map((part) => readRequestPart(part, facts) ?? '');
  const entity = vary.length === 0 ? key : JSON.stringify([key, ...vary]);
  const skip = whySkipped(request, route, dial, decision, inCohort, entity);
  return { route, parameters, decision, entity, key, skip };
}

function whySkipped(
  request: IncomingMessage,
  route: RouteRule,
  dial: Dial,
  decision: Decision,
  inCohort: boolean,
  entity: string,
): SkipReason | undefined {
  if (decision.why === 'override') return 'overridden';
  if (!route.candidate || !inCohort || dial.stage === 'observe' || dial.stage === 'retired')
    return 'not-sampled';
  if (!isReplayable(request)) return 'not-replayable';
  if (isRange(request)) return 'conditional';
  const sampled =
    route.sample >= 1 || isWithinShare(stickyPosition(sampleSalt(route.name), entity), route.sample);
  return sampled ? undefined : 'not-sampled';
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A safe method without a body: what may be read twice (RFC 9110 §9.2.1). */
export function isReplayable(request: IncomingMessage): boolean {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  return (request.method === 'GET' || request.method === 'HEAD') && !hasBody;
}

function belongsToCohort(route: RouteRule, facts: RequestFacts): boolean {
  return Object.entries(route.only).every(([name, values]) => {
    const value = readRequestPart({ from: 'header', name }, facts);
    return value !== undefined && values.includes(value);
  });
}

function requestFacts(request: IncomingMessage, pathParameters: RouteMatch['parameters']): RequestFacts {
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
