import { expect, test } from 'vitest';
import type { FieldRow, Scorecard } from './scorecard.js';
import { drawLine, drawTable, fit } from './table.js';
import { judge } from './verdict.js';

const quantiles = (p50: number) => ({ p50, p95: p50 * 2, p99: p50 * 3 });
const card: Scorecard = {
  name: 'customer-overview',
  stage: 'shadow',
  share: 0,
  requests: 110,
  compared: 100,
  matched: 60,
  mismatched: { volatile: 30, stale: 0, missing: 0, semantic: 8, failed: 0, unsettled: 0 },
  skipped: { aborted: 4, 'over-cap': 6 },
  settling: 2,
  rate: { estimate: 0.08, lower: 0.04, upper: 0.15 },
  latency: { legacy: quantiles(0.6), candidate: quantiles(0.002) },
  next: { share: 0.01, allowed: false, missing: ['mismatch: 8 of 100 customers differ'], earliest: null },
  rolledBack: null,
  versions: { candidate: '1.0.0' },
};
const row = (pattern: string, classes: Record<string, number> = { semantic: 8 }): FieldRow => ({
  pattern,
  kind: 'value',
  mismatched: 8,
  classes,
});
const stale = row('$.returns[*]', { stale: 2 });
const failing = (...args: Parameters<typeof judge>) =>
  judge(...args)
    .filter(({ holds }) => !holds)
    .map(({ says }) => says);

test('a run that saw what it should is content', () => {
  expect(failing(card, [row('$.payments.status'), stale], ['mapping-bug', 'lag'])).toEqual([]);
  expect(failing(card, [], [])).toEqual([]);
});

test.each([
  ['too few comparisons', { compared: 30, requests: 40 }, /30 requests compared/],
  ['requests that are neither compared nor skipped', { requests: 111 }, /111 requests = 100 compared \+ 10/],
  [
    'a candidate that is not faster',
    { latency: { legacy: quantiles(0.6), candidate: quantiles(0.3) } },
    /600\.0 ms legacy, 300\.0 ms/,
  ],
  [
    'no latency at all',
    { latency: { legacy: quantiles(0.6), candidate: { p50: null, p95: null, p99: null } } },
    /unknown candidate/,
  ],
])('%s is told', (_, change, says) => {
  const told = failing({ ...card, ...change }, [], []);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(says);
});

test.each([
  ['lag', stale, 'stale (one side was behind and caught up) at $.returns[*] 2 times'],
  [
    'dropped-events',
    row('$.loyalty.points', { missing: 3 }),
    'missing (something never reached the candidate) at $.loyalty.points 3 times',
  ],
  [
    'mapping-bug',
    row('$.payments.failed'),
    'semantic (the candidate means something else) at $.payments.failed 8 times',
  ],
  [
    'rounding-bug',
    row('$.orders[*].total'),
    'semantic (the candidate means something else) at $.orders[*].total 8 times',
  ],
  [
    'volatile-field',
    row('$.loyalty.quoteId', { volatile: 1, unsettled: 7 }),
    'volatile (legacy differs from itself at every read) at $.loyalty.quoteId 1 times',
  ],
  [
    'failing-candidate',
    row('status', { failed: 5 }),
    'failed (the candidate gave no answer that could be compared) at status 5 times',
  ],
] as const)('%s is told by its class and where it was counted', (name, field, says) => {
  expect(judge(card, [field], [name]).at(-1)).toEqual({ holds: true, says: `${name}: ${says}` });
});

test.each([
  ['at no place', []],
  ['at another place', [row('$.profile.segment')]],
])('a fault whose class was counted %s is told as not seen', (_, fields) => {
  expect(failing(card, fields, ['rounding-bug'])).toEqual([
    'rounding-bug: not seen as semantic (the candidate means something else)',
  ]);
});

test('a fault in another class is told with that one', () => {
  expect(failing(card, [row('$.orders[*].total', { unsettled: 40, stale: 0 })], ['rounding-bug'])).toEqual([
    'rounding-bug: not seen as semantic (the candidate means something else), but as unsettled 40 at $.orders[*].total',
  ]);
});

test('a fault that is in no class is told, and need not be seen', () => {
  const told = judge(card, [], ['duplicates', 'slow-candidate']).filter(({ says }) => says.includes('class'));
  expect(told.map(({ holds }) => holds)).toEqual([true, true]);
  expect(told[0]?.says).toMatch(/^duplicates: in no class\. Look for nothing: /);
});

test('a candidate that is slow on purpose may be slow', () => {
  const slow = { ...card, latency: { legacy: quantiles(0.6), candidate: quantiles(0.8) } };
  expect(failing(slow, [], ['slow-candidate'])).toEqual([]);
});

const scene = {
  card,
  fields: [row('$.payments.status'), ...Array.from({ length: 7 }, (_, n) => row(`$.f${n}`))],
  faults: ['mapping-bug'] as const,
  traffic: { reads: 108, writes: 9, failed: 0, heldBack: 0, open: 3 },
  auto: false,
};
/** A dial that moves by itself, and two guards that keep it from rising. */
const moving = {
  ...scene,
  auto: true,
  card: {
    ...card,
    next: {
      share: 0.05,
      allowed: false,
      missing: ['traffic: 2 more clean draws', 'dwell: 5 s of 20 s'],
      earliest: { at: '2026-05-01T10:00:20Z', because: 'traffic' },
    },
  },
};
const now = new Date('2026-05-01T10:00:00Z');

test('the table tells the counts, both latencies, the next step and the differing patterns', () => {
  const table = drawTable(scene, false).join('\n');
  for (const text of [
    'shadow, 0.0 % of agents',
    '110 = 100 compared + 10 skipped',
    '60 matched',
    'semantic 8',
    '600 ms',
    '2.0 ms',
    '1.0 % not yet',
    '$.payments.status',
    'and 2 more',
  ])
    expect(table).toContain(text);
});

test('a line for logs is one line', () => {
  expect(drawLine(scene)).toMatch(/^customer-overview shadow .*mapping-bug.*$/);
});

test('of a dial that moves by itself all that is missing is told, and when it may rise', () => {
  const wanted = [
    'in 20 s at the earliest, for traffic',
    'traffic: 2 more clean draws',
    'dwell: 5 s of 20 s',
  ];
  const table = drawTable(moving, false, now);
  const first = table.findIndex((line) => line.includes('5.0 % not yet'));
  for (const [i, text] of wanted.entries()) expect(table[first + i]).toContain(text);
  expect(drawLine(moving, now)).toContain(wanted.join('; '));
  expect(drawLine({ ...moving, auto: false }, now)).not.toContain('dwell');
});

test('a line that is too wide is cut, one that fits keeps its colours', () => {
  expect(fit('abcdef', 4)).toBe('abc…');
  expect(fit('\u001b[1mabcd\u001b[22m', 4)).toBe('\u001b[1mabcd\u001b[22m');
});
