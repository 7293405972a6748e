import createRouter, { type HTTPMethod } from 'find-my-way';
import type { RouteRule } from '../routing-rules/route-rule.js';
import type { RouteMatch } from './route-table.js';

/** Finds the routes whose clients must read what a request writes (`afterWrite`), whatever route serves it. */
export interface WriteTable {
  /**
   * Every route whose `afterWrite` speaks of this request, with the parameters of the write's own path.
   * @param target the request's path and query
   */
  match(method: string, target: string): readonly RouteMatch[];
}

type Router = ReturnType<typeof createRouter>;

/**
 * Compiles what routes say of writes; a path is written as `match.path` is, and `/**` at its end stands for the
 * path before it and all below.
 * @throws Error when a path cannot be used
 */
export function compileWrites(routes: readonly RouteRule[]): WriteTable {
  const byMethod = new Map<string, Map<string, { readonly router: Router; readonly routes: RouteRule[] }>>();
  for (const route of routes) {
    if (!route.afterWrite) continue;
    const { methods, path } = route.afterWrite;
    for (const method of methods) {
      const byPath = byMethod.get(method) ?? new Map();
      byMethod.set(method, byPath);
      // One for each path: one of several would find the nearest path alone, and a write may be of many routes.
      const known = byPath.get(path) ?? { router: routerOf(method, path), routes: [] };
      byPath.set(path, known);
      known.routes.push(route);
    }
  }
  return {
    match(method, target) {
      const byPath = byMethod.get(method);
      if (!byPath) return nobody;
      return [...byPath.values()].flatMap(({ router, routes: written }) => {
        const found = router.find(method as HTTPMethod, target);
        return found ? written.map((route) => ({ route, parameters: found.params })) : [];
      });
    },
  };
}

const nobody: readonly RouteMatch[] = [];

function routerOf(method: HTTPMethod, path: string): Router {
  const router = createRouter({ maxParamLength: 4096 });
  for (const one of pathsOf(path)) router.on(method, one, unreachable);
  return router;
}

/** `/a/:id/**` → `/a/:id` and `/a/:id/*`, as the router knows them. */
function pathsOf(path: string): readonly string[] {
  if (!path.endsWith('/**')) return [path];
  const above = path.slice(0, -'/**'.length);
  return above === '' ? ['/*'] : [above, `${above}/*`];
}

function unreachable(): never {
  throw new Error('the table is asked for routes, never to run them');
}
