import type { IncomingMessage } from 'node:http';
import { readRequestPart } from '../routing-rules/request-part.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { dialSalt, stickyPosition } from '../routing-rules/sticky.js';
import type { DataPlaneParts } from './data-plane.js';
import { requestFacts } from './route-request.js';

/**
 * Whose keys a request pins to legacy (design: evidence §5, After a write), by every route that names it in
 * `afterWrite`; to be called once, when its answer begins, or when nobody waits for one any more.
 * @param served the route that serves it; undefined where none matches
 * @returns undefined where nobody is pinned, as by most requests
 */
export function pinningOf(
  { writes, pins }: Pick<DataPlaneParts, 'writes' | 'pins'>,
  request: IncomingMessage,
  served: RouteRule | undefined,
): (() => void) | undefined {
  const written = writes.match(request.method ?? '', request.url ?? '');
  // A POST of which its route says that it only reads writes nothing for others either.
  if (written.length === 0 || (request.method === 'POST' && served?.safe)) return undefined;
  // Read now: who has gone away has no address any more.
  const keys = written.flatMap(({ route, parameters }) => {
    const key = route.sticky && readRequestPart(route.sticky, requestFacts(request, parameters));
    if (!key || !route.afterWrite) return [];
    const position = stickyPosition(dialSalt(route.name), key);
    return [{ route: route.name, position, milliseconds: route.afterWrite.pin }];
  });
  return () => {
    for (const { route, position, milliseconds } of keys) pins.pin(route, position, milliseconds);
  };
}
