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
  const router = emptyRouter();
  for (const route of routes) put(router, route);
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

/** Methods and paths that routes claim, taken one route after another: the work of each is its own, however many came before. */
export interface RouteClaims {
  /**
   * Takes what a route claims, all of it or nothing.
   * @returns who claims some of it already; names of parameters tell no paths apart. Undefined when it was taken
   * @throws Error when its path cannot be used, or it claims the same twice; then nothing is taken
   */
  take(route: RouteRule): RouteRule | undefined;
}

/** Claims of nobody yet. */
export function noClaims(): RouteClaims {
  const taken = emptyRouter();
  return {
    take(route) {
      const alone = emptyRouter();
      put(alone, route);
      // As the router reads them: a parameter that may be left out makes two of one path.
      for (const { method, path } of alone.routes) {
        const rival = taken.findRoute(method, path);
        if (rival) return rival.store as RouteRule;
      }
      put(taken, route);
      return undefined;
    },
  };
}

/** What is said of a router's `routes` by its documentation, but not by its types. */
interface Listing {
  readonly routes: readonly { readonly method: HTTPMethod; readonly path: string }[];
}

const emptyRouter = () => createRouter({ maxParamLength: 4096 }) as ReturnType<typeof createRouter> & Listing;

const put = (router: ReturnType<typeof createRouter>, route: RouteRule): void =>
  router.on(route.match.methods, route.match.path, unreachable, route);

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
