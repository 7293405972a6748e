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

/** An example as requests, or why it is none. */
export type ReadExamplePath = { readonly example: Example } | { readonly wrong: string };

/**
 * The requests that an example means: a value for each parameter of the path, with slashes between them, or a path
 * as clients ask for it, with a query if need be. What is wrong with it is told for one that does not fit the
 * route's path, and for one that would be sent otherwise than it is written.
 * @param path the route's, as banyan.yaml has it
 * @param candidatePath undefined where the candidate has the same
 */
export function exampleOf(text: string, path: string, candidatePath: string | undefined): ReadExamplePath {
  const names = parametersOf(path);
  const [, asked = '', search = ''] = /^([^?]*)(.*)$/s.exec(text) ?? [];
  const values = text.startsWith('/') ? valuesIn(asked, path) : asked.split('/').map(encodeURIComponent);
  if (values === undefined || values.length !== names.length || values.includes(''))
    return {
      wrong: `it does not fit ${path}. Give a value for each parameter, with slashes between them, or a whole path.`,
    };
  const broken = values.find((value) => decoded(value) === undefined);
  if (broken !== undefined)
    return {
      wrong: `${broken} is no percent-encoding. Write two hex digits behind each %, and % itself as %25.`,
    };
  const by = new Map(names.map((name, at) => [name, values[at] ?? '']));
  const fill = (pattern: string): string =>
    pattern.replaceAll(/:([A-Za-z0-9_]+)/g, (_, name: string) => by.get(name) ?? `:${name}`) + search;
  const [legacy, candidate] = [fill(path), fill(candidatePath ?? path)];
  const otherwise = [legacy, candidate].map(readOtherwise).find((read) => read !== undefined);
  if (otherwise !== undefined)
    return {
      wrong: `it would be read as ${otherwise}. Leave out ., .., \\ and #, or percent-encode the last two.`,
    };
  return {
    example: { entity: values.length === 0 ? path : values.map(decoded).join('/'), legacy, candidate },
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * What is asked for in place of a path that does not reach a server as it is written: steps of . and .. are taken
 * before, even percent-encoded, and a backslash is a slash (WHATWG URL §4.4). Undefined for one that does.
 */
function readOtherwise(target: string): string | undefined {
  const { pathname, search, hash } = new URL(`http://side${target}`);
  const steps = (path: string): readonly (string | undefined)[] => path.split('/').map(decoded);
  const [written = ''] = target.split('?', 1);
  const isSame = hash === '' && JSON.stringify(steps(pathname)) === JSON.stringify(steps(written));
  return isSame ? undefined : pathname + search;
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
