import { noClaims } from '../../proxy/route-table.js';
import { compileWrites } from '../../proxy/write-table.js';
import { type RouteRule, normaliseRoute } from '../../routing-rules/route-rule.js';
import { positionAsked } from '../../routing-rules/positions.js';
import { dialProblems } from './dial-settings.js';
import type { PlacedMessage } from './placed-message.js';
import type { AuthoredConfiguration } from './schema.js';

/** What must agree between the parts of the file. */
export function crossCheck(
  file: AuthoredConfiguration,
  /** Names of all upstreams that the file writes, usable or not. */
  upstreams: readonly string[],
): readonly PlacedMessage[] {
  return [
    ...upstreamNames(file, upstreams),
    ...dialStarts(file),
    ...dialProblems(file),
    ...pathParameters(file),
    ...writes(file),
    ...routeTable(file),
    ...adminAccess(file),
  ];
}

function upstreamNames(file: AuthoredConfiguration, known: readonly string[]): readonly PlacedMessage[] {
  const named: { path: PlacedMessage['path']; name: string | undefined }[] = [
    { path: ['passthrough'], name: file.passthrough },
    ...Object.entries(file.routes ?? {}).flatMap(([route, { legacy, candidate }]) => [
      { path: ['routes', route, 'legacy'], name: legacy },
      { path: ['routes', route, 'candidate', 'upstream'], name: candidate?.upstream },
    ]),
  ];
  const unknown = named.flatMap(({ path, name }) =>
    name === undefined || known.includes(name)
      ? []
      : [
          {
            path,
            message: `names the upstream "${name}", which is not there. Known: ${known.join(', ') || 'none'}.`,
          },
        ],
  );
  return known.length > 0
    ? unknown
    : [...unknown, { path: ['upstreams'], message: 'must name at least one upstream' }];
}

function dialStarts(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return Object.entries(file.routes ?? {}).flatMap(([name, { dial }]) => {
    if (!dial?.start) return [];
    const position = positionAsked(dial.start.stage, dial.start.share);
    return typeof position === 'string'
      ? [{ path: ['routes', name, 'dial', 'start'], message: position }]
      : [];
  });
}

function pathParameters(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return Object.entries(file.routes ?? {}).flatMap(([name, route]) => {
    const has = parametersOf(route.match.path);
    const parts = [
      { path: ['key'], part: route.key },
      { path: ['sticky'], part: route.sticky },
      ...(route.vary ?? []).map((part, i) => ({ path: ['vary', i], part })),
    ];
    const wanted = parts.flatMap(({ path, part }) =>
      part?.from === 'path' ? [{ path, parameter: part.name }] : [],
    );
    const inTemplate = parametersOf(route.candidate?.path ?? '').map((parameter) => ({
      path: ['candidate', 'path'],
      parameter,
    }));
    return [...wanted, ...inTemplate]
      .filter(({ parameter }) => !has.includes(parameter))
      .map(({ path, parameter }) => ({
        path: ['routes', name, ...path],
        message: `uses the path parameter ":${parameter}", which match.path does not have. It has: ${told(has)}.`,
      }));
  });
}

/** A write pins a sticky key, which must be there to be read of it. */
function writes(file: AuthoredConfiguration): readonly PlacedMessage[] {
  return Object.entries(file.routes ?? {}).flatMap(
    ([name, { compare: _, redact: __, ...route }]): readonly PlacedMessage[] => {
      const { afterWrite, sticky } = route;
      const here = ['routes', name, 'afterWrite'];
      if (!afterWrite) return [];
      if (!sticky) {
        const message =
          'pins the sticky key of who writes, and this route has none. Add sticky, such as sticky: header:x-user-id, or take afterWrite out.';
        return [{ path: here, message }];
      }
      const why = whyNot(() => compileWrites([normaliseRoute(name, route)]));
      if (why !== undefined) return [{ path: [...here, 'path'], message: `cannot be used: ${why}` }];
      const has = parametersOf(afterWrite.path);
      if (sticky.from !== 'path' || has.includes(sticky.name)) return [];
      const message = `has no ":${sticky.name}", by which sticky tells who has written. Name that part of the path so, or make sticky something else, such as header:x-user-id. It has: ${told(has)}.`;
      return [{ path: [...here, 'path'], message }];
    },
  );
}

const told = (parameters: readonly string[]): string =>
  parameters.map((parameter) => `:${parameter}`).join(', ') || 'none';

const parametersOf = (path: string): string[] =>
  [...path.matchAll(/:([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '');

/** Routes are put in one by one, so that a clash is told at the later of the two, which then claims nothing. */
function routeTable(file: AuthoredConfiguration): readonly PlacedMessage[] {
  const claims = noClaims();
  return Object.entries(file.routes ?? {}).flatMap(([name, { compare: _, redact: __, ...route }]) => {
    let rival: RouteRule | undefined;
    const why = whyNot(() => {
      rival = claims.take(normaliseRoute(name, route));
    });
    if (why !== undefined)
      return [{ path: ['routes', name, 'match', 'path'], message: `cannot be used: ${why}` }];
    if (!rival) return [];
    const message = `matches what route "${rival.name}" matches already: ${rival.match.path}. One of them must go.`;
    return [{ path: ['routes', name, 'match'], message }];
  });
}

function whyNot(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Without tokens everybody who reaches the page is admin: then only this machine may reach it. */
function adminAccess(file: AuthoredConfiguration): readonly PlacedMessage[] {
  const host = (file.admin?.listen ?? '127.0.0.1:0').replace(/:\d+$/, '');
  const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(host);
  if (loopback || (file.admin?.tokens ?? []).length > 0) return [];
  return [
    {
      path: ['admin', 'listen'],
      message: `would let everybody who reaches ${host} turn the dial. Listen on 127.0.0.1, or name admin.tokens.`,
    },
  ];
}
