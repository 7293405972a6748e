import { describe, expect, it } from 'vitest';
import { between, chanceFrom, pick } from '../../../demo/chance.js';
import type { FaultName } from '../faults/fault-names.js';
import { busy, differencesOf, survey } from '../survey.cases.js';
import { noLag } from './lag.js';
import { createWorld } from './world.js';

/** Why truth leaves classes open in a world with this fault at this rate. */
function reasons(name: FaultName, rate: number): ReadonlySet<string | undefined> {
  const world = createWorld({ ...busy, seed: 'reasons', lag: noLag, faults: { [name]: rate } });
  const { truths } = survey(world, 250);
  return new Set(truths.filter(({ cause }) => cause === name).map(({ arguable }) => arguable));
}

describe('truth', () => {
  it.each(['dropped-update', 'dropped-count', 'reordered-update'] as const)(
    '%s: until when legacy showed what the candidate shows, there is no such difference',
    (name) => {
      const world = createWorld({ ...busy, seed: name, lag: noLag, faults: { [name]: 1 } });
      const chance = chanceFrom(name);
      let met = 0;
      for (let many = 0; many < 200; many += 1) {
        const entity = pick(chance, world.entities);
        const instant = between(chance, 0, busy.duration);
        const candidate = instant;
        for (const { path, kinds, truth } of world.labels(entity, { legacy: instant, candidate })) {
          if (truth.class !== 'missing' || truth.rightUntil === undefined || truth.rightUntil <= 0) continue;
          const differs = (legacy: number): boolean | undefined =>
            differencesOf(world, entity, { legacy, candidate })?.some(
              (one) => one.path === path && one.kind === kinds[0],
            );
          expect([differs(truth.rightUntil - 1), differs(instant)]).toEqual([false, true]);
          met += 1;
        }
      }
      expect(met).toBeGreaterThan(10);
    },
  );

  it.each([
    ['mapping-third', 1 / 3, 'told as a value that legacy had before'],
    ['duplicated-count', 1, 'the counter moves on: what one side shows, the other has shown or will show'],
    ['dropped-update', 1, 'written again, or gone, within 12 × freshness: both sides agree again'],
    ['dropped-campaign', 1, 'a value that nobody else rightly has: the known limit of the design'],
    ['shuffled-list', 1, 'so few members that an order may come back by chance'],
    ['rolling-deploy', 1, 'two versions answered within 60 s: skipped, not compared'],
  ] as const)('%s is left open where the design leaves it open', (name, rate, reason) => {
    expect(reasons(name, rate)).toContain(reason);
  });

  it('is sure of a value that is told as an earlier one, where that is so for nearly all', () => {
    expect(reasons('mapping-third', 1)).not.toContain('told as a value that legacy had before');
    expect(reasons('mapping-third', 1)).toContain(undefined);
  });
});
