/** The parameters of a route's path, in their order: of `/api/customers/:id/overview` it is `id`. */
export const parametersOf = (path: string): readonly string[] =>
  [...path.matchAll(/:([A-Za-z0-9_]+)/g)].map(([, name = '']) => name);

/** One request by which both sides are looked at: an entity, and where it stands on each side. */
export interface Example {
  /** The values of the path's parameters with slashes between them; of a path without any, the path. */
  readonly entity: string;
  readonly legacy: string;
  readonly candidate: string;
}

/**
 * The requests that an example means: a value for each parameter of the path, with slashes between them, or a path
 * as clients ask for it, with a query if need be; undefined for one that does not fit the route's path.
 * @param path the route's, as banyan.yaml has it
 * @param candidatePath undefined where the candidate has the same
 */
export function exampleOf(
  text: string,
  path: string,
  candidatePath: string | undefined,
): Example | undefined {
  const names = parametersOf(path);
  const [asked = '', query] = text.split('?', 2);
  const values = text.startsWith('/') ? valuesIn(asked, path) : asked.split('/').map(encodeURIComponent);
  if (values === undefined || values.length !== names.length || values.includes('')) return undefined;
  const search = query === undefined ? '' : `?${query}`;
  const by = new Map(names.map((name, at) => [name, values[at] ?? '']));
  const fill = (pattern: string): string =>
    pattern.replaceAll(/:([A-Za-z0-9_]+)/g, (_, name: string) => by.get(name) ?? `:${name}`) + search;
  return {
    entity: values.length === 0 ? path : values.map(decodeURIComponent).join('/'),
    legacy: fill(path),
    candidate: fill(candidatePath ?? path),
  };
}

/** The parameters' values in a path that was asked for, as they stand in it. */
function valuesIn(asked: string, path: string): readonly string[] | undefined {
  const [have, want] = [asked.split('/'), path.split('/')];
  if (have.length !== want.length) return undefined;
  const fits = want.every((part, at) => part.startsWith(':') || part === have[at]);
  return fits ? have.filter((_, at) => want[at]?.startsWith(':')) : undefined;
}

/** A short name for a route, from what is constant in its path: `/api/v1/customers/:id/overview` → `customers-overview`. */
export function routeNameOf(path: string): string {
  const parts = path
    .split('/')
    .filter((part) => part !== '' && !part.startsWith(':') && !/^(?:api|v\d+)$/i.test(part))
    .map((part) => part.replaceAll(/[^A-Za-z0-9._-]/g, ''))
    .filter((part) => /^[A-Za-z0-9]/.test(part));
  return parts.join('-').slice(0, 64) || 'route';
}
