import { expect, it } from 'vitest';
import { Confusion, type Judged } from './confusion.js';
import { busy, differencesOf } from './survey.cases.js';
import { type Arrival, traffic } from './traffic.js';
import { VirtualClock } from './virtual-clock.js';
import { constantLag } from './world/lag.js';
import { createWorld } from './world/world.js';

const settings = {
  ...busy,
  entities: 150,
  writesPerMinute: 3,
  lag: constantLag(1_200),
  faults: { 'dropped-update': 0.3, 'unit-cents': 0.3 },
} as const;

/** Judges by nothing but whether both sides agree at the last two of four steps: enough to try the laboratory. */
async function judgeSimply(): Promise<Confusion> {
  const world = createWorld(settings);
  const clock = new VirtualClock();
  const found: Judged[] = [];
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  const judge = async ({ entity, at }: Arrival): Promise<void> => {
    const suspects = differencesOf(world, entity, at) ?? [];
    const agreed: Set<string>[] = [];
    for (const parts of [1 / 4, 1 / 4, 1 / 2, 1]) {
      // oxlint-disable-next-line no-await-in-loop -- one step after the other
      await wait(parts * settings.freshness);
      const now = differencesOf(world, entity, { legacy: clock.now(), candidate: clock.now() }) ?? [];
      const differing = new Set(now.map(({ pattern }) => pattern));
      agreed.push(new Set(suspects.map(({ pattern }) => pattern).filter((one) => !differing.has(one))));
    }
    for (const { pattern, path, kind } of suspects) {
      const truth = world.truth(entity, path, kind, at);
      const verdict = agreed.slice(-2).every((step) => step.has(pattern)) ? 'stale' : 'semantic';
      found.push({ entity, truth: truth?.class ?? 'none', verdict, arguable: truth?.arguable });
    }
  };
  const judged: Promise<void>[] = [];
  const asked = traffic({
    seed: 'lab',
    entities: world.entities,
    perSecond: 4,
    until: 200_000,
    skew: 0.7,
    gap: [3, 40],
  });
  for (const arrival of asked) clock.after(arrival.at.candidate, () => void judged.push(judge(arrival)));
  await clock.run(250_000);
  await Promise.all(judged);
  return new Confusion(found);
}

it('clock, traffic, world, truth and matrix fit together, and the same seed gives the same matrix', async () => {
  const { clear, tell } = await judgeSimply().then((one) => ({ clear: one.clear, tell: one.tell() }));
  expect(clear.truths()).toEqual(['semantic', 'missing', 'stale']);
  // What surely stays is never seen to heal; what surely heals is, unless it is written again meanwhile.
  expect([clear.share('semantic', 'stale'), clear.share('missing', 'stale')]).toEqual([0, 0]);
  expect(clear.share('stale', 'stale')).toBeGreaterThan(0.8);
  expect((await judgeSimply()).tell()).toBe(tell);
});
