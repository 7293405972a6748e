import { describe, expect, it } from 'vitest';
import { classes, ended, stage } from './stage.cases.js';

describe('re-reading where evidence ends or begins', () => {
  it('that ends too early keeps what is bad for certain', async () => {
    const { clock, told, examine, analyst, route } = stage((side) => ({ a: side }));
    examine();
    await clock.until(20_000);
    analyst.learn(2, [{ ...route, compare: { ignore: ['$.b'] } }]);
    expect(classes(told)).toEqual(['semantic']);
  });

  it('goes on when a version is known that was waited for, and ends when another one is', async () => {
    const { told, examine, analyst, route } = stage((side) => ({ a: side }));
    const of = (candidate: string | undefined) => ({ ...route, versions: { legacy: null, candidate } });
    analyst.learn(2, [of(undefined)]);
    examine();
    analyst.learn(3, [of('1')]);
    analyst.learn(4, [of('1')]);
    expect(told).toEqual([]);
    analyst.learn(5, [of('2')]);
    expect(classes(told)).toEqual(['unsettled']);
  });

  it('ends when evidence is restarted by hand', () => {
    const { told, examine, analyst, route } = stage((side) => ({ a: side }));
    analyst.learn(2, [{ ...route, restarts: 0 }]);
    examine();
    analyst.learn(3, [{ ...route, restarts: 1 }]);
    expect(classes(told)).toEqual(['unsettled']);
  });

  it('ends when something else answers for a side', () => {
    const { told, examine, analyst, route } = stage((side) => ({ a: side }));
    analyst.learn(2, [{ ...route, answers: 'one service' }]);
    examine();
    analyst.learn(3, [{ ...route, answers: 'one service' }]);
    expect(told).toEqual([]);
    analyst.learn(4, [{ ...route, answers: 'another' }]);
    expect(classes(told)).toEqual(['unsettled']);
  });

  it('costs no more because evidence begins anew all the time: the free reads come back after ten minutes', async () => {
    const { clock, examine, analyst, route } = stage((side) => ({ a: side }), { more: { extraLoad: 0 } });
    const begin = (edition: number) =>
      analyst.learn(edition, [{ ...route, compare: { ignore: [`$.b${edition}`] } }]);
    const taken = (of: string) =>
      Array.from({ length: 60 }, (_, i) => examine(`${of} ${i}`)).filter(
        ({ verdict }) => verdict === 'settling',
      ).length;
    const first = taken('first');
    await clock.until(ended);
    begin(1);
    expect(taken('second')).toBeLessThan(5);
    await clock.until(600_000);
    begin(2);
    expect(taken('third')).toBe(first);
  });

  it('spares a legacy that fails whichever evidence it is read for', async () => {
    const { clock, asked, examine, analyst, route } = stage((side, now) =>
      now === 0 || now === 50_000 || side === 'candidate' ? { a: side } : 503,
    );
    for (let i = 0; i < 10; i++) examine(String(i));
    await clock.until(50_000);
    analyst.learn(1, [{ ...route, compare: { ignore: ['$.b'] } }]);
    const before = asked.length;
    examine('later');
    await clock.until(51_000);
    expect(asked.slice(before).map(({ side }) => side)).toEqual(['candidate', 'candidate']);
  });

  it('never begins for evidence that ended: another version might answer for it', () => {
    const { asked, examine, analyst, route } = stage((side) => ({ a: side }));
    for (const [edition, candidate] of [
      [1, '1'],
      [2, '2'],
    ] as const)
      analyst.learn(edition, [{ ...route, versions: { legacy: null, candidate } }]);
    expect(examine('1', 1)).toMatchObject({ verdict: 'mismatch', class: 'unsettled', why: 'ended' });
    expect(asked).toEqual([]);
  });

  it('ends when a reload begins other evidence: what was open is unsettled, once', async () => {
    const { clock, told, asked, examine, analyst, route } = stage((side) => ({ a: side }));
    examine();
    await clock.until(5_000);
    analyst.learn(2, [route]);
    expect(told).toEqual([]);
    analyst.learn(3, [{ ...route, compare: { ignore: ['$.b'] } }]);
    expect(classes(told)).toEqual(['unsettled']);
    const before = asked.length;
    await clock.until(ended);
    expect(asked.length).toBe(before);
    expect(told).toHaveLength(1);
  });
});
