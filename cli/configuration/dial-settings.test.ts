import { describe, expect, it } from 'vitest';
import { quietValue } from '../../routing-rules/formulas/detector.js';
import { quietWorse } from '../../routing-rules/formulas/worse.js';
import { parseDuration } from '../../routing-rules/units.js';
import { formatProblem } from './problem.js';
import { readConfiguration } from './read-configuration.js';

const route = (dial: string, more = 'sticky: ip, ', candidate = 'candidate: { upstream: l }, '): string =>
  `upstreams: { l: { url: "http://h" } }
routes:
  r: { match: { path: "/a/:id" }, legacy: l, ${candidate}${more}dial: {
    ${dial} } }
`;
const told = (text: string): readonly string[] => {
  const read = readConfiguration(text);
  const all = read.kind === 'invalid' ? read.problems : read.notes;
  return all.map((problem) => `${read.kind} ${formatProblem('b.yaml', problem)}`);
};
const matching = (patterns: readonly RegExp[]) => patterns.map((one) => expect.stringMatching(one) as string);

describe('a dial whose detectors could never be quiet is refused', () => {
  it.each<[string, readonly RegExp[]]>([
    ['alarm: 30d', []],
    ['alarm: 4d', []],
    ['guards: { mismatch: { below: 0.001% } }', []],
    [
      'guards: { mismatch: { below: 0.0005% } }',
      [
        /^invalid b\.yaml:4:27 {2}routes\.r\.dial\.guards\.mismatch\.below: is too strict at 0\.0005% for this alarm: .* never rise\. Make alarm \d+d at least, or guards\.mismatch\.below 0\.000\d+% at least\.$/,
      ],
    ],
    [
      'guards: { errors: { worseBy: 0.01% } }',
      [
        /errors\.worseBy: is too strict at 0\.01% .* alarm 37d at least, or guards\.errors\.worseBy 0\.013% at least\.$/,
      ],
    ],
    [
      'alarm: 1d',
      [
        /^invalid b\.yaml:4:5 {2}routes\.r\.dial\.alarm: is too short for guards\.errors\.worseBy, which is 0\.1% unless said: .* Make alarm \d+h at least, or guards\.errors\.worseBy 0\.\d+% at least\.$/,
      ],
    ],
    [
      'guards: { latency: { pairs: 1000000, p99.99: {} } }',
      [
        /latency\.p99\.99: is too strict at p99\.99 .* alarm \d+d at least, or guards\.latency\.p99\.99 p99\.\d+ at most\.$/,
      ],
    ],
    ['guards: { latency: { p99.99: { max: 1s } } }', []],
  ])('%s', (dial, patterns) => expect(told(route(dial))).toEqual(matching(patterns)));

  it('where a short alarm is for all of them, each is told', () => {
    expect(told(route('alarm: 1h')).map((line) => /guards\.\S+\b/.exec(line)?.[0])).toEqual([
      'guards.mismatch.below',
      'guards.errors.worseBy',
      'guards.latency.p95',
      'guards.latency.p99',
    ]);
    const [, , p95 = ''] = told(route('alarm: 1h'));
    expect(p95).toMatch(
      /guards\.latency\.p95, which is \{ worseBy: 10% \} unless said: .* Make alarm \d+h at/,
    );
  });

  it.each([
    ['mismatch: { below: ', quietValue, 0.000_001],
    ['errors: { worseBy: ', quietWorse, 0.000_01],
  ])('and what is told does: %s', (guard, rest, share) => {
    const alarmed = (alarm: string, set: string): string =>
      route(`alarm: ${alarm}, guards: { latency: { p95: { max: 1s } }, ${guard}${set} } }`);
    const [line = ''] = told(alarmed('30d', String(share)));
    const [, alarm = '', least = ''] = /alarm (\w+) at least, or \S+ (\S+) at least/.exec(line) ?? [];
    expect(told(alarmed(alarm, String(share)))).toEqual([]);
    expect(told(alarmed('30d', least))).toEqual([]);
    // Not far more than is needed either.
    expect((parseDuration(alarm) ?? 0) / 1000).toBeLessThan(30 * rest(share) * 1.1);
  });

  it('but not on a route without a candidate, which has no dial', () => {
    expect(told(route('alarm: 1h, plan: [0]', '', ''))).toEqual([]);
  });
});

it.each<[string, readonly RegExp[]]>([
  ['p99: {}', []],
  ['p95: {}, pairs: 400', []],
  ['p99.9: {}, pairs: 20000', []],
  ['p99.9: { max: 1s }', []],
  [
    'p99.9: {}',
    [
      /^invalid b\.yaml:4:26 {2}routes\.r\.dial\.guards\.latency\.p99\.9: cannot be told from 2000 pairs, of which fewer than 20 lie above it\. Make latency\.pairs 20000 at least, .* or guard a lower quantile\.$/,
    ],
  ],
  ['p95: {}, pairs: 399', [/latency\.p95: cannot be told from 399 pairs, .* latency\.pairs 400 at least/]],
  // Where no quantile is named, p95 and p99 are guarded.
  [
    'pairs: 1999',
    [
      /^invalid b\.yaml:4:26 {2}routes\.r\.dial\.guards\.latency\.pairs: are too few for p99, which is guarded unless quantiles are named: of 1999 fewer than 20 lie above it\. Make latency\.pairs 2000 at least, .* or name a lower quantile\.$/,
    ],
  ],
  ['pairs: 2000', []],
])('a quantile that its pairs cannot tell is refused: %s', (latency, patterns) =>
  expect(told(route(`guards: { latency: { ${latency} } }`))).toEqual(matching(patterns)),
);

it.each<[string, readonly RegExp[]]>([
  ['plan: [5%, 50%, 100%]', []],
  [
    'plan: [5%, 50%]',
    [/^valid b\.yaml:4:16 {2}routes\.r\.dial\.plan\.1: ends at 50 %, and the step after it is live, 100 %\./],
  ],
  [
    'plan: [50%, 5%, 5%, 100%]',
    [/plan\.1: is no step up from 50 %: a plan rises\./, /plan\.2: is no step up from 5 %/],
  ],
  [
    'plan: [5%, 0%, 0, 100%]',
    [/b\.yaml:4:16 {2}.*plan\.1: is no step: at 0 % .* Take it out\.$/, /plan\.2: is no step/],
  ],
])('a step that leads nowhere, or not up, is told: %s', (dial, patterns) =>
  expect(told(route(dial))).toEqual(matching(patterns)),
);

it.each<[string, readonly RegExp[]]>([
  ['keys: 1', []],
  ['dropped: 2%', []],
  [
    'keys: 0',
    [
      /^valid b\.yaml:4:27 {2}routes\.r\.dial\.guards\.coverage\.keys: asks for no entity: .* such as 50; where there are fewer, all are enough\.$/,
    ],
  ],
])('a coverage that asks for nobody is remarked on: %s', (coverage, patterns) =>
  expect(told(route(`guards: { coverage: { ${coverage} } }`))).toEqual(matching(patterns)),
);

describe('a dial that rises by itself', () => {
  it.each<[string, string, readonly RegExp[]]>([
    ['raise: auto', 'sticky: ip, ', []],
    ['raise: manual', '', []],
    [
      'raise: auto',
      '',
      [
        /^valid b\.yaml:4:5 {2}routes\.r\.dial\.raise: raises shares of nobody: without sticky .* such as sticky: header:x-user-id\.$/,
      ],
    ],
    ['dwell: 0s', 'sticky: ip, ', []],
    ['raise: auto, dwell: 1s', 'sticky: ip, ', []],
    [
      'raise: auto, dwell: 0s',
      'sticky: ip, ',
      [/^valid b\.yaml:4:18 {2}routes\.r\.dial\.dwell: lets the dial rise as soon as/],
    ],
    [
      'raise: auto, dwell: { step: 0s }',
      'sticky: ip, ',
      [/routes\.r\.dial\.dwell\.step: lets the dial rise/],
    ],
    [
      'raise: auto, dwell: { shadow: 0s, step: 0s }',
      'sticky: ip, ',
      [/dwell\.shadow: lets the dial rise/, /dwell\.step: lets the dial rise/],
    ],
  ])('is remarked on where it means something else: %s, %s', (dial, more, patterns) =>
    expect(told(route(dial, more))).toEqual(matching(patterns)),
  );
});
