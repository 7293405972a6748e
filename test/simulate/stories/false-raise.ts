import { firstPass, WilsonBeside } from '../first-pass.js';
import { everPasses, type Passed, type Trial } from '../false-raise.js';
import type { Figure, Share } from '../figure.js';
import type { Authored } from '../place.js';
import { risesAt } from '../step.js';
import type { Story, Telling } from '../story.js';
import { clustered, few, hotBad, independent, pausing } from '../worlds.js';

const leaving = 0.01;
const step = 0.05;
const below = (tau: number): Authored => ({ guards: { mismatch: { below: tau } } });

const byTraffic = { none: 'none: that is what the guard on traffic is for' };

/** Worlds whose true rate is exactly the threshold, and what of the guards is to hold it. */
const trials: readonly (Trial & {
  readonly name: string;
  /** What the guard on mismatches is to hold by itself; a step is bounded where nothing else is needed. */
  readonly alone: Figure['bound'];
  readonly hasStep?: true;
})[] = [
  {
    name: 'each request another entity, τ 2 %',
    alone: { most: leaving },
    hasStep: true,
    world: independent(0.02, 0.2),
    dial: below(0.02),
    requests: 5_000,
  },
  {
    name: 'bad by entity, each asked for 8 times in a row, τ 2 %',
    alone: { most: leaving },
    hasStep: true,
    world: clustered(0.02, 0.8, 8),
    dial: below(0.02),
    requests: 12_000,
  },
  {
    name: 'one hot entity is bad, all others are clean (Zipf), τ 2 % of requests',
    alone: byTraffic,
    world: hotBad(0.02, 0.3, 20_000),
    dial: below(0.02),
    requests: 12_000,
  },
  {
    name: 'one hot entity is bad, 8 % of requests, τ 2 %',
    alone: byTraffic,
    world: hotBad(0.08, 0.3, 20_000),
    dial: below(0.02),
    requests: 4_000,
  },
  {
    name: '500 entities in all, one of them bad, τ 0.1 % of requests',
    alone: { most: leaving },
    world: few(500, 0.001, 0.1),
    dial: {},
    requests: 15_000,
    lateFrom: 2_160,
  },
  {
    name: 'the candidate fails for whole seconds, τ 5 %',
    alone: byTraffic,
    world: pausing(0.05, 3),
    dial: below(0.05),
    requests: 18_000,
  },
];

/**
 * How often a dial would rise although the true rate is exactly the threshold: at any look, after every request.
 * The ledger and the guards are those of the product; no dwell holds it back.
 */
export const falseRaiseStory: Story = {
  name: 'false-raise',
  tells: 'the true rate is exactly τ, and it is looked at after every request: does the dial ever rise?',
  tell: async (telling) => [
    ...atTheDefaults(telling),
    ...trials.flatMap((trial) => tryOut(trial, telling)),
    ...(await byTheController(telling)),
  ],
};

function tryOut(
  { name, alone, hasStep, ...trial }: (typeof trials)[number],
  { chance, runs }: Telling,
): readonly Figure[] {
  const draws = chance(name);
  const all = Array.from({ length: runs }, () => everPasses(trial, draws));
  const share = (passed: (one: Passed) => boolean): Share => ({
    hits: all.filter(passed).length,
    runs: all.length,
  });
  const leaves: Figure = {
    what: `${name}: leaves shadow`,
    measured: { kind: 'share', ...share((one) => one.leavesShadow) },
    bound: { most: leaving },
    naive: { how: 'Wilson', ...share((one) => one.wilsonShadow) },
  };
  const byMismatch: Figure = {
    what: `${name}: by the guard on mismatches alone`,
    measured: { kind: 'share', ...share((one) => one.atShadow) },
    bound: alone,
  };
  if (!hasStep) return [leaves, byMismatch];
  return [
    leaves,
    byMismatch,
    {
      what: `${name}: rises a step`,
      measured: { kind: 'share', ...share((one) => one.atStep) },
      bound: { most: step },
      naive: { how: 'Wilson', ...share((one) => one.wilsonStep) },
    },
  ];
}

/** The same with keeper, desk and controller, which looks once a second; and that it rises at all. */
async function byTheController({ chance, runs }: Telling): Promise<readonly Figure[]> {
  const rises = async (rate: number, times: number): Promise<Share & { readonly kind: 'share' }> => {
    const draws = chance(`controller ${rate}`);
    const rose: boolean[] = [];
    for (let run = 0; run < times; run += 1)
      // oxlint-disable-next-line no-await-in-loop -- one at a time: each takes a core
      rose.push(await risesAt({ tau: 0.05, rate, seconds: 1_000 }, draws));
    return { kind: 'share', hits: rose.filter(Boolean).length, runs: times };
  };
  return [
    {
      what: 'each second another entity, τ 5 %: the controller raises the dial a step',
      measured: await rises(0.05, Math.ceil(runs / 4)),
      bound: { most: step },
    },
    {
      what: 'the same where none is bad',
      measured: await rises(0, 2),
      bound: { least: 1 },
    },
  ];
}

/** So many entities are told apart at most (`evidence/met-entities.ts`). */
const mostEntities = 1_000_000;
const tau = 0.001;

/** At the default threshold, over all entities that a route can ever count. */
function atTheDefaults({ chance, runs }: Telling): readonly Figure[] {
  const of = (alpha: number, z: number, what: string): Figure => {
    const draws = chance(what);
    let [hits, naive] = [0, 0];
    for (let run = 0; run < 10 * runs; run += 1) {
      const beside = new WilsonBeside(tau, z);
      const stream = { rate: tau, tau, alpha, most: mostEntities };
      if (firstPass(stream, draws, beside.seen) < Number.POSITIVE_INFINITY) hits += 1;
      if (beside.promoted) naive += 1;
    }
    return {
      what,
      measured: { kind: 'share', hits, runs: 10 * runs },
      bound: { most: alpha },
      naive: { how: 'Wilson', hits: naive, runs: 10 * runs },
    };
  };
  const world = 'each request another entity, τ 0.1 %, a million of them';
  return [
    of(leaving, 2.326, `${world}: by the guard on mismatches alone`),
    of(step, 1.645, `${world}: rises a step`),
  ];
}
