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
});
