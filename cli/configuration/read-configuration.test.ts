import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.js';
import { type ConfigurationRead, readConfiguration } from './read-configuration.js';

const problems = (text: string): readonly string[] => {
  const read = readConfiguration(text);
  return read.kind === 'invalid' ? read.problems.map((problem) => formatProblem('b.yaml', problem)) : [];
};
const valid = (text: string): Extract<ConfigurationRead, { kind: 'valid' }> => {
  const read = readConfiguration(text);
  if (read.kind === 'invalid') throw new Error(problems(text).join('\n'));
  return read;
};

const nested = Array.from({ length: 20 }, (_, at) => `$..a${at}..b${at}`).join(', ');
const upstreams = `upstreams:
  legacy: { url: http://127.0.0.1:3000 }
  projection: { url: http://127.0.0.1:4000, timeout: 2s }
`;

const afterWrite = (is: string, more = 'safe: false'): string => `${upstreams}routes: { r: {
    match: { path: "/v/:id" }, legacy: legacy, candidate: { upstream: projection }, ${more}, afterWrite: { methods: [PUT], ${is} } } }
`;

describe('a configuration', () => {
  it('needs no more than an upstream and a route', () => {
    const { configuration, notes } = valid(`${upstreams}routes:
  r: { match: { path: "/a/:id" }, legacy: legacy, candidate: { upstream: projection } }
`);
    expect(notes).toEqual([]);
    expect(configuration).toMatchObject({
      proxy: { host: '127.0.0.1', port: 8080 },
      admin: { host: '127.0.0.1', port: 8081 },
      store: './.banyan/banyan.db',
      passthrough: 'legacy',
      upstreams: [{ timeout: 60_000 }, { timeout: 2_000 }],
      routes: [
        {
          rule: {
            match: { methods: ['GET'] },
            sample: 1,
            concurrency: 64,
            dial: { plan: [0.01, 0.05, 0.25, 0.5, 1] },
          },
        },
      ],
    });
  });

  it('that says safe where no POST matches is told that it changes nothing', () => {
    const { notes } = valid(
      'upstreams: { l: { url: "http://h" } }\nroutes: { r: { match: { path: / }, legacy: l, safe: true } }',
    );
    expect(notes.map((note) => formatProblem('b.yaml', note))).toEqual([
      expect.stringMatching(/routes\.r\.safe: has no effect: only a POST needs it/),
    ]);
  });

  it('that pins after a write does so for 2 × the longest freshness, unless it says how long', () => {
    const pinOf = (freshness: string, pin = ''): number | undefined =>
      valid(afterWrite(`path: "/a/:id/**"${pin}`, `sticky: ip, freshness: ${freshness}`)).configuration
        .routes[0]!.rule.afterWrite?.pin;
    expect(pinOf('3s')).toBe(6_000);
    expect(pinOf('{ default: 1s, "$.a": 8s, "$.b": 0s }')).toBe(16_000);
    expect(pinOf('3s', ', pin: 1m')).toBe(60_000);
    expect(valid(afterWrite('path: /a', 'sticky: ip, freshness: 0s')).notes).toMatchObject([
      {
        where: 'routes.r.afterWrite',
        message: expect.stringMatching(/^has no effect: .* Add pin/) as string,
      },
    ]);
  });

  it.each([
    [afterWrite('path: /a'), /^b\.yaml:5:\d+ {2}routes\.r\.afterWrite: pins the sticky key .* Add sticky/],
    [
      afterWrite('path: "/a/:customer"', 'sticky: path:id'),
      /routes\.r\.afterWrite\.path: has no ":id", by which sticky .* It has: :customer\.$/,
    ],
    [afterWrite('path: "/a/**/b"', 'sticky: ip'), /routes\.r\.afterWrite\.path: cannot be used: Wildcard/],
    [afterWrite('path: /a, pin: 0s', 'sticky: ip'), /routes\.r\.afterWrite\.pin: must be more than 0$/],
  ])('that pins what cannot be known is told so: %#', (text, message) =>
    expect(problems(text)).toEqual([expect.stringMatching(message)]),
  );

  it('of the whole contract is read, and what has no effect yet is told', () => {
    const { notes } = valid(contract);
    expect(notes.map(({ where }) => where)).not.toContainEqual(expect.stringContaining('afterWrite'));
    expect(notes.map((note) => formatProblem('b.yaml', note))).toContainEqual(
      expect.stringMatching(
        /^b\.yaml:\d+:5 {2}routes\.customer-overview\.repair: is read, but has no effect/,
      ),
    );
    expect(notes.map(({ where }) => where)).not.toContainEqual(expect.stringContaining('version'));
  });

  it.each([
    ['path: /search', '', true],
    ['path: /search', ', key: query:id', false],
    ['path: /search', ', sticky: header:x-user', false],
    ['path: /items/:id', '', false],
  ])('notes whether all requests of a route are one entity: %s%s → %s', (path, more, noted) => {
    const { notes } = valid(
      `${upstreams}routes: { r: { match: { ${path} }, legacy: legacy, candidate: { upstream: legacy }${more} } }`,
    );
    expect(notes.map(({ message }) => message)).toEqual(
      noted ? [expect.stringMatching(/count as one entity.*key: query:id/)] : [],
    );
  });

  it('notes permissions that nobody needs', () => {
    const { notes } = valid(
      'upstreams: { u: { url: http://h, headers: { allow: [Cookie, X-Tenant, proxy-authorization] } } }',
    );
    expect(notes.map((note) => formatProblem('b.yaml', note))).toEqual([
      expect.stringMatching(/:1:61 {2}upstreams\.u\.headers\.allow\.1: "X-Tenant" needs no permission: only/),
      expect.stringMatching(/upstreams\.u\.headers\.allow\.2: "proxy-authorization" is said to Banyan alone/),
    ]);
  });

  it('tells every problem at once, with file, line, column, and the way out', () => {
    expect(
      problems(`upstreams:
  legacy: { url: ftp://127.0.0.1, timeout: 5 parsecs }
routes:
  r:
    match: { path: "a/:id" }
    legcy: legacy
    candidate: { upstream: projection }
    key: nonsense
`),
    ).toEqual([
      expect.stringMatching(/^b\.yaml:2:13 {2}upstreams\.legacy\.url: must be an http/),
      expect.stringMatching(/^b\.yaml:2:35 {2}upstreams\.legacy\.timeout: must be a duration like 250ms/),
      'b.yaml:4:3  routes.r.legacy: is required',
      'b.yaml:5:14  routes.r.match.path: must begin with /',
      'b.yaml:6:5  routes.r.legcy: unknown key "legcy". Did you mean "legacy"?',
      expect.stringMatching(/^b\.yaml:8:5 {2}routes\.r\.key: must be one of path:<name>/),
    ]);
  });

  it.each([
    [
      'an upstream that is not there',
      'routes: { r: { match: { path: /a }, legacy: legacie } }',
      /:4:37 {2}routes\.r\.legacy: names the upstream "legacie".*Known: legacy, projection/,
    ],
    [
      'a path parameter that is not there',
      'routes: { r: { match: { path: "/a/:id" }, legacy: legacy, key: path:no } }',
      /routes\.r\.key: uses the path parameter ":no".*It has: :id/,
    ],
    [
      'two routes for one path',
      'routes: { a: { match: { path: /a }, legacy: legacy }, b: { match: { path: /a }, legacy: legacy } }',
      /routes\.b\.match: matches what route "a" matches already/,
    ],
    [
      'a page for everybody without tokens',
      'admin: { listen: 0.0.0.0:8081 }',
      /admin\.listen: would let everybody .* turn the dial/,
    ],
    [
      'a selector outside the subset',
      'routes: { r: { match: { path: /a }, legacy: legacy, compare: { ignore: ["$[?(@.a)]"] } } }',
      /routes\.r\.compare\.ignore.*position/,
    ],
    [
      'a redacted place outside the subset',
      'routes: { r: { match: { path: /a }, legacy: legacy, redact: ["$.a.*"] } }',
      /routes\.r\.redact\.0: .*position/,
    ],
    [
      'a redacted header that looks like none',
      'routes: { r: { match: { path: /a }, legacy: legacy, redact: [Location] } }',
      /redact\.0: "Location" is no place: a selector .* starts with \$, as \$\.\.email; a header is written header:location; the entity's key is key$/,
    ],
    [
      'a redacted header that is nearly one',
      'routes: { r: { match: { path: /a }, legacy: legacy, redact: [headers:x-user] } }',
      /redact\.0: "headers:x-user" is no place: .* a header is written header:x-user; the entity's key is key$/,
    ],
    [
      'a redacted header that is none',
      'routes: { r: { match: { path: /a }, legacy: legacy, redact: ["header:x-*"] } }',
      /routes\.r\.redact\.0: "x-\*" is no name of a header: write header:location/,
    ],
    [
      'selectors that lead to too many states',
      `routes: { r: { match: { path: /a }, legacy: legacy, redact: [${nested}] } }`,
      /:4:53 {2}routes\.r\.redact: the selectors lead to more than 10,000 combinations.*use fewer with \.\. and \[\*\]: \$\.\.a0\.\.b0, .* and 17 more$/,
    ],
    [
      'rules that lead to too many states',
      `routes: { r: { match: { path: /a }, legacy: legacy, compare: { lists: { $..x: unordered }, ignore: [$.a, ${nested}] } } }`,
      /:4:92 {2}routes\.r\.compare\.ignore: the selectors lead to .*: \$\.\.a0\.\.b0, \$\.\.a1\.\.b1, \$\.\.a2\.\.b2 and 18 more$/,
    ],
    [
      'two renames that take the same place',
      'routes: { r: { match: { path: /a }, legacy: legacy, compare: { renames: { $.a: $.c, $.b: $.c } } } }',
      /renames\.\$\.b: takes \$\.c of the candidate, which \$\.a takes already/,
    ],
    [
      'two renames of the same place',
      `routes: { r: { match: { path: /a }, legacy: legacy, compare: { renames: { $.a: $.b, "$['a']": $.c } } } }`,
      /renames\.\$\['a'\]: is the same place as \$\.a; keep one/,
    ],
    [
      'a share over 100 %',
      'routes: { r: { match: { path: /a }, legacy: legacy, dial: { plan: [1%, 200%] } } }',
      /routes\.r\.dial\.plan\.1: must be a share of 0–100 %/,
    ],
    [
      'a key known elsewhere',
      'store: x\nproxy: { lisen: 127.0.0.1:1 }',
      /:5:10 {2}proxy\.lisen: unknown key "lisen"\. Did you mean "listen"/,
    ],
    ['a key like no other', 'zebra: 1', /unknown key "zebra"\. Known here: .*upstreams/],
  ])('refuses %s', (_, more, message) => {
    const found = problems(`${upstreams}${more}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it.each([
    ['broken YAML', 'upstreams: [', /^b\.yaml:1:\d+ {2}not valid YAML/],
    [
      'a key twice',
      'upstreams: {}\nupstreams: {}\n',
      /^b\.yaml:2:1 .* key "upstreams" stands at line 1, col/,
    ],
    ['nothing at all', '', /upstreams: is required/],
    ['no upstream', 'upstreams: {}', /at least one/],
  ])('refuses %s', (_, text, message) => expect(problems(text)[0]).toMatch(message));

  it('tells names that do not agree in the same round as keys that are misspelt', () => {
    const found = problems(`upstreams:
  legacy: { url: http://127.0.0.1:3000, timeout: 2 }
routes:
  a: { match: { path: "/a/:id" }, legacy: legcy, sample: 1, compare: { ignore: ["x"] } }
  b: { match: { path: "/a/:no" }, legacy: legacy, key: path:id, dial: { start: { stage: live, share: 5% } } }
`);
    expect(found).toEqual([
      'b.yaml:2:41  upstreams.legacy.timeout: must be a duration like 250ms, 5s, 15m, 1h or 7d',
      expect.stringMatching(/^b\.yaml:4:\d+ {2}routes\.a\.legacy: names the upstream "legcy".*Known: legacy/),
      expect.stringMatching(/^b\.yaml:4:\d+ {2}routes\.a\.sample: unknown key/),
      expect.stringMatching(/^b\.yaml:4:\d+ {2}routes\.a\.compare\.ignore/),
      expect.stringMatching(/^b\.yaml:5:\d+ {2}routes\.b\.match: matches what route "a" matches already/),
      expect.stringMatching(/^b\.yaml:5:\d+ {2}routes\.b\.key: uses the path parameter ":id"/),
      expect.stringMatching(/^b\.yaml:5:\d+ {2}routes\.b\.dial\.start: Stage live means a share of 100 %/),
    ]);
  });

  it.each([
    [
      'an alias bomb',
      'a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n',
      /not usable YAML/,
    ],
    [
      'a header that cannot be sent',
      `upstreams: { a: { url: http://h, headers: { set: { "bad name": x } } } }`,
      /headers\.set\.bad name: Header name/,
    ],
    [
      'credentials in an address',
      `upstreams: { a: { url: "http://u:p@h" } }`,
      /must hold neither credentials/,
    ],
    ['a store that is not there yet', `${upstreams}store: postgres://h/db`, /store: must be a file/],
    ['a port that is none', `${upstreams}proxy: { listen: 127.0.0.1:99999 }`, /has a port above 65535/],
    ['no time at all', `upstreams: { a: { url: http://h, timeout: 0s } }`, /must be more than 0/],
    [
      'proof of nothing',
      `${upstreams}routes: { r: { match: { path: /a }, legacy: legacy, dial: { guards: { mismatch: { below: 100% } } } } }`,
      /below: must be more than 0 % and less than 100 %/,
    ],
  ])('refuses %s', (_, text, message) => expect(problems(text).join('\n')).toMatch(message));

  it('is refused whole for a prototype’s name', () => {
    expect(problems(`${upstreams}__proto__: { a: 1 }\n`)[0]).toMatch(/__proto__/);
  });
});

const contract = `
proxy:   { listen: 127.0.0.1:8080 }
admin:
  listen: 127.0.0.1:8081
  tokens: [{ name: release, role: operator, env: BANYAN_RELEASE_TOKEN }]
store: ./.banyan/banyan.db
upstreams:
  legacy:     { url: http://127.0.0.1:3000, timeout: 60s }
  projection: { url: http://127.0.0.1:4000, timeout: 2s, headers: { allow: [authorization], set: { x-tenant: acme } }, version: { header: x-app-version } }
passthrough: legacy
routes:
  customer-overview:
    match: { methods: [GET], path: "/api/customers/:id/overview" }
    legacy: legacy
    candidate: { upstream: projection, path: "/views/customer-overview/:id" }
    key: path:id
    vary: [header:accept-language]
    sticky: header:x-user-id
    only: { header: { x-tenant: [acme] } }
    freshness: { default: 5s, "$.fraud": 0s }
    settle: { extraLoad: 5% }
    repair: { url: "http://127.0.0.1:4000/rebuild/:key", method: POST }
    shadow: { sample: 100%, concurrency: 64 }
    fallback: on-failure
    validators: own
    consumers: same-shape
    afterWrite: { methods: [POST, PUT, PATCH, DELETE], path: "/api/customers/:id/**", pin: 10s }
    compare:
      ignore:  ["$.generatedAt", "$..traceId"]
      lists:   { "$.orders": { by: orderId }, "$.tags": unordered }
      numbers: { "$..total": { absolute: 0.01 }, "$.score": { relative: 1% } }
      times:   { "$..updatedAt": { within: 2s } }
      renames: { "$.orders": "$.recentFulfillments" }
      values:  { "$..status": { SHIPPED: shipped } }
      equate:  [null-absent, empty-absent, number-string]
      headers: [content-type, cache-control, vary, location, content-language, "access-control-*", set-cookie-names, etag-presence]
      custom:  ./comparators/money.js
    redact: ["$..email", "$..phone"]
    dial:
      start: { stage: shadow }
      plan:  [1%, 5%, 25%, 50%, 100%]
      raise: manual
      dwell: 15m
      guards:
        mismatch:  { below: 0.1%, confidence: { shadow: 99%, step: 95% } }
        errors:    { worseBy: 0.1% }
        latency:   { p95: { worseBy: 10%, max: 200ms } }
        freshness: { within: 99% }
        coverage:  { keys: 50, dropped: 1% }
      freeze: [{ from: "Fri 16:00", to: "Mon 08:00", zone: Europe/Berlin }]
    notify: [{ webhook: http://127.0.0.1:9999/hook, on: [rollback, raise, new-mismatch] }]
`;
