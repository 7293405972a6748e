import { describe, expect, it } from 'vitest';
import { classes, ended, stage } from './stage.cases.js';

describe('a re-read that pairs share', () => {
  it('is made once for an entity that is asked for again and again, whatever becomes of all its pairs', async () => {
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
  ])('is the same for a request with another %s: %j', async (name, isSame) => {
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

  it('leaves late what came after another one had healed', async () => {
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

  it('for one hot entity leaves room for others', async () => {
    const { clock, examine } = stage((side, now, path) => ({
      a: side === 'legacy' || (path !== 'hot' && now > 20_500) ? 1 : 0,
    }));
    examine('hot');
    await clock.until(20_000);
    for (let i = 0; i < 1_100; i++) examine('hot');
    expect(examine('hot')).toMatchObject({ verdict: 'mismatch', why: 'too-many' });
    expect(examine('7', undefined, 'other')).toMatchObject({ verdict: 'settling' });
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

  it('proves nothing of what differed there later, where it heals: that is read again for itself, once', async () => {
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

  it('says of those that came later as well what is bad', async () => {
    const { clock, told, examine } = stage((side) => ({ a: side }));
    examine();
    await clock.until(1_500);
    examine();
    await clock.until(9_000);
    examine();
    await clock.until(ended);
    expect(classes(told)).toEqual(['semantic', 'semantic', 'semantic']);
  });

  it('says that they are bad when that is certain, long before it says what they are called', async () => {
    const { clock, told, confirmed, examine } = stage((side) => ({ a: side }));
    examine();
    await clock.until(8_000 + 500);
    expect([told.length, confirmed.length]).toEqual([0, 1]);
    expect(confirmed[0]!.at).toBeLessThanOrEqual(8_500);
    examine();
    await clock.until(9_000);
    expect([told.length, confirmed.length]).toEqual([0, 2]);
    await clock.until(ended);
    expect(new Set(told.map((finding) => 'suspect' in finding && finding.suspect))).toEqual(
      new Set(confirmed.map((finding) => 'suspect' in finding && finding.suspect)),
    );
  });

  it('says of nothing that heals or is noise that it is bad', async () => {
    const healing = stage((side, now) => ({ a: side === 'candidate' && now < 3_000 ? 1 : 2 }));
    healing.examine();
    await healing.clock.until(ended);
    let reads = 0;
    const noise = stage(() => ({ a: (reads += 1) }));
    noise.examine();
    await noise.clock.until(ended);
    expect([classes(healing.told), classes(noise.told)]).toEqual([['stale'], ['volatile']]);
    expect([...healing.confirmed, ...noise.confirmed]).toEqual([]);
  });

  it('for one entity says nothing of others', async () => {
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
});
