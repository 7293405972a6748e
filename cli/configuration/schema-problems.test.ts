import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.js';
import { readConfiguration } from './read-configuration.js';
import { readRules } from './read-rules.js';

const told = (
  read: ReturnType<typeof readConfiguration> | ReturnType<typeof readRules>,
): readonly string[] =>
  read.kind === 'invalid' ? read.problems.map((problem) => formatProblem('b', problem)) : [];
const inRoute = (authored: string): readonly string[] =>
  told(
    readConfiguration(`upstreams: { legacy: { url: "http://h" } }
routes: { r: { match: { path: /a }, legacy: legacy, ${authored} } }`),
  );

describe('what a schema finds wrong', () => {
  it.each([
    ['candidate: legacy', 'candidate: must be an object of key: value; write { upstream: legacy }'],
    ['candidate: ', 'candidate: has no value; must be an object of key: value. Known here: upstream, path.'],
    ['dial: { start: 5% }', 'dial.start: must be an object of key: value. Known here: stage, share.'],
    ['only: x', 'only: must be an object of key: value. Known here: header.'],
    ['vary: header:x', 'vary: must be a list; write [header:x]'],
    ['notify: "http://h"', 'notify: must be a list, such as [{ webhook: …, on: … }]'],
    ['dial: { freeze: { from: a, to: b } }', 'dial.freeze: must be a list; write [{ from: a, to: b }]'],
    [
      'dial: { freeze: ["Fri 16:00"] }',
      'dial.freeze.0: must be an object of key: value. Known here: from, to, zone.',
    ],
    ['dial: { freeze: [{ from: "1:00", to: "2:00" }] }', 'dial.freeze.0.zone: is required'],
    ['shadow: { concurrency: "8" }', 'shadow.concurrency: must be a number; write 8'],
    ['shadow: { concurrency: 0 }', 'shadow.concurrency: must be at least 1'],
    ['shadow: { concurrency: 20000 }', 'shadow.concurrency: must be at most 10000'],
    ['shadow: { sample: [5] }', 'shadow.sample: must be a share of 0–100 %, like 5% or 0.05'],
    ['safe: "yes"', 'safe: must be true or false'],
    ['only: { header: { x: [5] } }', 'only.header.x.0: must be a text; write "5"'],
    ['fallback: [not-fond]', 'fallback.0: must be one of on-failure, not-found. Did you mean not-found?'],
    ['key: 5', 'key: must be one of path:<name>, header:<name>, query:<name>, cookie:<name>, or ip'],
    ['settle: { extraLoad: 5 }', 'settle.extraLoad: must be a share like 5%'],
    ['dial: { dwell: { shadow: 5 } }', 'dial.dwell.shadow: must be a duration like 250ms, 5s, 15m, 1h or 7d'],
    ['dial: { guards: { latency: { max: {} } } }', 'dial.guards.latency.max: must be a quantile like p95'],
    ['dial: { plan: [] }', 'dial.plan: must not be empty'],
    ['freshness: 8d', 'freshness: must be at most 7d: what differs is read again for up to 12 times as long'],
    [
      'freshness: { default: 7d, $.total: 169h }',
      'freshness.$.total: must be at most 7d: what differs is read again for up to 12 times as long',
    ],
    ['redact: $..email', 'redact: must be a list; write [$..email]'],
    [
      'redact: [{ header: location }]',
      'redact.0: expected a selector such as $..email, a header as header:location, or key',
    ],
    [
      'compare: { redact: [$.a] }',
      'compare.redact: unknown key "redact": it stands beside compare, not in it. Move it out.',
    ],
    ['ignore: [$.a]', 'ignore: unknown key "ignore": it stands in compare, not beside it. Move it in.'],
  ])('is said in plain words: %s', (authored, message) => {
    expect(inRoute(authored)).toEqual([expect.stringContaining(`  routes.r.${message}`)]);
  });

  it('is said of a freeze window at the member that is wrong, with the way out', () => {
    const windows = (text: string): readonly string[] =>
      told(
        readConfiguration(`upstreams: { legacy: { url: "http://h" } }
routes:
  r:
    match: { path: /a }
    legacy: legacy
    dial:
      freeze:
        - { from: "22:00", to: "06:00", zone: Europe/Berlin }
        - ${text}`),
      );
    expect(windows('{ from: Fry 16:00, to: Mon 08:00, zone: Berlin }')).toEqual([
      'b:9:13  routes.r.dial.freeze.1.from: Fry is no day of the week: write Mon, Tue, Wed, Thu, Fri, Sat or Sun',
      'b:9:45  routes.r.dial.freeze.1.zone: must be a time zone by its IANA name, such as Europe/Berlin or UTC. Did you mean Europe/Berlin?',
    ]);
    expect(windows('{ from: 2027-01-04 08:00, to: 2026-12-20 18:00, zone: UTC }')).toEqual([
      'b:9:37  routes.r.dial.freeze.1.to: must be later than from: such a window has no minute. Correct the dates, or swap them',
    ]);
  });

  const rules: [string, string][] = [
    ['ignore: $.traceId', 'ignore: must be a list; write [$.traceId]'],
    ['ignore: "$.l[*]"', 'ignore: must be a list; write ["$.l[*]"]'],
    ['ignore: { $.a: true }', 'ignore: must be a list; write [$.a]'],
    ['ignore: ', 'ignore: has no value; must be a list, such as [$..traceId]'],
    ['ignore: [5]', 'ignore.0: must be a text, such as $..traceId'],
    ['equate: null-absent', 'equate: must be a list; write [null-absent]'],
    ['equate: [null-abset]', 'line-ends. Did you mean null-absent?'],
    [
      'numbers: { $.a: { absolute: 1percent } }',
      'absolute: expected a decimal number from 0 on, such as 0.01',
    ],
    ['numbers: { $.a: { absolute: -1 } }', 'absolute: expected a decimal number from 0 on, such as 0.01'],
    ['numbers: { $.a: { relative: 1 % } }', 'relative: expected a share from 0 on, such as 1% or 0.01'],
    ['numbers: [$.a]', 'must be an object of key: value, such as { $..total: { absolute: 0.01 } }'],
    ['times: { $.a: { within: 0.5 } }', 'within: expected a duration such as 500ms, 5s, 15m, 1h'],
    ['values: [A]', 'must be an object of key: value, such as { $..status: { SHIPPED: shipped } }'],
    ['values: { $.a: A }', 'values.$.a: must be an object of key: value, such as { SHIPPED: shipped }'],
    ['values: { $.a: { A: [B] } }', 'values.$.a.A: expected a text, a number, true, false or null'],
    ['status: { equate: [[200]] }', 'equate.0: expected two or more status codes that mean the same'],
  ];
  it.each(rules)(
    'is said alike of rules in banyan.yaml and in a file of their own: %s',
    (authored, message) => {
      const expected = [expect.stringContaining(message)];
      expect(inRoute(`compare: { ${authored} }`)).toEqual(expected);
      expect(told(readRules(`{ ${authored} }`))).toEqual(expected);
    },
  );

  it('is said of the file as a whole, and once', () => {
    expect(told(readConfiguration('[a]'))).toEqual([
      'b:1:1  must be an object of key: value. Known here: proxy, admin, store, keep, upstreams, passthrough, routes.',
    ]);
    expect(told(readConfiguration('upstreams: { u: { url: h } }'))).toHaveLength(1);
    expect(told(readConfiguration('upstreams: { u: { url: "http://h" } }\nproxy: { listen: x }'))).toEqual([
      'b:2:10  proxy.listen: must be host:port, like 127.0.0.1:8080',
    ]);
  });

  it.each([
    ['https://jaeger.example/trace/', 'must contain {traceId}, where the trace’s 32 digits go'],
    ['jaeger.example/trace/{traceId}', 'must be an address that begins with http:// or https://'],
    ['javascript:alert("{traceId}")', 'must be an address that begins with http:// or https://'],
    ['http://{traceId}:x/', 'must be an address that begins with http:// or https://'],
    [
      'https://me:pass@h/{traceId}',
      'must hold no credentials: everybody who sees a sample is told this address.',
    ],
    ['https://{traceId}@h/', 'must hold no credentials'],
  ])('is said of an address of traces that cannot be one: %s', (url, problem) => {
    const [message] = told(
      readConfiguration(`upstreams: { u: { url: "http://h" } }\nadmin: { traceUrl: '${url}' }`),
    );
    expect(message).toContain(`b:2:10  admin.traceUrl: ${problem}`);
  });

  it.each([
    'admin: { tokens: { name: a, role: admin, token: s3cret } }',
    'admin: { tokens: [{ name: a, role: admin, env: { value: s3cret } }] }',
    'proxy: { overrideTokenEnv: [s3cret] }',
    'store: { password: s3cret }',
    'upstreams: { legacy: { url: "http://h", headers: { set: { authorization: [s3cret] } } } }',
    'upstreams: { legacy: { url: "http://h", tls: { key: [s3cret] } } }',
    'routes: { r: { match: { path: /a }, legacy: "x", notify: { webhook: "http://h/s3cret" } } }',
    'routes: { r: { match: { path: /a }, legacy: { url: "http://h/?s3cret" } } }',
    'admin: { traceUrl: "https://me:s3cret@h/{traceId}" }',
  ])('repeats nothing that may be a secret: %s', (text) => {
    expect(told(readConfiguration(text)).join()).not.toContain('s3cret');
  });

  it('repeats no address that may hold a password', () => {
    const [message] = told(readConfiguration('upstreams: { legacy: "http://me:secret@h" }'));
    expect(message).toBe(
      'b:1:14  upstreams.legacy: must be an object of key: value. Known here: url, timeout, connectTimeout, host, headers, tls, version.',
    );
  });
});
