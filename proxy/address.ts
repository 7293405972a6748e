import type { IncomingMessage } from 'node:http';
import type { Side } from '../evidence/tally.js';
import { type RequestPolicy, requestHeaders } from './headers.js';
import type { Read } from './dual-read-engine.js';
import { candidatePath } from './route-table.js';
import type { Routed } from './route-request.js';
import type { Upstream } from './upstream.js';

/** A request on its way to one upstream. */
export interface Addressed {
  readonly upstream: Upstream;
  readonly read: Read;
}

/** Why a side is asked: to answer the client, to be compared, or to answer for a candidate that failed. */
export type Purpose = 'live' | 'shadow' | 'rescue';

/** Writes the request as one side of its route must see it. */
export function addressSide(
  request: IncomingMessage,
  routed: Pick<Routed, 'route' | 'parameters' | 'body'>,
  side: Side,
  purpose: Purpose,
  upstreams: ReadonlyMap<string, Upstream>,
  via: string,
): Addressed {
  const { route, parameters, body } = routed;
  const name = side === 'legacy' ? route.legacy : route.candidate?.upstream;
  const upstream = name === undefined ? undefined : upstreams.get(name);
  if (!upstream) throw new Error(`route ${route.name} has no upstream for its ${side} side`);
  const target = request.url ?? '/';
  const path = side === 'legacy' ? target : candidatePath(route.candidate?.path, parameters, target);
  const policy = {
    role: side,
    shadow: purpose === 'shadow',
    whole: purpose !== 'live',
    validators: side === 'legacy' || route.validators === 'shared',
    framesAnew: body !== undefined,
    via,
  };
  return address(request, upstream, path, policy, body);
}

/** Writes a request for the upstream that takes what no route matches. */
export const addressPassthrough = (request: IncomingMessage, upstream: Upstream, via: string): Addressed =>
  address(
    request,
    upstream,
    request.url ?? '/',
    { role: 'legacy', shadow: false, whole: false, validators: true, framesAnew: false, via },
    undefined,
  );

function address(
  request: IncomingMessage,
  upstream: Upstream,
  path: string,
  policy: Omit<RequestPolicy, 'rules' | 'host'>,
  body: Buffer | undefined,
): Addressed {
  const { rule } = upstream;
  const keepsHost = (rule.host ?? (policy.role === 'legacy' ? 'keep' : 'upstream')) === 'keep';
  const host = keepsHost && request.headers.host !== undefined ? null : upstream.authority;
  return {
    upstream,
    read: {
      method: request.method ?? 'GET',
      path: rule.basePath === '' ? path : `${rule.basePath}${path}`,
      headers: requestHeaders(request, { ...policy, rules: upstream.headers, host }),
      body,
      timeout: rule.timeout,
      deadline: policy.whole ? 'whole' : 'head',
    },
  };
}
