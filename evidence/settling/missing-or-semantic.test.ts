import { describe, expect, it } from 'vitest';
import { classes, ended, stage } from './stage.cases.js';

describe('missing or semantic', () => {
  it('is semantic where nine in ten of twenty that share legacy’s value differ, missing where few do', async () => {
    const wrong = (entity: number): boolean => entity < 25;
    const { clock, told, examine } = stage((side, _now, entity) => ({
      status: side === 'candidate' && wrong(Number(entity)) ? 'shipped' : 'SHIPPED',
    }));
    for (let entity = 0; entity < 30; entity++) examine(String(entity));
    await clock.until(ended);
    expect(new Set(classes(told))).toEqual(new Set(['semantic']));
  });

  it('is missing where one lacks what nearly all others have', async () => {
    const { clock, told, examine } = stage((side, _now, entity) =>
      side === 'candidate' && entity === '3' ? {} : { loyalty: { points: entity } },
    );
    examine('3');
    for (let entity = 10; entity < 20; entity++) examine(String(entity));
    await clock.until(ended);
    expect(classes(told)).toEqual(['missing']);
  });

  it('is missing where some of many show what should be gone, be they more than twenty', async () => {
    const { clock, told, examine } = stage(
      (side, _now, entity) => (side === 'candidate' && Number(entity) < 25 ? { gone: 1 } : {}),
      { more: { extraLoad: 10 } },
    );
    for (let entity = 0; entity < 400; entity++) examine(String(entity));
    await clock.until(ended);
    expect(new Set(classes(told))).toEqual(new Set(['missing']));
  });

  it('is missing where the candidate holds what legacy showed of this entity earlier', async () => {
    const { clock, told, examine } = stage((side, now, entity) => ({
      a:
        side === 'legacy' && now > 100_000 && entity === '1'
          ? 'new'
          : side === 'candidate' && entity === '2'
            ? 'other'
            : 'old',
    }));
    // Something has to differ before anything is remembered.
    examine('2');
    examine('1');
    await clock.until(200_000);
    examine('1');
    await clock.until(400_000);
    expect(classes(told)).toEqual(['semantic', 'missing']);
  });

  it('is missing by what was seen of a field that is noise for a few others', async () => {
    let reads = 0;
    const { clock, told, examine } = stage((side, now, entity) => ({
      a: entity === '1' ? (reads += 1) : side === 'legacy' && entity === '2' && now > 100_000 ? 'new' : 'old',
    }));
    for (const entity of ['1', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13']) examine(entity);
    await clock.until(90_000);
    examine('2');
    await clock.until(200_000);
    examine('2');
    await clock.until(400_000);
    expect(classes(told)).toEqual(['volatile', 'missing']);
  });

  it('is missing where members of a list without a key are what legacy showed of them earlier', async () => {
    const { clock, told, examine } = stage((side, now) => ({
      lines: [{ sku: side === 'legacy' && now > 100_000 ? 'new' : 'old' }, { sku: 'other' }],
    }));
    examine();
    await clock.until(200_000);
    examine();
    await clock.until(400_000);
    expect(classes(told)).toEqual(['missing']);
  });

  it('is missing where both agreed on this very value before: the candidate went back', async () => {
    const { clock, told, examine } = stage((side, now, entity) => ({
      a: side === 'candidate' && (entity === '2' || now > 100_000) ? 'else' : `value ${entity}`,
    }));
    examine('2');
    examine('1');
    await clock.until(200_000);
    examine('1');
    await clock.until(400_000);
    expect(classes(told)).toEqual(['semantic', 'missing']);
  });
});
