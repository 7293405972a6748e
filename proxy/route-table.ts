import createRouter, { type HTTPMethod } from 'find-my-way';
import type { RouteRule } from '../routing-rules/route-rule.js';

/** A route that a request matched, with its path parameters, decoded. */
export interface RouteMatch {
  readonly route: RouteRule;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** Finds the route of a request; the first path segment that is written out outranks a parameter. */
export interface RouteTable {
  /** @param target the request's path and query; undefined when no route matches */
  match(method: string, target: string): RouteMatch | undefined;
}

/**
 * Compiles the routes into one table.
 * @throws Error when two routes claim the same method and path
 */
export function compileRoutes(routes: readonly RouteRule[]): RouteTable {
  const router = createRouter({ maxParamLength: 4096 });
  for (const route of routes) {
    router.on(route.match.methods, route.match.path, unreachable, route);
  }
  return {
    match(method, target) {
      const found = router.find(method as HTTPMethod, target);
      // Put into the candidate's path, these would climb out of it.
      if (!found || Object.values(found.params).some((value) => value === '.' || value === '..'))
        return undefined;
      return { route: found.store as RouteRule, parameters: found.params };
    },
  };
}

function unreachable(): never {
  throw new Error('the table is asked for routes, never to run them');
}

/** The path for a candidate: its template with the parameters put in, and the request's own query. */
export function candidatePath(
  template: string | undefined,
  parameters: Readonly<Record<string, string | undefined>>,
  target: string,
): string {
  if (template === undefined) return target;
  const path = template.replaceAll(/:([A-Za-z_]\w*)/g, (_, name: string) =>
    encodeURIComponent(parameters[name] ?? ''),
  );
  const question = target.indexOf('?');
  return question < 0 ? path : `${path}${target.slice(question)}`;
}
