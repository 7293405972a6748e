import { describe, expect, it } from 'vitest';
import type { Observation } from '../comparators/observation.js';
import { Analyst } from './analyst.js';
import type { Pair } from './pair.js';
import { settle, settlingWith } from './settling/settling.cases.js';

const answer = (body: unknown, status = 200, headers: [string, string][] = []): Observation => ({
  kind: 'answer',
  status,
  headers: [['content-type', 'application/json'], ...headers],
  body:
    body === undefined
      ? null
      : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
});
const pair = (legacy: Observation, candidate: Observation): Pair => ({
  route: 'r',
  entity: '7',
  key: '7',
  request: 'GET /items/7',
  servedBy: 'legacy',
  legacy: { observation: legacy, duration: 0.5 },
  candidate: { observation: candidate, duration: 0.01 },
});
const analyst = (compare = {}, redact: string[] = []): Analyst =>
  new Analyst(
    [{ name: 'r', compare, redact, settle }],
    (bytes) => String(bytes.length).padStart(6, '0'),
    settlingWith(),
  );
const examine = (legacy: Observation, candidate: Observation, compare = {}, redact: string[] = []) =>
  analyst(compare, redact).examine(pair(legacy, candidate));

describe('the analyst', () => {
  it('finds equal answers to match, and known-equal bodies without looking at them', () => {
    expect(examine(answer({ a: 1, b: 2 }), answer({ b: 2, a: 1 }))).toMatchObject({
      route: 'r',
      entity: '7',
      verdict: 'match',
    });
    expect(examine(answer(undefined), answer(undefined))).toMatchObject({ verdict: 'match' });
  });

  it('tells what rules silenced, of pairs that match and of those that do not', () => {
    const rules = { ignore: ['$.t'] };
    const ignored = [{ pattern: '$.t', kind: 'value', rule: 'ignore › $.t' }];
    expect(examine(answer({ t: 1 }), answer({ t: 2 }), rules)).toMatchObject({ verdict: 'match', ignored });
    expect(examine(answer({ t: 1, a: 1 }), answer({ t: 2, a: 2 }), rules)).toMatchObject({
      verdict: 'mismatch',
      ignored,
      sample: { ignored: [{ path: '$.t', legacy: 1, candidate: 2 }] },
    });
  });

  it('tells which rules forgave what a client would see, of pairs that match and of those that do not', () => {
    const rules = { renames: { '$.total': '$.sum' }, equate: ['null-absent'] };
    const legacy = answer({ total: 1, a: 1, n: null });
    expect(examine(legacy, answer({ sum: 1, a: 1 }), rules)).toMatchObject({
      verdict: 'match',
      forgiven: ['renames', 'equate'],
    });
    expect(examine(legacy, answer({ sum: 1, a: 2, n: null }), rules)).toMatchObject({
      verdict: 'mismatch',
      forgiven: ['renames'],
    });
    expect(examine(legacy, answer({ total: 1, a: 2, n: null }), rules)).not.toHaveProperty('forgiven');
    expect(examine(answer(undefined), answer(undefined), rules)).not.toHaveProperty('forgiven');
  });

  it('tells what differs by pattern, and keeps a sample with both answers', () => {
    const finding = examine(answer({ l: [{ a: 1 }] }), answer({ l: [{ a: 2 }] }));
    expect(finding).toMatchObject({
      verdict: 'mismatch',
      class: 'unsettled',
      key: '7',
      fields: [{ pattern: '$.l[*].a', kind: 'value', class: 'unsettled' }],
      sample: {
        request: 'GET /items/7',
        differences: [{ path: '$.l[0].a', legacy: 1, candidate: 2 }],
        legacy: { kind: 'answer', status: 200, duration: 0.5, body: { l: [{ a: 1 }] } },
      },
    });
  });

  it.each<[string, Observation]>([
    ['gives no answer', { kind: 'failure', reason: 'timeout', detail: 'no complete answer' }],
    ['breaks', answer({}, 500)],
    ['denies what legacy allows', answer({}, 403)],
    ['sends what is no JSON', answer('{"a":')],
  ])('a candidate that %s has failed', (_, candidate) => {
    expect(examine(answer({ a: 1 }), candidate)).toMatchObject({ verdict: 'mismatch', class: 'failed' });
  });

  it.each<[string, Observation, Observation, string]>([
    ['legacy that is no JSON has no opinion', answer('{"a":'), answer({ a: 1 }), 'legacy-failed'],
    [
      'an unknown coding on legacy',
      answer('x', 200, [['content-encoding', 'zap']]),
      answer({ a: 1 }),
      'unsupported-coding',
    ],
    [
      'what is too deep to compare',
      answer('['.repeat(1000) + ']'.repeat(1000)),
      answer({ a: 1 }),
      'too-deep',
    ],
  ])('%s is a skip, never a match', (_, legacy, candidate, reason) => {
    expect(examine(legacy, candidate)).toMatchObject({ verdict: 'skipped', reason });
  });

  it.each([
    ['nested too deep', '['.repeat(1000) + ']'.repeat(1000)],
    ['of too many keys', `{${Array.from({ length: 100_001 }, (_, i) => `"k${i}":1`).join()}}`],
  ])('a candidate’s answer that is %s, where legacy’s is not, has failed', (_, odd) => {
    expect(examine(answer({ a: 1 }), answer(odd))).toMatchObject({
      verdict: 'mismatch',
      class: 'failed',
      fields: [{ pattern: '$', kind: 'format', class: 'failed' }],
    });
  });

  it('a 404 on both sides is compared like any other answer', () => {
    expect(examine(answer({ e: 1 }, 404), answer({ e: 1 }, 404))).toMatchObject({ verdict: 'match' });
    const differs = examine(answer({ e: 1 }, 404), answer({ e: 2 }, 404));
    expect(differs).toMatchObject({ verdict: 'mismatch', entity: '7' });
    expect(differs).not.toHaveProperty('ofNoEntity');
  });

  it.each([
    [399, undefined],
    [400, true],
    [404, true],
    [499, true],
  ])('an answer with %s that matches is of no entity: %s', (status, ofNoEntity) => {
    const { verdict, ...finding } = examine(answer({ e: 1 }, status), answer({ e: 1 }, status));
    expect({ verdict, ...finding }).toMatchObject({ verdict: 'match', ofNoEntity });
    expect(examine(answer(undefined, status), answer(undefined, status))).toMatchObject({ ofNoEntity });
  });

  it('hides a redacted place everywhere: body, differences, headers, and under its other name', () => {
    const legacy = answer({ email: 'a@legacy', deep: { email: 'b@legacy' }, total: 1 }, 200, [
      ['Set-Cookie', 'sid=topsecret'],
    ]);
    const candidate = answer({ mail: 'a@candidate', total: 2 });
    const finding = examine(legacy, candidate, { renames: { '$.email': '$.mail' } }, ['$..email']);
    const text = JSON.stringify(finding);
    expect(text).not.toMatch(/@legacy|@candidate|topsecret/);
    expect(text).toMatch(/redacted/);
    expect(text).toMatch(/sid/);
  });

  it('samples the first of a kind, then ever fewer', () => {
    const one = analyst();
    const kept = Array.from({ length: 64 }, () => one.examine(pair(answer({ a: 1 }), answer({ a: 2 }))))
      .map((finding, i) => (finding.verdict === 'mismatch' && finding.sample ? i + 1 : 0))
      .filter(Boolean);
    expect(kept).toEqual([1, 2, 3, 4, 8, 16, 32, 64]);
  });

  it('withholds a body that is too large to keep, not its differences', () => {
    const big = 'x'.repeat(100_000);
    const finding = examine(answer({ big, a: 1 }), answer({ big, a: 2 }));
    expect(JSON.stringify(finding).length).toBeLessThan(5_000);
    expect(finding).toMatchObject({ sample: { differences: [{ path: '$.a' }] } });
  });
});
