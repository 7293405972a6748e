import { describe, expect, it } from 'vitest';
import { classes, ended, stage } from './stage.cases.js';

describe('re-reading', () => {
  it('costs a route no more than its share and 200 reads of each side', async () => {
    const { clock, asked, examine } = stage((side) => ({ a: side === 'legacy' ? 1 : 2 + Math.random() }));
    for (let i = 0; i < 1_000; i++) examine(String(i));
    await clock.until(ended);
    for (const side of ['legacy', 'candidate'])
      expect(asked.filter((one) => one.side === side).length).toBeLessThanOrEqual(200 + 50);
  });

  it('is paid for up to the last look: lag that is late is not missing for want of a read', async () => {
    const { clock, told, examine } = stage(
      (side, now) => ({ a: side === 'legacy' || now > 20_000 ? 1 : 0 }),
      { more: { extraLoad: 0 } },
    );
    const taken = Array.from({ length: 50 }, (_, i) => examine(String(i))).filter(
      ({ verdict }) => verdict === 'settling',
    );
    expect(taken.length).toBeGreaterThan(25);
    await clock.until(ended + 1_000);
    expect(classes(told)).toEqual(taken.map(() => 'stale'));
  });

  it('gives back what it was not read', async () => {
    const { clock, asked, examine } = stage(
      (side, now) => ({ a: side === 'legacy' || now % 10_000 > 0 ? 1 : 0 }),
      {
        more: { extraLoad: 0 },
      },
    );
    for (let i = 0; i < 60; i++) {
      examine(String(i));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clock.until((i + 1) * 10_000);
    }
    expect(asked.filter(({ side }) => side === 'legacy')).toHaveLength(175);
  });

  it('is attributed beyond the budget once twenty of its kind were found bad, else unsettled', async () => {
    const { clock, examine } = stage((side) => ({ a: side }));
    const first = Array.from({ length: 60 }, (_, i) => examine(`first ${i}`));
    expect(first.filter(({ verdict }) => verdict === 'settling')).toHaveLength(30);
    expect(first.at(-1)).toMatchObject({ verdict: 'mismatch', class: 'unsettled', why: 'over-budget' });
    await clock.until(ended);
    expect(examine('later')).toMatchObject({
      verdict: 'mismatch',
      class: 'semantic',
      fields: [{ pattern: '$.a', kind: 'value', class: 'semantic' }],
    });
  });

  it('never takes lag for granted', async () => {
    const { clock, examine } = stage((side, now) => ({
      a: side === 'legacy' ? 1 : now % 100_000 > 1_000 ? 1 : 0,
    }));
    for (let i = 0; i < 40; i++) examine(`first ${i}`);
    await clock.until(100_000);
    const later = Array.from({ length: 40 }, (_, i) => examine(`later ${i}`));
    expect(later.at(-1)).toMatchObject({ verdict: 'mismatch', class: 'unsettled' });
  });

  it('leaves room for a rare kind beside a flood', () => {
    const { examine } = stage((side, _now, entity) => (entity === 'rare' ? { rare: side } : { flood: side }));
    for (let i = 0; i < 60; i++) examine(String(i));
    for (let i = 0; i < 3; i++) expect(examine('rare')).toMatchObject({ verdict: 'settling' });
  });

  it('takes on all that there is time for, however alike they are', async () => {
    const { clock, examine } = stage((side) => ({ a: side }), { takes: () => 100 });
    for (const entity of ['1', '2', '3', '4']) examine(entity);
    await clock.until(1_000);
    for (const entity of ['5', '6', '7', '8']) expect(examine(entity)).toMatchObject({ verdict: 'settling' });
  });

  it('takes on no more than can be looked at in time, and leaves room for a rare kind', async () => {
    const { clock, examine } = stage(
      (side, _now, entity) => (entity === 'rare' ? { rare: side } : { flood: side }),
      { takes: () => 4_000, more: { extraLoad: 10 } },
    );
    for (const entity of ['1', '2', '3']) examine(entity);
    await clock.until(100_000);
    const flood = Array.from({ length: 30 }, (_, i) => examine(`later ${i}`));
    expect(flood[0]).toMatchObject({ verdict: 'settling' });
    expect(flood.at(-1)).toMatchObject({ class: 'unsettled', why: 'too-many' });
    expect(examine('rare')).toMatchObject({ verdict: 'settling' });
  });

  it('of one route waits for no other whose sides do not answer', async () => {
    const { clock, told, examine } = stage((side) => ({ a: side }), {
      takes: (entity) => (entity.startsWith('slow') ? 1_000_000 : 0),
    });
    for (let i = 0; i < 36; i++) examine(`slow ${i}`);
    await clock.until(1_000);
    examine('quick', undefined, 'other');
    await clock.until(ended + 1_000);
    expect(told).toMatchObject([{ route: 'other', class: 'semantic' }]);
  });

  it('goes on where looks took so long that there was time for none, one at a time', async () => {
    const { clock, examine } = stage((side) => ({ a: side }), {
      takes: () => 60_000,
      more: { extraLoad: 10 },
    });
    examine('1');
    await clock.until(1_000_000);
    expect(examine('2')).toMatchObject({ verdict: 'settling' });
    expect(examine('3')).toMatchObject({ class: 'unsettled', why: 'too-many' });
  });

  it('reads an entity that is asked for again and again once, whatever becomes of all its pairs', async () => {
    const { clock, told, asked, examine } = stage((side, now) => ({
      a: side === 'legacy' || now > 1_500 ? 1 : 0,
    }));
    for (let i = 0; i < 40; i++) expect(examine('hot')).toMatchObject({ verdict: 'settling' });
    await clock.until(ended);
    expect(asked).toHaveLength(10);
    expect(classes(told)).toEqual(Array.from({ length: 40 }, () => 'stale'));
    expect(told.flatMap((one) => (one.verdict === 'settled' ? one.lags : []))).toEqual([2]);
  });

  it('says nothing of another request for the same entity', async () => {
    const { clock, told, examine } = stage((side, now, path) =>
      path.endsWith('a') ? { a: side === 'legacy' || now > 500 ? 1 : 0 } : { a: side },
    );
    examine('1?view=a');
    examine('1?view=b');
    examine('1?view=b', undefined, 'r', ['authorization', 'somebody else']);
    examine('1?view=b', undefined, 'r', ['x-request-id', '7']);
    await clock.until(ended);
    expect(classes(told)).toEqual(['stale', 'semantic', 'semantic', 'semantic']);
    expect(new Set(told.map((one) => one.verdict === 'settled' && one.suspect)).size).toBe(4);
  });

  it.each([
    ['authorization', false],
    ['cookie', false],
    ['x-forwarded-user', false],
    ['x-forwarded-host', false],
    ['user-agent', false],
    ['x-forwarded-for', true],
    ['traceparent', true],
    ['x-request-id', true],
  ])('of a request with another %s is the same: %j', async (name, isSame) => {
    const { clock, asked, examine } = stage((side) => ({ a: side }));
    examine('1', undefined, 'r', [name, 'alice']);
    examine('1', undefined, 'r', [name, 'bob']);
    await clock.until(1);
    expect(asked).toHaveLength(isSame ? 2 : 4);
  });

  it('holds each candidate against what legacy had answered it, where legacy is not read again', async () => {
    let legacy = 1;
    const { clock, told, examine } = stage(
      (side, now, path) =>
        path.startsWith('busy') ? { z: side } : { a: side === 'legacy' ? legacy : Number(now > 1_800) },
      { more: { legacy: false }, takes: (path) => (path.startsWith('busy') ? 2_000 : 0) },
    );
    for (let i = 0; i < 8; i++) examine(`busy ${i}`);
    await clock.until(10);
    examine();
    await clock.until(1_500);
    legacy = 2;
    examine();
    await clock.until(200_000);
    expect(classes(told.filter(({ entity }) => entity === '1'))).toEqual(['stale', 'unsettled']);
  });

  it('that comes after another one has healed is late all the same', async () => {
    const { clock, told, examine } = stage((side, now) => ({
      a: side === 'legacy' ? (now < 4_500 ? 1 : 2) : now >= 11_700 ? 2 : Number(now > 500),
    }));
    examine();
    await clock.until(4_600);
    examine();
    await clock.until(200_000);
    expect(classes(told)).toEqual(['stale', 'stale']);
    expect(told.map((one) => one.verdict === 'settled' && one.fields[0]?.late === true)).toEqual([
      false,
      true,
    ]);
  });

  it('of one hot entity leaves room for others', async () => {
    const { clock, examine } = stage((side, now, path) => ({
      a: side === 'legacy' || (path !== 'hot' && now > 20_500) ? 1 : 0,
    }));
    examine('hot');
    await clock.until(20_000);
    for (let i = 0; i < 1_100; i++) examine('hot');
    expect(examine('hot')).toMatchObject({ verdict: 'mismatch', why: 'too-many' });
    expect(examine('7', undefined, 'other')).toMatchObject({ verdict: 'settling' });
  });

  it('is not paid for where a side may not be asked', async () => {
    const { clock, asked, examine } = stage(
      (side, now) => (now > 0 && side === 'legacy' ? 503 : { a: side }),
      {
        more: { extraLoad: 0 },
      },
    );
    for (let i = 0; i < 30; i++) examine(String(i));
    await clock.until(130_000);
    const left = 200 - asked.filter(({ side }) => side === 'candidate').length;
    const taken = Array.from({ length: 40 }, (_, i) => examine(`later ${i}`)).filter(
      ({ verdict }) => verdict === 'settling',
    );
    expect(taken.length).toBeGreaterThanOrEqual(Math.floor((left - 25) / 6));
    expect(left).toBeGreaterThan(140);
  });

  it('says nothing of another place of the same pattern', async () => {
    const { clock, told, examine } = stage(
      (side, now) => ({
        list: [
          { id: 'a', total: side === 'legacy' || now > 500 ? 1 : 0 },
          { id: 'b', total: side === 'legacy' && now >= 5_000 ? 2 : 1 },
        ],
      }),
      { compare: { lists: { '$.list': { by: 'id' } } } },
    );
    examine();
    await clock.until(6_000);
    examine();
    await clock.until(200_000);
    expect(classes(told)).toEqual(['stale', 'missing']);
  });

  it('that heals proves nothing of what differed there later: that is read again for itself, once', async () => {
    const { clock, told, asked, examine } = stage((side, now) => ({
      a: side === 'legacy' ? (now >= 7_000 ? 2 : 1) : now > 500 ? 1 : 0,
    }));
    examine();
    await clock.until(7_500);
    for (let i = 0; i < 3; i++) examine();
    await clock.until(200_000);
    expect(classes(told)).toEqual(['stale', 'missing', 'missing', 'missing']);
    expect(asked).toHaveLength(2 * (5 + 6));
  });

  it('tells the lag of the first alone: when that of later ones began nobody knows', async () => {
    const { clock, told, examine } = stage((side, now) => ({ a: side === 'legacy' || now > 1_500 ? 1 : 0 }));
    examine();
    await clock.until(1_200);
    examine();
    await clock.until(ended);
    expect(told).toMatchObject([
      { class: 'stale', lags: [2] },
      { class: 'stale', lags: [] },
    ]);
  });

  it('holds on to what differs later for as long as the first, and no longer', async () => {
    const { clock, told, examine } = stage((side) => ({ a: side }));
    examine();
    await clock.until(1_500);
    examine();
    await clock.until(9_000);
    examine();
    await clock.until(ended);
    expect(classes(told)).toEqual(['semantic', 'semantic', 'semantic']);
  });

  it('of one entity says nothing of others', async () => {
    const { clock, examine } = stage(
      (side, now, entity) => ({ a: side === 'legacy' || (entity !== 'hot' && now % 100_000 > 500) ? 1 : 0 }),
      { more: { extraLoad: 0 } },
    );
    for (let i = 0; i < 33; i++) {
      await clock.until(i * 100_000);
      examine('hot');
    }
    await clock.until(5_000_000);
    for (const entity of ['1', '2', '3']) expect(examine(entity)).toMatchObject({ class: 'unsettled' });
  });

  it('that was refused for want of budget says so', async () => {
    const { clock, told, examine } = stage(
      (side, now) => ({ a: side === 'legacy' ? 1 : now % 3_000 === 2_000 ? 1 : now }),
      { more: { extraLoad: 0 } },
    );
    for (let i = 0; i < 33; i++) examine(String(i));
    await clock.until(ended);
    const whys = told.flatMap((one) => (one.verdict === 'settled' ? (one.why ?? []) : []));
    expect(new Set(whys)).toEqual(new Set(['over-budget']));
  });

  it('that ends too early keeps what is bad for certain', async () => {
    const { clock, told, examine, analyst, route } = stage((side) => ({ a: side }));
    examine();
    await clock.until(20_000);
    analyst.learn(2, [{ ...route, compare: { ignore: ['$.b'] } }]);
    expect(classes(told)).toEqual(['semantic']);
  });

  it('leaves legacy alone where the route says so: the candidate is held against what legacy answered', async () => {
    const { clock, told, asked, examine } = stage(
      (side, now) => ({ a: side === 'legacy' || now > 1_500 ? 1 : 0 }),
      {
        more: { legacy: false },
      },
    );
    examine();
    await clock.until(ended);
    expect(asked.some(({ side }) => side === 'legacy')).toBe(false);
    expect(classes(told)).toEqual(['stale']);
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
