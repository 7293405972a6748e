import type { z } from 'zod';
import { defaultHeaders } from '../../comparators/rules/rules-schema.js';
import { parseDuration } from '../../routing-rules/units.js';
import { exactDuration } from './exact-duration.js';
import type { configurationSchema } from './schema.js';

/** banyan.yaml in the words it is written in: `60s`, `5%`. */
export type WrittenConfiguration = z.input<typeof configurationSchema>;

/** A value as banyan.yaml writes it. */
export type WrittenValue =
  | string
  | number
  | boolean
  | readonly WrittenValue[]
  | { readonly [key: string]: WrittenValue };

/**
 * What holds where a key is not written: a value, or what makes one of the rest of the file.
 * `names` are those that the stars of its place stand for; undefined when nothing holds.
 */
export type Default =
  | WrittenValue
  | ((file: WrittenConfiguration, names: readonly string[]) => WrittenValue | undefined);

/**
 * Every default of banyan.yaml, by its place; a star stands for any name. They are applied by `normalise…` of
 * the rooms, in their own units; a test holds both against each other, and this against the schema.
 */
export const defaults: Readonly<Record<string, Default>> = {
  'proxy.listen': '127.0.0.1:8080',
  'proxy.expose': false,
  'proxy.captureCap': '1MiB',
  'proxy.headerTimeout': '10s',
  'proxy.requestTimeout': '60s',
  'proxy.keepAlive': '75s',
  'proxy.drain': '30s',
  'admin.listen': '127.0.0.1:8081',
  'admin.hosts': [],
  'admin.tokens': [],
  store: './.banyan/banyan.db',
  'keep.samples': '7d',
  'keep.entities': '30d',
  'upstreams.*.timeout': '60s',
  'upstreams.*.connectTimeout': '5s',
  'upstreams.*.host': hostByRole,
  'upstreams.*.headers.allow': [],
  'upstreams.*.headers.drop': [],
  'upstreams.*.headers.set': {},
  'upstreams.*.version.every': (file, names) =>
    versionOf(file, names)?.probe === undefined ? undefined : '10s',
  'upstreams.*.version.calm': (file, names) => {
    const version = versionOf(file, names);
    return version === undefined || version.is !== undefined ? undefined : '60s';
  },
  passthrough,
  routes: {},
  'routes.*.match.methods': ['GET'],
  'routes.*.vary': [],
  'routes.*.freshness': '5s',
  'routes.*.freshness.default': '5s',
  'routes.*.settle.extraLoad': '5%',
  'routes.*.settle.legacy': 'on',
  'routes.*.safe': false,
  'routes.*.shadow.sample': '100%',
  'routes.*.shadow.concurrency': 64,
  'routes.*.fallback': 'on-failure',
  'routes.*.validators': 'own',
  'routes.*.consumers': 'same-shape',
  'routes.*.afterWrite.pin': pin,
  'routes.*.dial.plan': ['1%', '5%', '25%', '50%', '100%'],
  'routes.*.dial.raise': 'manual',
  'routes.*.dial.dwell.shadow': '24h',
  'routes.*.dial.dwell.step': '15m',
  'routes.*.dial.soak': '24h',
  'routes.*.dial.alarm': '30d',
  'routes.*.dial.coolDown': '15m',
  'routes.*.dial.guards.mismatch.below': '0.1%',
  'routes.*.dial.guards.mismatch.confidence.shadow': '99%',
  'routes.*.dial.guards.mismatch.confidence.step': '95%',
  'routes.*.dial.guards.traffic.below': (file, names) =>
    routeOf(file, names)?.dial?.guards?.mismatch?.below ?? '0.1%',
  'routes.*.dial.guards.errors.worseBy': '0.1%',
  // Who names a quantile names all that are guarded; p95 and p99 are for who names none.
  'routes.*.dial.guards.latency.p95': (file, names) => quantileUnlessNamed(file, names),
  'routes.*.dial.guards.latency.p99': (file, names) => quantileUnlessNamed(file, names),
  'routes.*.dial.guards.latency.*.worseBy': (file, names) => {
    const quantile = latencyOf(file, names)[names[1] ?? ''];
    return typeof quantile === 'object' && quantile.max === undefined ? '10%' : undefined;
  },
  'routes.*.dial.guards.latency.window': '1h',
  'routes.*.dial.guards.latency.pairs': 2000,
  'routes.*.dial.guards.coverage.keys': 50,
  'routes.*.dial.guards.coverage.dropped': '1%',
  'routes.*.dial.freeze': [],
  'routes.*.dial.onNewVersion': 'keep',
  'routes.*.notify': [],
  'routes.*.compare.headers': defaultHeaders,
  'routes.*.redact': [],
};

type WrittenRoute = NonNullable<WrittenConfiguration['routes']>[string];

const routeOf = (file: WrittenConfiguration, [name = '']: readonly string[]): WrittenRoute | undefined =>
  file.routes?.[name];

const versionOf = (file: WrittenConfiguration, [name = '']: readonly string[]) =>
  file.upstreams[name]?.version;

const quantileUnlessNamed = (
  file: WrittenConfiguration,
  names: readonly string[],
): WrittenValue | undefined => {
  const { window: _, pairs: __, ...named } = latencyOf(file, names);
  return Object.keys(named).length === 0 ? { worseBy: '10%' } : undefined;
};

/** What is said of a route's guard on latency; nothing stands below `none`. */
function latencyOf(file: WrittenConfiguration, names: readonly string[]) {
  const latency = routeOf(file, names)?.dial?.guards?.latency;
  return latency === undefined || latency === 'none' ? {} : latency;
}

/** Unmatched requests go to the first route's legacy, else to the first upstream. */
function passthrough(file: WrittenConfiguration): string | undefined {
  return Object.values(file.routes ?? {})[0]?.legacy ?? Object.keys(file.upstreams)[0];
}

/** Legacy hears the client's Host and a candidate its own; undefined for who is both, or neither. */
function hostByRole(file: WrittenConfiguration, [name]: readonly string[]): 'keep' | 'upstream' | undefined {
  const routes = Object.values(file.routes ?? {});
  const isLegacy =
    (file.passthrough ?? passthrough(file)) === name || routes.some(({ legacy }) => legacy === name);
  const isCandidate = routes.some(({ candidate }) => candidate?.upstream === name);
  if (isLegacy === isCandidate) return undefined;
  return isLegacy ? 'keep' : 'upstream';
}

/** 2 × the longest freshness; nothing where that is 0s, for then nobody is pinned. */
function pin(file: WrittenConfiguration, names: readonly string[]): string | undefined {
  const route = routeOf(file, names);
  if (route?.afterWrite === undefined) return undefined;
  const { freshness = '5s' } = route;
  const lags = typeof freshness === 'string' ? [freshness] : Object.values({ default: '5s', ...freshness });
  const longest = Math.max(...lags.map((lag) => parseDuration(lag) ?? 0));
  return longest === 0 ? undefined : exactDuration(2 * longest);
}
