import type { PlacedMessage } from './placed-message.js';
import type { AuthoredConfiguration } from './schema.js';

/**
 * Compared routes of which all requests are one entity, for nothing tells one from another: such evidence says
 * next to nothing, and would never be enough.
 */
export function oneEntity(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return Object.entries(file.routes ?? {}).flatMap(([name, route]) => {
    const { candidate, key, sticky, vary = [], safe, match } = route;
    const isTold = key ?? sticky ?? (vary.length > 0 || safe === true || /[:*]/.test(match.path));
    if (!candidate || isTold) return [];
    const message =
      'has neither key nor sticky, and no parameter in match.path: all its requests count as one entity. Name what a request is about, such as key: query:id.';
    return [{ path: ['routes', name], message }];
  });
}
