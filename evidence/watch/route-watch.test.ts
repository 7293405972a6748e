import { describe, expect, it } from 'vitest';
import { alarmOf } from '../../routing-rules/alarm.js';
import { normaliseRoute } from '../../routing-rules/route-rule.js';
import type { MismatchClass } from '../mismatch-class.js';
import type { Finding } from '../tally.js';
import { RouteWatch } from './route-watch.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
const of = (entity: string) => ({ route: 'r', entity, key: entity, sample: null });
const fields = (mismatchClass: MismatchClass, late = false) => [
  { pattern: '$.a', kind: 'value' as const, class: mismatchClass, late },
];
const finds = {
  match: (entity: string): Finding => ({ ...of(entity), verdict: 'match' }),
  settling: (entity: string): Finding => ({
    ...of(entity),
    verdict: 'settling',
    suspect: `suspect ${entity}`,
    fields: fields('unsettled'),
  }),
  confirmed: (entity: string): Finding => ({
    ...of(entity),
    verdict: 'confirmed',
    suspect: `suspect ${entity}`,
  }),
  lateAfterAll: (entity: string): Finding => ({
    ...of(entity),
    verdict: 'settled',
    suspect: `suspect ${entity}`,
    class: 'stale',
    fields: fields('stale', true),
    lags: [],
  }),
  unsettled: (entity: string): Finding => ({
    ...of(entity),
    verdict: 'mismatch',
    class: 'unsettled',
    fields: fields('unsettled'),
  }),
};

function watched() {
  const watch = new RouteWatch(rule);
  watch.beginStep(1, true);
  return {
    note: (...findings: readonly Finding[]) => {
      for (const finding of findings) watch.note(finding.entity, finding);
    },
    tick: () => watch.close(true, { entities: 0, draws: 0 }),
    get alarm() {
      return alarmOf(watch.grounds);
    },
    get last() {
      return watch.grounds.last;
    },
  };
}

const names = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);

describe('a watch', () => {
  it('counts what is bad once, though its name is known later than that', () => {
    const route = watched();
    const lagged = names('lagged ', 9);
    route.note(...lagged.map(finds.settling), ...lagged.map(finds.confirmed));
    expect(route.last).toEqual({ bad: 9, of: 9, classes: { 'missing or semantic': 9 } });
    // They are well again, and then it is known what it was.
    route.note(...names('clean ', 11).map(finds.match), ...lagged.map(finds.match));
    expect(route.last).toEqual({ bad: 0, of: 20, classes: {} });
    route.note(...lagged.map(finds.lateAfterAll));
    route.tick();
    expect(route.last).toEqual({ bad: 0, of: 20, classes: {} });
  });

  it('tells by what entities are bad, once that is known', () => {
    const route = watched();
    const of = names('', 10);
    route.note(...of.map(finds.settling), ...of.map(finds.confirmed));
    expect(route.alarm).toBe('10 of the last 10 entities are bad (missing or semantic 10)');
    route.note(...of.slice(0, 4).map(finds.lateAfterAll));
    expect(route.alarm).toBe('10 of the last 10 entities are bad (missing or semantic 6, late 4)');
  });

  it('takes one hot bad entity for one, though some of its pairs could not be settled', () => {
    const route = watched();
    for (let second = 0; second < 3_600; second += 1) {
      if (second % 61 === 0) route.note(finds.settling('hot'), finds.confirmed('hot'));
      else if (second % 61 === 30) route.note(finds.unsettled('hot'));
      else route.note(finds.match(`clean ${second % 5_000}`));
      route.tick();
      expect(route.alarm).toBeUndefined();
    }
  });
});
