import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTally, type Tally } from '../../evidence/tally.js';
import { joinTallies, TrafficCounter } from '../../proxy/traffic-counter.js';
import { Unsaved } from './unsaved.js';

const tallyOf = (count: number): Tally => {
  const counter = new TrafficCounter();
  for (let i = 0; i < count; i++) counter.request('r', 'legacy', 200);
  return counter.take() ?? emptyTally;
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
            unsaved.saved({ tally: savedTallies, outcomes: { 0: { r: savedOutcomes } }, edition: 1 });
          }
        }
        const { tallies, lost } = unsaved.forget();
        expect(requestsIn(tallies)).toBe(told.slice(savedTallies).reduce((sum, count) => sum + count, 0));
        expect(lost).toEqual(
          handed > savedOutcomes ? [{ edition: 0, route: 'r', count: handed - savedOutcomes }] : [],
        );
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

  it('is told by the edition in which it began, and an edition is done with when all of it is saved', () => {
    const unsaved = new Unsaved(joinTallies);
    const outcomes = (one: number, two: number) => ({ 1: { r: one }, 2: { r: two } });
    expect(unsaved.isSaved(1)).toBe(true);
    for (const edition of [1, 2]) unsaved.tally({ ...tallyOf(edition), edition });
    unsaved.handed({ r: 3 }, 1);
    unsaved.handed({ r: 4 }, 2);
    expect(unsaved.isSaved(1)).toBe(false);
    unsaved.saved({ tally: 1, outcomes: outcomes(1, 4), edition: 2 });
    expect([unsaved.isSaved(1), unsaved.isSaved(2)]).toEqual([false, false]);
    unsaved.saved({ tally: 1, outcomes: outcomes(3, 1), edition: 2 });
    expect([unsaved.isSaved(1), unsaved.isSaved(2)]).toEqual([true, false]);
    unsaved.ended(1);
    expect(unsaved.forget()).toMatchObject({
      tallies: [{ edition: 2, requests: [{ count: 2 }] }],
      lost: [{ edition: 2, route: 'r', count: 3 }],
    });
    expect(unsaved.savedEdition).toBe(2);
  });

  it('joins only what is told of one edition', () => {
    const unsaved = new Unsaved(joinTallies);
    for (let i = 0; i < 3_000; i++) unsaved.tally({ ...tallyOf(1), edition: i === 0 ? 1 : 2 + (i % 2) });
    const { tallies } = unsaved.forget();
    expect(tallies.length).toBeLessThanOrEqual(1_000);
    const of = (edition: number) => requestsIn(tallies.filter((tally) => tally.edition === edition));
    expect([of(1), of(2), of(3)]).toEqual([1, 1_499, 1_500]);
  });
});
