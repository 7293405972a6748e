import { describe, expect, it } from 'vitest';
import type { MismatchClass } from './mismatch-class.js';
import { RouteLedger } from './route-ledger.js';
import type { SavedEvidence } from './store/evidence-store.js';
import type { Finding } from './tally.js';
import { plainRule } from './plain-rule.cases.js';

const hour = 3_600_000;
let time = Date.parse('2026-01-01T00:00:00Z');
const now = (): Date => new Date(time);
const open = (evidenceKey = 'k'): RouteLedger => {
  const ledger = new RouteLedger({ route: 'r', evidenceKey }, plainRule, now);
  ledger.resume(undefined);
  return ledger;
};
const differs = (ledger: RouteLedger, pattern = '$.a', of: MismatchClass = 'semantic'): void =>
  ledger.record({
    route: 'r',
    entity: '1',
    key: '1',
    verdict: 'mismatch',
    class: of,
    fields: [{ pattern, kind: 'value', class: of }],
    sample: null,
  });
const match: Finding = { route: 'r', entity: '1', verdict: 'match' };
/** A day and an hour with traffic, in which nothing differs. */
const cleanDay = (ledger: RouteLedger, perHour = 10): void => {
  for (let i = 0; i < 25; i++) {
    time += hour;
    for (let n = 0; n < perHour; n++) ledger.record(match);
  }
};
/** A comparison whose class will be known later. */
const settling = {
  route: 'r',
  entity: '1',
  key: '1',
  verdict: 'settling',
  suspect: 's',
  fields: [{ pattern: '$.a', kind: 'value' }],
  sample: null,
} as const;
const rows = (ledger: RouteLedger) => ledger.fieldRows;
const told = (ledger: RouteLedger): readonly string[] =>
  ledger.takeNews().map(({ pattern, class: of }) => `${pattern} ${of}`);
const saved = (ledger: RouteLedger): SavedEvidence => {
  ledger.dueAgain();
  // As the store keeps it.
  return JSON.parse(JSON.stringify(ledger.takeChange())) as SavedEvidence;
};

describe('the rows of a route', () => {
  it('keeps a thousand rows and one for the rest, whatever one comparison shows', () => {
    const ledger = open();
    const fields = Array.from({ length: 20_000 }, (_, i) => ({ pattern: `$.p${i}`, kind: 'value' as const }));
    ledger.record({ ...settling, fields });
    expect(rows(ledger)).toHaveLength(1_001);
    expect(rows(ledger).find(({ pattern }) => pattern === '(other)')).toMatchObject({ mismatched: 1 });
  });

  it('are new, known, fixed and reopened, and what is fixed stands last', () => {
    const ledger = open();
    for (let i = 0; i < 3; i++) differs(ledger);
    expect(rows(ledger)).toMatchObject([{ state: 'new' }]);
    time += 2 * hour;
    expect(rows(ledger)).toMatchObject([{ state: 'known' }]);
    cleanDay(ledger);
    differs(ledger, '$.b');
    expect(rows(ledger).map(({ pattern, state }) => [pattern, state])).toEqual([
      ['$.b', 'new'],
      ['$.a', 'fixed'],
    ]);
    differs(ledger);
    expect(rows(ledger).map(({ pattern, state }) => [pattern, state])).toEqual([
      ['$.a', 'reopened'],
      ['$.b', 'new'],
    ]);
  });

  it('are not fixed by silence: hours without traffic do not count', () => {
    const ledger = open();
    differs(ledger);
    time += 100 * hour;
    for (let i = 0; i < 1_000; i++) ledger.record(match);
    expect(rows(ledger)).toMatchObject([{ state: 'known' }]);
  });

  it('show as well in what is stale, volatile, or settles yet', () => {
    const ledger = open();
    differs(ledger, '$.a', 'stale');
    cleanDay(ledger);
    ledger.record(settling);
    expect(rows(ledger)).toMatchObject([{ state: 'reopened', mismatched: 2 }]);
  });

  it('live on over a restart', () => {
    const before = open();
    differs(before);
    cleanDay(before, 2);
    const after = new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
    after.resume(saved(before));
    expect(rows(after)).toEqual(rows(before));
    expect(rows(after)).toMatchObject([{ state: 'fixed' }]);
    differs(after);
    expect(rows(after)).toMatchObject([{ state: 'reopened' }]);
  });

  it('of a version that kept no lives are read: what it saved showed just then, and was told', () => {
    const before = open();
    differs(before);
    const { counts, fields, ...more } = saved(before);
    const { traffic: _, ...older } = counts;
    const after = new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
    const row = fields.map(({ life: _, untold: __, ...field }) => ({
      ...field,
      state: 'known',
      compared: 0,
    }));
    after.resume({ counts: older, fields: row, ...more });
    time += 2 * hour;
    expect(rows(after)).toMatchObject([{ state: 'known', mismatched: 1 }]);
    expect(told(after)).toEqual([]);
    cleanDay(after);
    expect(rows(after)).toMatchObject([{ state: 'fixed' }]);
  });

  it('join what was counted before the store could be read', () => {
    const before = open();
    differs(before);
    const [first] = rows(before);
    const kept = saved(before);
    const after = new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
    cleanDay(after);
    differs(after);
    differs(after, '$.b');
    expect(told(after)).toEqual([]);
    after.resume(kept);
    expect(rows(after)).toMatchObject([
      { pattern: '$.a', mismatched: 2, firstSeen: first!.firstSeen },
      { pattern: '$.b', mismatched: 1, state: 'new' },
    ]);
    cleanDay(after, 100);
    expect(rows(after)).toMatchObject([{ state: 'fixed' }, { state: 'fixed' }]);
  });
});

describe('news of a fingerprint', () => {
  it('are told once, when it is known to be bad', () => {
    const ledger = open();
    ledger.record(settling);
    expect(told(ledger)).toEqual([]);
    ledger.record({
      route: 'r',
      entity: '1',
      key: '1',
      verdict: 'settled',
      suspect: 's',
      class: 'missing',
      fields: [{ pattern: '$.a', kind: 'value', class: 'missing' }],
      lags: [],
    });
    expect(told(ledger)).toEqual(['$.a missing']);
    differs(ledger);
    expect(told(ledger)).toEqual([]);
  });

  it('are not told of lag and noise, but of what turns out to be worse', () => {
    const ledger = open();
    differs(ledger, '$.a', 'stale');
    differs(ledger, '$.b', 'volatile');
    expect(told(ledger)).toEqual([]);
    differs(ledger, '$.a', 'semantic');
    expect(told(ledger)).toEqual(['$.a semantic']);
  });

  it('are told of what stays unsettled, but not before it did so twenty times', () => {
    const ledger = open();
    for (let i = 0; i < 19; i++) differs(ledger, '$.a', 'unsettled');
    expect(told(ledger)).toEqual([]);
    differs(ledger, '$.a', 'unsettled');
    expect(told(ledger)).toEqual(['$.a unsettled']);
  });

  it('are told by the next process when this one could not', () => {
    const before = open();
    differs(before);
    const after = new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
    after.resume(saved(before));
    expect(told(after)).toEqual(['$.a semantic']);
    const last = new RouteLedger({ route: 'r', evidenceKey: 'k' }, plainRule, now);
    last.resume(saved(after));
    expect(told(last)).toEqual([]);
  });
});

describe('a fingerprint that other evidence of its route knew', () => {
  const next = (from: RouteLedger, evidenceKey: string, own?: SavedEvidence): RouteLedger => {
    const ledger = new RouteLedger({ route: 'r', evidenceKey }, plainRule, now);
    ledger.resume(own, saved(from));
    return ledger;
  };

  it('is not listed until it shows, and then known, first seen when it was, and no news', () => {
    const one = open('1');
    differs(one);
    told(one);
    const [first] = rows(one);
    time += 2 * hour;
    const two = next(one, '2');
    expect(rows(two)).toEqual([]);
    differs(two);
    expect(rows(two)).toMatchObject([{ mismatched: 1, state: 'known', firstSeen: first!.firstSeen }]);
    expect(told(two)).toEqual([]);
  });

  it.each([
    ['under the earlier evidence', cleanDay, () => undefined],
    ['under the later one', () => undefined, cleanDay],
  ])('is reopened when it had been fixed %s', (_, earlier, later) => {
    const one = open('1');
    differs(one);
    told(one);
    earlier(one);
    const two = next(one, '2');
    later(two);
    differs(two);
    expect(rows(two)).toMatchObject([{ mismatched: 1, state: 'reopened' }]);
    expect(told(two)).toEqual([]);
  });

  it('is remembered through evidence that never met it', () => {
    const one = open('1');
    differs(one);
    told(one);
    time += 2 * hour;
    const three = next(next(one, '2'), '3');
    differs(three);
    expect(rows(three)).toMatchObject([{ state: 'known' }]);
    expect(told(three)).toEqual([]);
  });

  it('is told as new by the later evidence when the earlier one had not come to that', () => {
    const one = open('1');
    differs(one, '$.a', 'stale');
    expect(told(one)).toEqual([]);
    const two = next(one, '2');
    differs(two);
    expect(told(two)).toEqual(['$.a semantic']);
  });

  it('is no news either when it showed before the store could be read', () => {
    const one = open('1');
    differs(one);
    told(one);
    const two = new RouteLedger({ route: 'r', evidenceKey: '2' }, plainRule, now);
    time += 2 * hour;
    differs(two);
    two.resume(undefined, saved(one));
    expect(rows(two)).toMatchObject([{ mismatched: 1, state: 'known' }]);
    expect(told(two)).toEqual([]);
  });

  it('keeps what its own evidence knew of it when that comes back, and learns what the other one met', () => {
    const one = open('1');
    differs(one);
    told(one);
    for (let i = 0; i < 1_000; i++) one.record(match);
    const ofOne = saved(one);
    const two = next(one, '2');
    differs(two, '$.b');
    told(two);
    time += 2 * hour;
    const back = next(two, '1', ofOne);
    differs(back, '$.b');
    differs(back);
    expect(told(back)).toEqual([]);
    expect(rows(back)).toMatchObject([
      { pattern: '$.a', mismatched: 2, state: 'known' },
      { pattern: '$.b', mismatched: 1, state: 'known' },
    ]);
  });
});
