import { describe, expect, it } from 'vitest';
import { busy, survey } from '../survey.cases.js';
import { noLag } from '../world/lag.js';
import { createWorld } from '../world/world.js';
import { faultNames } from './fault-names.js';
import { faults, standardFaults } from './faults.js';

describe('a fault makes the differences that truth labels, and only those', () => {
  it.each(faultNames)('%s', (name) => {
    const world = createWorld({ ...busy, seed: name, faults: { [name]: 1 } });
    const { unexplained, unseen, truths } = survey(world, 160);
    expect(unexplained).toEqual([]);
    expect(unseen).toEqual([]);
    const made = new Set(truths.filter(({ cause }) => cause === name).map((truth) => truth.class));
    expect([...made]).toEqual(faults[name].class === 'none' ? [] : [faults[name].class]);
    const others = truths.filter(({ cause }) => cause !== name);
    expect(others.every((truth) => truth.class === 'stale')).toBe(true);
  });

  it('all of them together', () => {
    const world = createWorld({ ...busy, seed: 'all', entities: 400, faults: standardFaults });
    const { unexplained, unseen, truths } = survey(world, 1_500);
    expect(unexplained).toEqual([]);
    expect(unseen).toEqual([]);
    const met = new Set(truths.map(({ cause }) => cause));
    expect(faultNames.filter((name) => faults[name].class !== 'none' && !met.has(name))).toEqual([]);
  });

  it('an outage of the stream heals when it ends, and whoever was behind by more than freshness is late', () => {
    const { freshness } = busy;
    const settings = { ...busy, seed: 'outage', lag: noLag, faults: { 'stream-outage': 1 } as const };
    const { truths } = survey(createWorld(settings), 1_500);
    const held = truths.filter(
      (truth) => truth.class === 'stale' && truth.cause === 'stream-outage' && truth.side === 'candidate',
    );
    expect(held.length).toBeGreaterThan(20);
    for (const truth of held) {
      if (truth.class !== 'stale') continue;
      expect(truth.healedAt % (40 * freshness)).toBe(23 * freshness);
      expect(truth.late).toBe(truth.healedAt - truth.writtenAt > freshness);
    }
    expect(new Set(held.map((truth) => truth.class === 'stale' && truth.late))).toEqual(
      new Set([true, false]),
    );
  });

  it('a legacy that is cached is behind, not the candidate, and no lag is told', () => {
    const settings = { ...busy, seed: 'cached', lag: noLag, faults: { 'cached-legacy': 1 } as const };
    const { truths } = survey(createWorld(settings), 400);
    expect(truths.length).toBeGreaterThan(20);
    for (const truth of truths) {
      expect(truth).toEqual(expect.objectContaining({ class: 'stale', side: 'legacy', late: false }));
    }
  });
});
