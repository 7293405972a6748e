import { describe, expect, it } from 'vitest';
import { chanceFrom } from '../../demo/chance.js';
import { everPasses } from './false-raise.js';
import { type Figure, isBroken } from './figure.js';
import { travel } from './ramp.js';
import { stories } from './stories.js';
import { independent } from './worlds.js';

// A short form of `npm run simulate`: few runs, so that only what is badly broken shows.
const runs: Readonly<Record<string, number>> = {
  'false-raise': 4,
  edits: 8,
  pauses: 10,
  needed: 20,
  delay: 40,
  'false-rollback': 4,
  latency: 4,
};

/** For a machine that has more to do than cores. */
const patience = 180_000;

const broken = (figures: readonly Figure[]): readonly string[] =>
  figures.filter(isBroken).map(({ what, measured }) => `${what}: ${JSON.stringify(measured)}`);

describe('every bound holds, as far as a few runs tell', () => {
  it.each(stories.filter(({ name }) => name !== 'ramp'))(
    '$name',
    async ({ name, tell }) => {
      const chance = (of: string) => chanceFrom(`short ${name} ${of}`);
      const figures = await tell({ chance, runs: runs[name] ?? Number.NaN });
      expect(figures.length).toBeGreaterThan(1);
      expect(broken(figures)).toEqual([]);
    },
    patience,
  );
});

describe('a route that rises by itself', () => {
  const dial = {
    dwell: { shadow: 1_800_000, step: 300_000 },
    guards: { mismatch: { below: 0.01 }, errors: { worseBy: 0.02 }, latency: 'none' as const },
  };

  it(
    'comes to live, step by step',
    async () => {
      const { shares } = await travel({ dial, days: 1 }, chanceFrom('clean'));
      expect(shares.map(({ share }) => share)).toEqual([0.01, 0.05, 0.25, 0.5, 1]);
      expect(shares[0]?.hours).toBeGreaterThan(0.5);
    },
    patience,
  );

  it(
    'is taken back where it breaks on the way',
    async () => {
      const fault = { from: 0.25, rate: 0.2 };
      const { shares, takenBackAfter, why } = await travel({ dial, days: 1, fault }, chanceFrom('broken'));
      expect(shares.map(({ share }) => share)).toEqual([0.01, 0.05, 0.25, 0]);
      expect(takenBackAfter).toBeLessThan(60);
      expect(why).toMatch(/turned bad|are bad/);
    },
    patience,
  );
});

it('would notice guards that let pass what they must not', () => {
  const chance = chanceFrom('careless');
  const trial = {
    world: independent(0.01, 0.2),
    dial: { guards: { mismatch: { below: 0.02 } } },
    requests: 5_000,
  };
  const hits = Array.from({ length: 12 }, () => everPasses(trial, chance)).filter((one) => one.atStep).length;
  const measured = { kind: 'share', hits, runs: 12 } as const;
  expect(isBroken({ what: 'careless', measured, bound: { most: 0.05 } })).toBe(true);
});
