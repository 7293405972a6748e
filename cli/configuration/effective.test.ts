import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { defaultHeaders } from '../../comparators/rules/rules-schema.js';
import { hostKept } from '../../proxy/upstream-rule.js';
import type { Configuration } from './configuration.js';
import { effectiveYaml } from './effective.js';
import { readConfiguration } from './read-configuration.js';

const read = (text: string): Configuration => {
  const found = readConfiguration(text);
  if (found.kind === 'invalid') throw new Error(`${JSON.stringify(found.problems)}\n${text}`);
  return found.configuration;
};

/**
 * A configuration with what is resolved only where it is used: headers by the comparators, a Host by the role of the
 * upstream; and no more of webhooks than is ever told.
 */
function asUsed({ upstreams, routes, ...rest }: Configuration): object {
  const playsLegacy = (name: string): boolean =>
    rest.passthrough === name || routes.some(({ rule }) => rule.legacy === name);
  const playsCandidate = (name: string): boolean =>
    routes.some(({ rule }) => rule.candidate?.upstream === name);
  return {
    ...rest,
    upstreams: upstreams.map((rule) => ({
      ...rule,
      host: [
        playsLegacy(rule.name) && hostKept(rule, 'legacy'),
        playsCandidate(rule.name) && hostKept(rule, 'candidate'),
      ],
    })),
    routes: routes.map(({ compare, notify, ...route }) => ({
      ...route,
      compare: { headers: defaultHeaders, ...compare },
      notify: notify.map(({ webhook, on }) => ({ webhook: new URL(webhook).origin, on })),
    })),
  };
}

const withoutMarks = (text: string): string => text.replaceAll(/ # default$/gm, '');

function holdsWhatItSays(text: string): void {
  const effective = effectiveYaml(text);
  expect(asUsed(read(effective))).toEqual(asUsed(read(text)));
  expect(withoutMarks(effectiveYaml(effective))).toBe(withoutMarks(effective));
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const inRepository = (path: string): string => readFileSync(root + path, 'utf8');
const pages = ['README.md', ...readdirSync(`${root}docs`).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);
/** Every whole banyan.yaml that the documents show, and those that are run. */
const shown = [
  ...['demo/banyan.yaml', 'dashboards/compose/banyan.yaml'].map(
    (name) => [name, inRepository(name)] as const,
  ),
  ...pages.flatMap((name) =>
    [...inRepository(name).matchAll(/```yaml\n([\s\S]*?)```/g)].map(
      ([, text], i) => [`${name} ${i}`, text ?? ''] as const,
    ),
  ),
].filter(([, text]) => readConfiguration(text).kind === 'valid');

describe('the effective configuration', () => {
  it('is there for what the documents show', () => {
    expect(shown.length).toBeGreaterThanOrEqual(4);
  });

  it.each(shown)('means what %s means, and says the same of itself', (_, text) => holdsWhatItSays(text));

  it('means what any banyan.yaml means, and says the same of itself', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const text = stringify(file);
        fc.pre(readConfiguration(text).kind === 'valid');
        holdsWhatItSays(text);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves keys, units and order as they were written, and marks what it adds', () => {
    const text = `
upstreams: # both
  legacy: { url: "http://h", timeout: 90s }
routes:
  "7":
    legacy: legacy
    afterWrite: { methods: [PUT], path: /x/** }

    candidate: { upstream: legacy }
    freshness: { $.a: 90s }
    match: { path: /x/:id }
    sticky: path:id
    dial:
      dwell: { step: 0.5h }
      guards: { latency: { p50: { max: 1s }, p99: {} }, mismatch: { below: 0.005, confidence: 98% } }
  seen: { legacy: legacy, match: { path: /y } }
`;
    const effective = effectiveYaml(text);
    expect(
      effective.slice(effective.indexOf('upstreams:')).replace(/^.*(safe|compare):.*\n/gm, ''),
    ).toBe(`upstreams:
  legacy:
    url: "http://h"
    timeout: 90s
    connectTimeout: 5s # default
    headers: { allow: [], drop: [], set: {} } # default
passthrough: legacy # default
routes:
  "7":
    legacy: legacy
    vary: [] # default
    settle: { extraLoad: 5%, legacy: on } # default
    shadow: { sample: 100%, concurrency: 64 } # default
    fallback: on-failure # default
    validators: own # default
    consumers: same-shape # default
    afterWrite:
      methods: [ PUT ]
      path: /x/**
      pin: 3m # default

    candidate: { upstream: legacy }
    freshness:
      $.a: 90s
      default: 5s # default
    match:
      methods: [ GET ] # default
      path: /x/:id
    sticky: path:id
    dial:
      plan: [ 1%, 5%, 25%, 50%, 100% ] # default
      raise: manual # default
      dwell:
        shadow: 24h # default
        step: 0.5h
      soak: 24h # default
      alarm: 30d # default
      coolDown: 15m # default
      guards:
        traffic: { below: 0.005 } # default
        errors: { worseBy: 0.1% } # default
        latency:
          window: 1h # default
          pairs: 2000 # default
          p50: { max: 1s }
          p99:
            worseBy: 10% # default
        mismatch: { below: 0.005, confidence: 98% }
        coverage: { keys: 50, dropped: 1% } # default
      freeze: [] # default
      onNewVersion: keep # default
    notify: [] # default
    redact: [] # default
  seen:
    legacy: legacy
    match:
      methods: [ GET ] # default
      path: /y
`);
  });

  it('tells an upstream in both roles no Host, for it has two', () => {
    const text = `upstreams: { a: { url: "http://h" } }
routes: { r: { match: { path: /x/:id }, legacy: a, candidate: { upstream: a, path: /y/:id } } }`;
    expect(effectiveYaml(text)).not.toContain('host:');
    holdsWhatItSays(text);
  });

  it.each([
    [
      'aliases',
      'upstreams: { a: &u { url: "http://h" }, b: *u }\nroutes: { r: { match: { path: /x/:id }, legacy: a, candidate: { upstream: b } } }',
    ],
    [
      'merges',
      '%YAML 1.1\n---\nupstreams:\n  a: &u { url: "http://h", timeout: 3s }\n  b: { <<: *u, url: "http://i" }\nproxy: { expose: yes }\n',
    ],
  ])('takes apart %s, so that each has its own defaults', (_, text) => {
    const effective = effectiveYaml(text);
    expect(effective).not.toMatch(/[&*]u|<</);
    holdsWhatItSays(text);
  });
});

const some = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);
const maybe = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> =>
  fc.record(model, { requiredKeys: [] });
const lag = some('0s', '0.3s', '250ms', '5s', '90s', '1.5m', '1h');
const ratio = some('0.1%', '0.5%', 0.005, '12.5%');
const byStage = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(value, maybe({ shadow: value, step: value }));
const quantile = maybe({ worseBy: some('5%', 0.2), max: some('1s', '250ms') });

const anyDial = maybe({
  start: some({ stage: 'shadow' }, { share: '5%' }),
  plan: some(['5%', '100%'], [0.01, 0.5]),
  raise: some('manual', 'auto'),
  dwell: byStage(some('1h', '0s', '90m')),
  soak: some('2h'),
  alarm: some('60d'),
  coolDown: some('5m'),
  onNewVersion: some('keep', 'shadow'),
  freeze: some([{ from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Europe/Berlin' }]),
  guards: maybe({
    mismatch: maybe({ below: ratio, confidence: byStage(some('98%', 0.97)) }),
    traffic: fc.record({ below: ratio }),
    errors: fc.record({ worseBy: ratio }),
    latency: maybe({ window: some('2h'), pairs: some(2500), p50: quantile, p95: quantile, p99: quantile }),
    freshness: fc.record({ within: ratio }),
    coverage: maybe({ keys: some(0, 10), dropped: some('5%', 0.5) }),
  }),
});

const anyRoute = (path: string) =>
  fc.record(
    {
      match: fc.record(
        { path: fc.constant(path), methods: some(['GET'], ['GET', 'POST']) },
        { requiredKeys: ['path'] },
      ),
      legacy: some('a', 'b'),
      candidate: some({ upstream: 'b' }, { upstream: 'c', path: '/v/:id' }),
      key: some('path:id'),
      vary: some(['header:accept-language'], []),
      sticky: some('header:x-user', 'path:id'),
      freshness: fc.oneof(lag, fc.dictionary(fc.constantFrom('default', '$.a', '$..b'), lag)),
      settle: maybe({ extraLoad: some('5%', '180%'), legacy: some('on', 'off') }),
      safe: fc.boolean(),
      shadow: maybe({ sample: some('25%', 0.5), concurrency: some(1, 64) }),
      fallback: some('off', 'on-failure', ['not-found'], ['on-failure', 'not-found']),
      validators: some('own', 'shared'),
      consumers: some('same-shape', 'accept-candidate-shape'),
      afterWrite: fc.record(
        { methods: some(['PUT']), path: fc.constant(`${path}/**`), pin: some('3s') },
        { requiredKeys: ['methods', 'path'] },
      ),
      dial: anyDial,
      compare: maybe({
        ignore: some(['$.a']),
        headers: some(['vary'], []),
        lists: some({ '$.l': { by: 'id' } }),
      }),
      redact: some(['$.a'], []),
      notify: some([{ webhook: 'http://h/secret', on: ['raise'] }]),
    },
    { requiredKeys: ['match', 'legacy'] },
  );

const anyUpstream = fc.record(
  {
    url: some('http://h', 'http://h:81/base'),
    timeout: lag,
    connectTimeout: some('1s'),
    host: some('keep', 'upstream'),
    headers: maybe({ allow: some(['cookie']), drop: some(['x-d'], []), set: some({ 'x-a': 'b' }, {}) }),
    version: some(
      { header: 'x-v' },
      { probe: 'http://h/v', every: '3s' },
      { probe: 'http://h/v' },
      { is: '1' },
      { header: 'x-v', calm: '2s' },
    ),
  },
  { requiredKeys: ['url'] },
);

const anyFile = fc.record(
  {
    proxy: maybe({
      listen: some('127.0.0.1:1'),
      expose: fc.boolean(),
      captureCap: some('64KiB'),
      drain: some('0s', '5s'),
    }),
    admin: maybe({
      listen: some('127.0.0.1:2'),
      hosts: some(['x']),
      tokens: some([{ name: 'n', role: 'admin', env: 'E' }]),
    }),
    store: some('x.db'),
    keep: maybe({ samples: some('1d'), entities: some('2d') }),
    passthrough: some('a', 'c'),
    upstreams: fc.record({ c: anyUpstream, a: anyUpstream, b: anyUpstream }),
    routes: maybe({ one: anyRoute('/one/:id'), two: anyRoute('/two/:id') }),
  },
  { requiredKeys: ['upstreams'] },
);
