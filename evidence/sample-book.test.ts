import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SampleBook } from './sample-book.js';
import { shownFor } from './shown-samples.js';
import type { Finding } from './tally.js';

const hour = 3_600_000;
const start = Date.parse('2026-01-01T00:00:00Z');
let time = start;
beforeEach(() => {
  time = start;
});
const open = (random = () => 0.5): SampleBook => new SampleBook('r', () => new Date(time), random);
type Mismatch = Finding & { verdict: 'mismatch' };
const failure = { kind: 'failure', reason: 'x', detail: '', duration: 1 } as const;
const finding = (i: number, ...patterns: string[]): Mismatch => ({
  route: 'r',
  entity: String(i),
  verdict: 'mismatch',
  class: 'unsettled',
  key: String(i),
  fields: [],
  sample: {
    id: randomUUID(),
    request: `GET /${i}`,
    servedBy: 'legacy',
    differences: patterns.map((pattern) => ({ path: pattern, pattern, kind: 'value' })),
    ignored: [],
    notes: [],
    legacy: failure,
    candidate: failure,
  },
});
const keys = (book: SampleBook, pattern?: string): string[] => book.list({ pattern }).map(({ key }) => key);

describe('the samples of a route', () => {
  it('are, of each fingerprint, the first, the newest and a few between them', () => {
    const book = open();
    book.keep(finding(0, '$.rare'));
    for (let i = 1; i <= 200; i++) book.keep(finding(i, '$.often'));
    const often = keys(book, '$.often');
    expect(often).toHaveLength(5);
    expect([often[0], often.at(-1)]).toEqual(['200', '1']);
    expect(keys(book, '$.rare')).toEqual(['0']);
    const newest = [...book.showByFingerprint().values()];
    expect(new Set(newest.map((id) => book.get(id)?.key))).toEqual(new Set(['0', '200']));
    expect(book.takeChanged().samples).toHaveLength(6);
  });

  it('stay as long as one fingerprint has a use for them', () => {
    const book = open(() => 0);
    book.keep(finding(1, '$.rare', '$.often'));
    for (let i = 2; i <= 50; i++) book.keep(finding(i, '$.often'));
    book.keep(finding(51, '$.rare'));
    for (let i = 52; i <= 99; i++) book.keep(finding(i, '$.often'));
    expect(keys(book, '$.rare')).toEqual(['51', '1']);
    expect(keys(book, '$.often')).toContain('1');
  });

  it('are no more than 500, of which the first and the newest of a kind go last', () => {
    const book = open();
    for (let i = 0; i < 150; i++) for (let n = 0; n < 6; n++) book.keep(finding(i * 10 + n, `$.p${i}`));
    expect(book.list({})).toHaveLength(500);
    for (const i of [0, 75, 149]) {
      expect(keys(book, `$.p${i}`)[0]).toBe(String(i * 10 + 5));
      expect(keys(book, `$.p${i}`).at(-1)).toBe(String(i * 10));
    }
    for (let i = 200; i < 900; i++) book.keep(finding(i * 10, `$.p${i}`));
    expect(book.list({})).toHaveLength(500);
  });

  it('go when they are too old, also from the store, and make room', () => {
    const book = open();
    for (let i = 0; i < 10; i++) {
      book.keep(finding(i, '$.a'));
      time += hour;
    }
    const saved = book.takeChanged().samples;
    book.expire(new Date(start + 9 * hour).toISOString());
    expect(keys(book)).toEqual(['9']);
    const dropped = book.takeChanged().droppedSamples;
    expect(dropped).toHaveLength(4);
    expect(saved.map(({ id }) => id)).toEqual(expect.arrayContaining([...dropped]));
    for (let i = 10; i < 14; i++) book.keep(finding(i, '$.a'));
    expect(keys(book)).toHaveLength(5);
  });

  it('go with their entity when that is forgotten', () => {
    const book = open();
    for (const i of [1, 2, 1, 3]) book.keep(finding(i, '$.a'));
    const saved = book.takeChanged();
    book.forget(['1']);
    expect(keys(book)).toEqual(['3', '2']);
    expect(book.takeChanged().droppedSamples).toHaveLength(2);
    book.putBack(saved);
    expect(book.takeChanged().samples.map(({ key }) => key)).toEqual(['2', '3']);
  });

  it('stay for a while when they were shown, and the one that is shown is the newest again after that', () => {
    const book = open();
    const shown = () => [...book.showByFingerprint().values()].map((id) => book.get(id)?.key);
    for (let i = 1; i <= 50; i++) book.keep(finding(i, '$.a'));
    const [first = ''] = book.showByFingerprint().values();
    for (let i = 51; i <= 100; i++) book.keep(finding(i, '$.a'));
    time += shownFor - 1;
    expect(shown()).toEqual(['50']);
    time += 1;
    expect(shown()).toEqual(['100']);
    for (let i = 101; i <= 150; i++) book.keep(finding(i, '$.a'));
    expect(book.get(first)?.key).toBe('50');
    // Nobody looked for an hour.
    time += hour;
    expect(shown()).toEqual(['150']);
    expect(book.get(first)).toBeUndefined();
    expect(keys(book)).toHaveLength(5);
  });

  it('that were shown go all the same when their entity is forgotten, and another is shown', () => {
    const book = open();
    for (let i = 1; i <= 20; i++) book.keep(finding(i, '$.a'));
    book.showByFingerprint();
    for (let i = 21; i <= 40; i++) book.keep(finding(i, '$.a'));
    book.forget(['20']);
    expect(keys(book)).not.toContain('20');
    expect([...book.showByFingerprint().values()].map((id) => book.get(id)?.key)).toEqual(['40']);
  });

  it('that were shown make room for what is new when they are too many', () => {
    const book = open();
    for (let i = 0; i < 600; i++) {
      book.keep(finding(i, `$.p${i}`));
      book.showByFingerprint();
    }
    expect(book.list({})).toHaveLength(500);
    expect(keys(book)[0]).toBe('599');
  });

  it('can be opened for ten minutes after they were shown, and are few, whatever comes meanwhile', () => {
    const patterns = ['$.a', '$.b', '$.c'];
    const step = fc.record({
      after: fc.integer({ min: 0, max: shownFor }),
      shows: fc.subarray(patterns, { minLength: 1 }),
      times: fc.integer({ min: 0, max: 9 }),
      isLookedAt: fc.boolean(),
    });
    const held = fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.infiniteStream(fc.nat(99)),
      (steps, draws) => {
        time = start;
        const book = open(() => draws.next().value / 100);
        const promised = new Map<string, number>();
        for (const [i, { after, shows, times, isLookedAt }] of steps.entries()) {
          time += after;
          for (let n = 0; n < times; n++) book.keep(finding(i, ...shows));
          for (const [id, until] of promised) if (time < until) expect(book.get(id)?.id).toBe(id);
          // First, newest, three between, the one that is shown and the one before.
          expect(book.list({}).length).toBeLessThanOrEqual(7 * patterns.length);
          if (isLookedAt)
            for (const id of book.showByFingerprint().values()) promised.set(id, time + shownFor);
        }
      },
    );
    fc.assert(held);
  });

  it('are as few after a restart, with what was kept meanwhile, once none of them can have been shown of late', () => {
    const before = open();
    for (let i = 0; i < 50; i++) before.keep(finding(i, '$.a'));
    const after = open();
    for (let i = 50; i < 54; i++) after.keep(finding(i, '$.a'));
    const saved = before.list({}).toReversed();
    after.resume(saved);
    expect(saved.every(({ id }) => after.get(id))).toBe(true);
    time += shownFor;
    after.showByFingerprint();
    expect(keys(after)).toHaveLength(5);
    expect([keys(after)[0], keys(after).at(-1)]).toEqual(['53', '0']);
  });
});
