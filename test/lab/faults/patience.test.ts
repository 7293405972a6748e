import { describe, expect, it } from 'vitest';
import { between, chanceFrom, pick } from '../../../demo/chance.js';
import { busy } from '../survey.cases.js';
import { type PairTime, readBy } from '../world/pair-time.js';
import type { Label } from '../world/truth.js';
import { createWorld } from '../world/world.js';
import { type FaultName, faultNames } from './fault-names.js';
import { faults } from './faults.js';

/** Pairs of a world with this fault alone, each with what truth is sure of and how the entity is read again. */
function* surelyMade(name: FaultName): Generator<{
  readonly label: Label;
  readonly at: PairTime;
  /** What differs in a pair that is read some parts of freshness later; undefined where legacy fails. */
  readonly later: (parts: number) => readonly Label[];
}> {
  const settings = { ...busy, seed: `patience of ${name}`, writesPerMinute: 3, faults: { [name]: 1 } };
  const world = createWorld(settings);
  const chance = chanceFrom(name);
  for (let many = 0; many < 150; many += 1) {
    const entity = pick(chance, world.entities);
    const legacy = between(chance, 0, settings.duration / 2);
    const at = { legacy, candidate: legacy + between(chance, 1, 40) };
    const later = (parts: number): readonly Label[] => {
      const instant = readBy(at) + Math.round(parts * settings.freshness);
      return world.labels(entity, { legacy: instant, candidate: instant + 3 });
    };
    for (const label of world.labels(entity, at)) {
      if (label.truth.cause === name && label.truth.arguable === undefined) yield { label, at, later };
    }
  }
}

const steps = [0, 1 / 4, 1 / 2, 1, 2];
const ofClass = (...classes: readonly string[]): readonly FaultName[] =>
  faultNames.filter((name) => classes.includes(faults[name].class));

describe('what truth is sure of can be seen by whoever reads again', () => {
  it.each(ofClass('missing', 'semantic', 'volatile').filter((name) => faults[name].kind !== 'view'))(
    '%s: it still differs at every step, and after 12 × freshness',
    (name) => {
      for (const { label, later } of surelyMade(name)) {
        const agreed = [...steps, 12].filter(
          (parts) => !later(parts).some(({ pattern }) => pattern === label.pattern),
        );
        expect([label, agreed]).toEqual([label, []]);
      }
    },
  );

  it('flapping-replica: it never ends in agreement at two steps', () => {
    let met = 0;
    for (const { label, later } of surelyMade('flapping-replica')) {
      const differs = steps.map((parts) => later(parts).some(({ pattern }) => pattern === label.pattern));
      expect(differs.slice(-2)).not.toEqual([false, false]);
      met += 1;
    }
    expect(met).toBeGreaterThan(0);
  });

  it.each(ofClass('stale').filter((name) => name !== 'racing-field' && name !== 'hot-field'))(
    '%s: from when truth says on, whatever differs was written later',
    (name) => {
      let met = 0;
      for (const { label, at, later } of surelyMade(name)) {
        if (label.truth.class !== 'stale') throw new Error(`${label.path} is ${label.truth.class}`);
        const { healedAt, writtenAt } = label.truth;
        const parts = Math.max(0, (healedAt - readBy(at)) / busy.freshness);
        const same = later(parts).filter(
          ({ pattern, truth }) =>
            pattern === label.pattern && truth.class === 'stale' && truth.writtenAt <= writtenAt,
        );
        expect(same).toEqual([]);
        met += 1;
      }
      expect(met).toBeGreaterThan(0);
    },
  );

  it('hot-field: a value that legacy told is told by the candidate within the lag, never later', () => {
    for (const { label, at } of surelyMade('hot-field')) {
      if (label.truth.class !== 'stale') throw new Error(`${label.path} is ${label.truth.class}`);
      expect(label.truth.healedAt).toBeLessThanOrEqual(readBy(at) + 3 * busy.freshness);
      expect(label.truth.writtenAt).toBeLessThanOrEqual(readBy(at));
    }
  });
});
