import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SettleBudget } from './budget.js';
import { EntityMemory } from './entity-memory.js';
import { EntityTally } from './entity-tally.js';
import { hash32, isSampled } from './hash.js';

describe('a tally of entities', () => {
  it('tells few entities exactly, and what was seen of one last', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 100 }), fc.boolean())), (noted) => {
        const tally = new EntityTally();
        for (const [entity, differs] of noted) tally.note(hash32(String(entity)), differs);
        const last = new Map(noted);
        expect(tally.share).toEqual({
          entities: last.size,
          differing: [...last.values()].filter(Boolean).length,
        });
      }),
    );
  });

  it.each([0.001, 0.1, 0.5, 0.95])(
    'of 100,000 entities tells a share of %d within six standard errors',
    (share) => {
      const tally = new EntityTally();
      for (let entity = 0; entity < 100_000; entity++) {
        const differs = entity < share * 100_000;
        tally.note(hash32(`entity ${entity}`), differs);
      }
      const { entities, differing } = tally.share;
      expect(entities).toBeGreaterThan(64);
      expect(Math.abs(differing / entities - share)).toBeLessThan(
        6 * Math.sqrt((share * (1 - share)) / entities) + 0.01,
      );
    },
  );

  it('is not deceived where only a sample of those that agree is seen', () => {
    const tally = new EntityTally();
    const all = Array.from({ length: 400 }, (_, entity) => hash32(`entity ${entity}`));
    for (const [at, entity] of all.entries())
      if (at % 2 === 0) tally.note(entity, true);
      else if (isSampled(entity, 3)) tally.note(entity, false);
    expect(tally.share.differing / tally.share.entities).toBeGreaterThan(0.8);
    tally.sample(3);
    expect(tally.share.differing / tally.share.entities).toBeCloseTo(0.5, 0);
    expect(tally.share.entities).toBe(all.filter((entity) => isSampled(entity, 3)).length);
  });
});

describe('the memory of entities', () => {
  it('knows what it was told of an entity at a place, and of no other', () => {
    const memory = new EntityMemory();
    memory.of('1').values.remember('$.a', 'old');
    expect(memory.of('1').values.knows('$.a', 'old')).toBe(true);
    expect(memory.of('1').others.knows('$.a', 'old')).toBe(false);
    for (const [entity, place, text] of [
      ['2', '$.a', 'old'],
      ['1', '$.b', 'old'],
      ['1', '$.a', 'new'],
    ] as const)
      expect(memory.of(entity).values.knows(place, text)).toBe(false);
  });

  it('forgets nothing of other places where one shows ever something else', () => {
    const { values } = new EntityMemory().of('1');
    values.remember('$.a', 'kept');
    for (let i = 0; i < 1_000; i++) values.remember('$.noise', String(i));
    expect(values.knows('$.a', 'kept')).toBe(true);
    expect(values.knows('$.noise', '999')).toBe(true);
    expect(values.knows('$.noise', '0')).toBe(false);
  });

  it('forgets what an entity has not shown for longest, and the entity not seen for longest', () => {
    const memory = new EntityMemory();
    const { values } = memory.of('1');
    values.remember('$.0', 'shown again');
    for (let i = 1; i < 160; i++) {
      values.remember(`$.${i}`, 'x');
      values.remember('$.0', 'shown again');
    }
    expect(values.knows('$.0', 'shown again')).toBe(true);
    expect(values.knows('$.1', 'x')).toBe(false);
    expect(values.knows('$.2', 'x')).toBe(true);
    for (let i = 0; i < 50_000; i++) memory.of(`other ${i}`).values.remember('$.a', 'x');
    expect(memory.of('1').values.knows('$.2', 'x')).toBe(false);
    expect(memory.of('other 9').values.knows('$.a', 'x')).toBe(true);
  });
});

function budgetOf(extraLoad: number): SettleBudget {
  const budget = new SettleBudget();
  budget.begin(extraLoad, 0);
  return budget;
}

describe('the budget of a route', () => {
  it('is 200 reads of each side, and its share of the requests; 25 of them wait for what is rarer', () => {
    const budget = budgetOf(0.05);
    const admitted = (fingerprint: string): number => {
      let count = 0;
      while (budget.admit([fingerprint], ['legacy', 'candidate'], 5)) count += 1;
      return count;
    };
    expect([admitted('flood'), admitted('rare')]).toEqual([35, 5]);
    for (let i = 0; i < 1_000; i++) budget.earn();
    expect([admitted('flood'), admitted('rare')]).toEqual([5, 5]);
  });

  it('refuses nobody while there is plenty, however much more than others he took', () => {
    const budget = budgetOf(10);
    for (const kind of ['a', 'b', 'c', 'd', 'e']) expect(budget.admit([kind], ['candidate'], 5)).toBe(true);
    for (let i = 0; i < 10_000; i++) {
      budget.earn();
      expect(budget.admit(['flood'], ['candidate'], 5)).toBe(true);
    }
  });

  it('never saves up more than a thousand reads', () => {
    const budget = budgetOf(5);
    for (let i = 0; i < 10_000; i++) budget.earn();
    let reads = 0;
    while (budget.more(['candidate'])) reads += 1;
    expect(reads).toBe(1_000);
  });

  it('lets a flood and what is rare have the same part of what runs short', () => {
    const budget = budgetOf(0.05);
    const got = { flood: 0, rare: 0 };
    for (let i = 0; i < 20_000; i++) {
      budget.earn();
      if (budget.admit(['flood'], ['candidate'], 5)) got.flood += 1;
      if (i % 400 === 0 && budget.admit(['rare'], ['candidate'], 5)) got.rare += 1;
    }
    expect(got.rare).toBe(50);
    expect(got.flood).toBeGreaterThan(100);
  });
});
