import { describe, expect, it } from 'vitest';
import { busy, differencesOf, survey } from '../survey.cases.js';
import { between, chanceFrom, pick } from '../../../demo/chance.js';
import { constantLag, exponentialLag, noLag } from './lag.js';
import type { PairTime } from './pair-time.js';
import type { Settings } from './settings.js';
import { type StaleTruth, isAbout } from './truth.js';
import { type World, createWorld } from './world.js';

const at = (legacy: number, candidate = legacy): PairTime => ({ legacy, candidate });
const bodyOf = (world: World, side: 'legacy' | 'candidate', entity: string, instant: number): string => {
  const observation = world.read(side, entity, instant);
  return observation.kind === 'answer'
    ? `${observation.status} ${String(observation.body)}`
    : observation.reason;
};

/** Pairs of entity and instant, drawn evenly. */
function* moments(world: World, many: number): Generator<readonly [entity: string, instant: number]> {
  const chance = chanceFrom('moments');
  for (let drawn = 0; drawn < many; drawn += 1) {
    yield [pick(chance, world.entities), between(chance, 0, world.settings.duration)];
  }
}

describe('a world without faults', () => {
  it('and without lag agrees at every instant, and has no truth to tell', () => {
    const world = createWorld({ ...busy, lag: noLag });
    for (const [entity, instant] of moments(world, 500)) {
      expect(differencesOf(world, entity, at(instant))).toEqual([]);
      expect(world.labels(entity, at(instant))).toEqual([]);
    }
  });

  it('and without lag differs only by what is written between the two reads, and then legacy was behind', () => {
    const { unexplained, unseen, truths } = survey(
      createWorld({ ...busy, writesPerMinute: 120, lag: noLag }),
      500,
    );
    expect([unexplained, unseen]).toEqual([[], []]);
    expect(new Set(truths.map(({ cause }) => cause))).toEqual(new Set(['race']));
    expect(truths.every((truth) => truth.class === 'stale' && truth.side === 'legacy' && !truth.late)).toBe(
      true,
    );
  });

  it.each([
    ['constant', constantLag(1_700)],
    ['exponential', exponentialLag(2_000, 15_000)],
  ])('heals exactly when truth says: %s lag', (_, lag) => {
    const world = createWorld({ ...busy, lag });
    let healed = 0;
    for (const [entity, instant] of moments(world, 400)) {
      for (const label of world.labels(entity, at(instant))) {
        const { pattern, truth } = label;
        if (truth.class !== 'stale' || truth.arguable !== undefined) continue;
        expect([truth.cause, truth.side]).toEqual(['lag', 'candidate']);
        // The answer that legacy gave is kept, so that what is written later does not disturb.
        const seen = (candidate: number) => {
          const pair = at(instant, candidate);
          const told = differencesOf(world, entity, pair)?.some((one) =>
            isAbout(label, one.pattern, one.kind),
          );
          const there = world
            .labels(entity, pair)
            .filter((one) => one.pattern === pattern && one.kinds[0] === label.kinds[0]);
          expect(told).toBe(there.length > 0);
          return there.some((one) => one.truth.class === 'stale' && one.truth.writtenAt === truth.writtenAt);
        };
        expect([seen(truth.healedAt - 1), seen(truth.healedAt)]).toEqual([true, false]);
        healed += 1;
      }
    }
    expect(healed).toBeGreaterThan(50);
  });

  it('is late where the candidate needed longer than freshness, and never under a shorter lag', () => {
    const truthsUnder = (lag: Settings['lag']): readonly StaleTruth[] =>
      survey(createWorld({ ...busy, lag }), 400).truths.filter((truth) => truth.class === 'stale');
    expect(truthsUnder(constantLag(busy.freshness)).filter(({ late }) => late)).toEqual([]);
    const late = truthsUnder(constantLag(busy.freshness + 1)).filter(({ side }) => side === 'candidate');
    expect(late.length).toBeGreaterThan(50);
    expect(late.every((truth) => truth.late && truth.healedAt - truth.writtenAt > busy.freshness)).toBe(true);
  });

  it('has customers that come and go: 404 before and after, on the candidate a little later', () => {
    const world = createWorld({ ...busy, entities: 200, lag: constantLag(1_000) });
    const statuses = (side: 'legacy' | 'candidate', instant: number): number =>
      world.entities.filter((entity) => bodyOf(world, side, entity, instant).startsWith('404')).length;
    expect(statuses('legacy', 0)).toBeGreaterThan(2);
    expect(statuses('candidate', 1_000)).toBe(statuses('legacy', 0));
    expect(statuses('legacy', world.settings.duration)).toBeGreaterThan(2);
  });
});

describe('a world', () => {
  it('is the same for the same seed, in whatever order it is asked, and another for another', () => {
    const settings: Settings = {
      ...busy,
      faults: { 'volatile-fields': 1, 'dropped-update': 0.5, 'flapping-balancer': 0.3 },
    };
    const [one, same, other] = [settings, settings, { ...settings, seed: 'other' }].map(createWorld) as [
      World,
      World,
      World,
    ];
    const asked = [...moments(one, 200)];
    const tell = (world: World, list: typeof asked): readonly string[] =>
      list.map(([entity, instant]) =>
        [
          bodyOf(world, 'legacy', entity, instant),
          bodyOf(world, 'candidate', entity, instant),
          JSON.stringify(world.labels(entity, at(instant))),
        ].join(),
      );
    expect(tell(same, asked.toReversed()).toReversed()).toEqual(tell(one, asked));
    expect(tell(other, asked)).not.toEqual(tell(one, asked));
  });

  it('knows one order from another by its path, and tells the worst of all by the pattern', () => {
    const world = createWorld({ ...busy, faults: { rounding: 1 }, lag: constantLag(4_000) });
    const worstOfTwo = [...moments(world, 2_000)].find(([entity, instant]) => {
      const labels = world
        .labels(entity, at(instant))
        .filter(({ pattern }) => pattern === '$.orders[*].total');
      return labels.length > 1;
    });
    expect(worstOfTwo).toBeDefined();
    const [entity, instant] = worstOfTwo ?? ['', 0];
    expect(world.truth(entity, '$.orders[*].total', 'value', at(instant))).toEqual(
      expect.objectContaining({ class: 'semantic', cause: 'rounding' }),
    );
    const paths = world.labels(entity, at(instant)).map(({ path }) => path);
    const totals = Array.from({ length: 20 }, (_, position) => `$.orders[${position}].total`);
    for (const path of totals) {
      expect(world.truth(entity, path, 'value', at(instant)) !== undefined).toBe(paths.includes(path));
    }
  });

  it('has no truth about kinds and places that do not differ', () => {
    const world = createWorld({ ...busy, faults: { 'mapping-all': 1 }, lag: noLag });
    const [entity = ''] = world.entities.filter((one) => world.labels(one, at(0)).length > 0);
    expect(world.labels(entity, at(0)).map(({ pattern }) => pattern)).toEqual(['$.tier']);
    expect(world.truth(entity, '$.tier', 'absent', at(0))).toBeUndefined();
    expect(world.truth(entity, '$.name', 'value', at(0))).toBeUndefined();
  });

  it('says which entity it does not know, and which settings make no world', () => {
    expect(() => createWorld(busy).read('legacy', 'c-99999', 0)).toThrow(/c-99999.*c-00001 to c-00060/);
    expect(() => createWorld({ ...busy, freshness: 0 })).toThrow('freshness is 0');
    expect(() => createWorld({ ...busy, faults: { rounding: 2 } })).toThrow('the rate of rounding is 2');
  });
});
