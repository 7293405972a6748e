import { idlePermission } from '../../proxy/headers-rule.js';
import { normaliseRoute } from '../../routing-rules/route-rule.js';
import type { PlacedMessage } from './placed-message.js';
import type { AuthoredConfiguration } from './schema.js';

/**
 * What is written without effect: keys of the contract that this version reads but does not act on yet,
 * permissions that nobody needs, a `safe` that no POST can use, and pins that end at once. `banyan check` and the start say so: a key that is silently without effect would be a lie.
 */
export function withoutEffect(file: AuthoredConfiguration): readonly PlacedMessage[] {
  const message = 'is read, but has no effect in this version yet';
  const at = (path: PlacedMessage['path'], set: unknown): readonly PlacedMessage[] =>
    set === undefined ? [] : [{ path, message }];
  const routes = Object.entries(file.routes ?? {}).flatMap(([name, route]) => {
    const here = ['routes', name];
    return [
      ...at([...here, 'repair'], route.repair),
      ...pinWithoutTime(here, name, route),
      ...safeWithoutPost(here, route),
    ];
  });
  const upstreams = Object.entries(file.upstreams).flatMap(([name, upstream]) =>
    (upstream.headers?.allow ?? []).flatMap((header, i) => {
      const message = idlePermission(header);
      return message === undefined ? [] : [{ path: ['upstreams', name, 'headers', 'allow', i], message }];
    }),
  );
  return [...upstreams, ...routes];
}

function pinWithoutTime(
  here: readonly string[],
  name: string,
  { compare: _, redact: __, ...route }: NonNullable<AuthoredConfiguration['routes']>[string],
): readonly PlacedMessage[] {
  if (normaliseRoute(name, route).afterWrite?.pin !== 0) return [];
  const message =
    'has no effect: unless it says pin, that is 2 × freshness, and freshness is 0s. Add pin, such as pin: 10s, or take this out.';
  return [{ path: [...here, 'afterWrite'], message }];
}

function safeWithoutPost(
  here: readonly string[],
  route: NonNullable<AuthoredConfiguration['routes']>[string],
): readonly PlacedMessage[] {
  if (route.safe !== true || route.match.methods.includes('POST')) return [];
  const message =
    'has no effect: only a POST needs it, and match.methods names none. Add POST there, or take this out.';
  return [{ path: [...here, 'safe'], message }];
}
