import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tally } from '../../evidence/tally.js';
import { joinTallies, TrafficCounter } from '../../proxy/traffic-counter.js';
import { Unsaved } from './unsaved.js';

const tallyOf = (count: number): Tally => {
  const counter = new TrafficCounter();
  for (let i = 0; i < count; i++) counter.request('r', 'legacy', 200);
  return counter.take() ?? { requests: [], durations: [], failures: [], fallbacks: [], skipped: [] };
};
const requestsIn = (tallies: readonly Tally[]): number =>
  tallies.flatMap(({ requests }) => requests).reduce((sum, { count }) => sum + count, 0);

describe('what control had not saved when it died', () => {
  it('is what it was told less what it saved, whatever the order of the two', () => {
    const events = fc.array(
      fc.oneof(
        fc.record({ told: fc.integer({ min: 1, max: 5 }) }),
        fc.record({ handed: fc.integer({ min: 1, max: 5 }) }),
        // How much of what was told and handed is on the disk, as a part of all.
        fc.record({ saved: fc.double({ min: 0, max: 1, noNaN: true }) }),
      ),
    );
    fc.assert(
      fc.property(events, (heard) => {
        const unsaved = new Unsaved(joinTallies);
        const told: number[] = [];
        let [handed, savedTallies, savedOutcomes] = [0, 0, 0];
        for (const event of heard) {
          if ('told' in event) {
            told.push(event.told);
            expect(unsaved.tally(tallyOf(event.told))).toBe(told.length);
          } else if ('handed' in event) {
            handed += event.handed;
            unsaved.handed({ r: event.handed });
          } else {
            savedTallies = Math.max(savedTallies, Math.floor(told.length * event.saved));
            savedOutcomes = Math.max(savedOutcomes, Math.floor(handed * event.saved));
            unsaved.saved({ tally: savedTallies, outcomes: { r: savedOutcomes } });
          }
        }
        const { tallies, lost } = unsaved.forget();
        expect(requestsIn(tallies)).toBe(told.slice(savedTallies).reduce((sum, count) => sum + count, 0));
        expect(lost).toEqual(handed > savedOutcomes ? [['r', handed - savedOutcomes]] : []);
        expect(unsaved.forget()).toEqual({ tallies: [], lost: [] });
      }),
    );
  });

  it('stays bounded while nothing can be saved, and forgets none of it', () => {
    const unsaved = new Unsaved(joinTallies);
    for (let i = 0; i < 5_000; i++) unsaved.tally(tallyOf(2));
    const { tallies } = unsaved.forget();
    expect(tallies.length).toBeLessThanOrEqual(1_000);
    expect(requestsIn(tallies)).toBe(10_000);
  });
});
