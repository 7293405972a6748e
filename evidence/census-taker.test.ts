import { describe, expect, it } from 'vitest';
import type { Observation } from '../comparators/observation.js';
import { Analyst } from './analyst.js';
import type { AnalystRoute } from './prepared-route.js';
import type { Pair } from './pair.js';
import { settle, settlingWith } from './settling/settling.cases.js';

const answer = (body: string | null, status = 200): Observation => ({
  kind: 'answer',
  status,
  headers: [['content-type', 'application/json']],
  body: body === null ? null : new TextEncoder().encode(body),
});
const pair = (legacy: Observation, candidate: Observation, entity = '7', edition = 0): Pair => ({
  route: 'r',
  entity,
  key: entity,
  request: 'GET /',
  servedBy: 'legacy',
  legacy: { observation: legacy, duration: 0.5 },
  candidate: { observation: candidate, duration: 0.01 },
  edition,
});
const route: AnalystRoute = { name: 'r', compare: { ignore: ['$.t'] }, redact: [], settle };
const analyst = (): Analyst => new Analyst([route], () => '', settlingWith());
const equal = { ignored: false, equal: true, differs: false, absent: false };
/** How many of so many comparisons of this shape get a census. */
const taken = (by: Analyst, count: number, body = '{"a":1}', edition = 0): number =>
  Array.from({ length: count }, (_, i) =>
    by.examine(pair(answer(body), answer(`${body} `), `${i % 8}`, edition)),
  ).filter(({ census }) => census).length;

describe('the analyst', () => {
  it('tells with a finding which fields legacy has and how they stand', () => {
    const finding = analyst().examine(pair(answer('{"a":1,"b":1,"t":1}'), answer('{"a":1,"b":2,"t":2}')));
    expect(finding.census).toEqual([
      { pattern: '$.a', ...equal },
      { pattern: '$.b', ...equal, equal: false, differs: true },
      { pattern: '$.t', ...equal, equal: false, ignored: true },
    ]);
  });

  it('takes a census of the first fifty comparisons, then of one in sixteen', () => {
    const one = analyst();
    expect(taken(one, 50)).toBe(50);
    const later = taken(one, 8_000);
    expect(later).toBeGreaterThan(350);
    expect(later).toBeLessThan(650);
  });

  it('takes one whenever legacy’s document has a shape that was not seen before', () => {
    const one = analyst();
    taken(one, 1_000);
    const first = Array.from({ length: 20 }, (_, i) => taken(one, 1, `{"a":1,"b":{"k${i}":1}}`));
    expect(first).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('begins anew with an edition, in which other evidence may have begun', () => {
    const one = analyst();
    taken(one, 500);
    one.learn(1, [route]);
    expect(taken(one, 50, '{"a":1}', 1)).toBe(50);
  });

  it('takes one of equal bodies where legacy’s came, and finds what it would have found without', () => {
    const bare = analyst().examine(pair(answer(null), answer(null)));
    expect(analyst().examine(pair(answer('{"a":1}'), answer(null)))).toEqual({
      ...bare,
      census: [{ pattern: '$.a', ...equal }],
    });
    expect(analyst().examine(pair(answer('{"a":'), answer(null)))).toEqual({
      ...bare,
      census: [{ pattern: '$', ...equal }],
    });
    expect(bare.census).toBeUndefined();
  });

  it('takes none where one side refused, or what came cannot be compared', () => {
    for (const [legacy, candidate] of [
      [answer('{"a":1}'), answer('{"a":1} ', 404)],
      [answer('{"a":1}'), answer(null, 404)],
      [answer('{"a":1}'), answer('{"a":')],
    ] as const)
      expect(analyst().examine(pair(legacy, candidate)).census).toBeUndefined();
  });
});
