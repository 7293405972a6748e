import { compareObservations } from '../../comparators/compare.js';
import type { Difference } from '../../comparators/difference.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import { chanceFrom, pick, between } from '../../demo/chance.js';
import { exponentialLag } from './world/lag.js';
import type { PairTime } from './world/pair-time.js';
import type { Settings } from './world/settings.js';
import { type Truth, isAbout } from './world/truth.js';
import type { World } from './world/world.js';

/** No time passes while a pair is compared: a machine with more to do must not change what is found. */
const unhurried = { clock: () => 0 };
const rules = compileRules({ lists: { '$.orders': { by: 'orderId' } } });

/** A world that is quick to make and busy enough to show something: five minutes of it. */
export const busy: Settings = {
  seed: 'busy',
  entities: 60,
  duration: 300_000,
  freshness: 5_000,
  writesPerMinute: 12,
  lag: exponentialLag(800, 15_000),
  faults: {},
};

/** What a comparison tells of a pair; undefined where legacy failed. */
export function differencesOf(world: World, entity: string, at: PairTime): readonly Difference[] | undefined {
  const legacy = world.read('legacy', entity, at.legacy);
  const candidate = world.read('candidate', entity, at.candidate);
  if (legacy.kind !== 'answer' || candidate.kind !== 'answer')
    throw new Error('nobody fails without an answer');
  if (legacy.status >= 500) return undefined;
  const comparison = compareObservations(legacy, candidate, rules, unhurried);
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return comparison.differences;
}

export interface Survey {
  /** Pairs that could be compared. */
  readonly pairs: number;
  /** Differences that a comparison told and no truth is known of. */
  readonly unexplained: readonly string[];
  /** Truths about places at which no difference was told. */
  readonly unseen: readonly string[];
  readonly truths: readonly Truth[];
}

/** Compares pairs drawn evenly over the world's time and entities, and holds them against its truth. */
export function survey(world: World, pairs: number): Survey {
  const chance = chanceFrom(`${world.settings.seed}/survey`);
  const found = { pairs: 0, unexplained: [] as string[], unseen: [] as string[], truths: [] as Truth[] };
  for (let many = 0; many < pairs; many += 1) {
    const entity = pick(chance, world.entities);
    const legacy = between(chance, 0, world.settings.duration);
    const at = { legacy, candidate: legacy + between(chance, 1, 40) };
    const differences = differencesOf(world, entity, at);
    if (differences !== undefined) found.pairs += 1;
    const labels = world.labels(entity, at);
    const where = `of ${entity} at ${at.legacy}, ${at.candidate}`;
    for (const { pattern, path, kind } of differences ?? []) {
      const isLabelled = [pattern, path].every((told) => labels.some((label) => isAbout(label, told, kind)));
      if (!isLabelled) found.unexplained.push(`${kind} ${path} ${where}`);
    }
    for (const label of labels) {
      found.truths.push(label.truth);
      const isSeen = differences?.some(({ path, kind }) => isAbout(label, path, kind));
      if (isSeen !== true) found.unseen.push(`${label.path} ${JSON.stringify(label.truth)} ${where}`);
    }
  }
  return found;
}
