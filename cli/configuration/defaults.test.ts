import { describe, expect, it } from 'vitest';
import { defaults } from './defaults.js';
import { configurationJsonSchema, type JsonSchema } from './json-schema.js';

/** Keys that stand for nothing where they are not written, each with why. */
const noDefault: Readonly<Record<string, string>> = {
  'admin.traceUrl': 'samples lead to no trace',
  'proxy.overrideTokenEnv': 'nobody may choose a side by a header',
  'upstreams.*.tls': 'Node’s own authorities are trusted, and no certificate is shown',
  'upstreams.*.tls.ca': 'the authorities that Node knows',
  'upstreams.*.tls.cert': 'no certificate is shown',
  'upstreams.*.tls.key': 'goes with cert',
  'upstreams.*.tls.passphraseEnv': 'the key is not locked',
  'upstreams.*.tls.servername': 'the host of url',
  'upstreams.*.version': 'the upstream tells no version',
  'upstreams.*.version.header': 'one source of three is named',
  'upstreams.*.version.probe': 'one source of three is named',
  'upstreams.*.version.is': 'one source of three is named',
  'routes.*.candidate': 'the route is only observed',
  'routes.*.candidate.path': 'the request’s own path and query',
  'routes.*.key': 'all requests are one entity, but for vary and, with safe, the body',
  'routes.*.sticky': 'nobody can be told to be among a share',
  'routes.*.cursor': 'no page has a token',
  'routes.*.only': 'all clients',
  'routes.*.repair': 'has no effect yet',
  'routes.*.afterWrite': 'nobody is pinned',
  'routes.*.dial.start': 'seeds a new route alone, at shadow; the dial in the store outranks it',
  'routes.*.dial.start.stage': 'one of stage and share is named',
  'routes.*.dial.start.share': 'one of stage and share is named',
  'routes.*.dial.guards.freshness': 'no guard on freshness',
  'routes.*.dial.guards.latency.*.max': 'no absolute bound',
  'routes.*.compare.ignore': 'nothing is ignored',
  'routes.*.compare.lists': 'lists are ordered',
  'routes.*.compare.lists.*.order': 'members that moved differ',
  'routes.*.compare.numbers': 'numbers are compared exactly',
  'routes.*.compare.times': 'times are compared exactly',
  'routes.*.compare.renames': 'nothing is renamed',
  'routes.*.compare.values': 'values are compared as they are',
  'routes.*.compare.equate': 'nothing is equated',
  'routes.*.compare.status': 'codes are compared as they are',
  'routes.*.compare.custom': 'no custom comparator',
};

describe('the table of defaults', () => {
  const optional = [...new Set(optionalKeys(configurationJsonSchema(), []))];
  const known = [...Object.keys(defaults), ...Object.keys(noDefault)];

  it('has every key that may be left out, or says why it has none', () => {
    const inParts = (key: string): boolean => known.some((other) => other.startsWith(`${key}.`));
    expect(optional.filter((key) => !known.includes(key) && !inParts(key))).toEqual([]);
  });

  it('has no key that the schema lacks', () => {
    const named = [
      'routes.*.freshness.default',
      'routes.*.dial.guards.latency.p95',
      'routes.*.dial.guards.latency.p99',
    ];
    const all = [
      ...optional,
      ...named,
      'routes.*.dial.guards.traffic.below',
      'routes.*.dial.guards.errors.worseBy',
    ];
    expect(known.filter((key) => !all.includes(key))).toEqual([]);
  });
});

/** Places of keys that may be left out; a star stands for any name. */
function optionalKeys(schema: JsonSchema, at: readonly string[]): readonly string[] {
  const { properties = {}, required = [], additionalProperties, anyOf = [], items } = schema;
  return [
    ...Object.entries(properties).flatMap(([key, below]) => [
      ...(required.includes(key) ? [] : [[...at, key].join('.')]),
      ...optionalKeys(below, [...at, key]),
    ]),
    ...(typeof additionalProperties === 'object' ? optionalKeys(additionalProperties, [...at, '*']) : []),
    ...(items ? optionalKeys(items, [...at, '[]']) : []),
    ...anyOf.flatMap((choice) => optionalKeys(choice, at)),
  ];
}
