import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  detectorStatistic,
  startDetector,
  tickDetector,
  type DetectorTick,
} from '../../routing-rules/formulas/detector.js';
import { EntityDetector } from './entity-detector.js';

const tau = 0.01;
const after = (ticks: readonly DetectorTick[]): number =>
  detectorStatistic(ticks.reduce(tickDetector, startDetector(tau)));
/** What it has come to with the last tick. */
const come = (of: EntityDetector): number => detectorStatistic(of.saved);
const detector = (patience = 10): EntityDetector => new EntityDetector(tau, patience);
const ticks = (of: EntityDetector, count: number): void => {
  for (let i = 0; i < count; i += 1) of.close();
};

describe('the detector of entities that turn bad', () => {
  it('counts, tick by tick, who was judged and who turned bad', () => {
    const of = detector();
    for (const hash of ['a', 'b', 'c']) of.judge(hash, hash === 'b');
    expect(of.statistic).toBe(0);
    of.close();
    of.judge('d', false);
    of.close();
    expect(come(of)).toBeCloseTo(
      after([
        { judged: 3, turnedBad: 1 },
        { judged: 1, turnedBad: 0 },
      ]),
      9,
    );
    expect(of.lately).toEqual({ judged: 4, turnedBad: 1, knownBad: 0 });
  });

  it('takes an entity once in a minute, and a bad one never again', () => {
    const of = detector();
    of.judge('clean', false);
    of.judge('bad', true);
    ticks(of, 59);
    of.judge('clean', true);
    of.judge('bad', true);
    ticks(of, 1);
    of.judge('clean', true);
    of.judge('bad', true);
    of.close();
    expect(come(of)).toBeCloseTo(
      after([
        { judged: 2, turnedBad: 1 },
        { judged: 1, turnedBad: 1 },
      ]),
      9,
    );
  });

  it('tells of those that were bad before, once in a minute as of others, and looks for none of them to turn', () => {
    const of = detector(100);
    of.judge('bad', true);
    ticks(of, 60);
    const before = come(of);
    of.judge('bad', true);
    of.judge('bad', true);
    of.close();
    expect(of.lately).toEqual({ judged: 1, turnedBad: 1, knownBad: 1 });
    expect(come(of)).toBe(before);
  });

  it('takes one that was bad, and is clean again, for one that may turn bad', () => {
    const of = detector();
    of.judge('healed', true);
    ticks(of, 60);
    of.judge('healed', false);
    ticks(of, 60);
    of.judge('healed', true);
    of.close();
    const bad = { judged: 1, turnedBad: 1 };
    expect(come(of)).toBeCloseTo(after([bad, bad]), 9);
  });

  it('takes one that nobody could settle for good, and for no sign that it healed', () => {
    const of = detector();
    of.judge('bad', true);
    of.pass('bad');
    of.pass('a');
    ticks(of, 60);
    of.judge('bad', true);
    of.close();
    expect(come(of)).toBeCloseTo(after([{ judged: 2, turnedBad: 1 }]), 9);
  });

  it('stands at the highest that it came to of late, whether or not something settles meanwhile', () => {
    const of = detector();
    for (const hash of ['a', 'b', 'c']) {
      of.judge(hash, true);
      of.close();
    }
    const highest = come(of);
    for (let tick = 0; tick < 10; tick += 1) {
      for (let i = 0; i < 100; i += 1) of.judge(`${tick} ${i}`, false);
      of.close();
      expect(come(of)).toBeLessThan(highest);
      expect(of.statistic).toBe(highest);
    }
    ticks(of, 1);
    expect(of.statistic).toBeLessThan(highest);
  });

  it('takes what settles for good, and puts its class where it was compared once that is known', () => {
    const of = detector();
    of.suspect('a', 'one');
    of.judge('b', false);
    of.close();
    of.judge('c', false);
    of.close();
    const [first, second] = [
      { judged: 2, turnedBad: 0 },
      { judged: 1, turnedBad: 0 },
    ];
    expect(come(of)).toBeCloseTo(after([first, second]), 9);
    of.settle('one', true);
    of.close();
    expect(come(of)).toBeCloseTo(after([{ ...first, turnedBad: 1 }, second]), 9);
  });

  it('judges anew, where it is known, what took longer than it waits for', () => {
    const of = detector(2);
    of.suspect('a', 'one');
    of.close();
    for (const hash of ['b', 'c', 'd']) {
      of.judge(hash, false);
      of.close();
    }
    of.settle('one', true);
    of.close();
    const clean = { judged: 1, turnedBad: 0 };
    expect(come(of)).toBeCloseTo(after([clean, clean, clean, clean, { judged: 1, turnedBad: 1 }]), 9);
  });

  it('counts an entity once, however many of its comparisons settle', () => {
    const of = detector();
    of.suspect('a', 'one');
    of.suspect('a', 'two');
    of.close();
    of.settle('one', true);
    of.settle('two', true);
    of.settle('unheard of', true);
    of.close();
    expect(come(of)).toBeCloseTo(after([{ judged: 1, turnedBad: 1 }]), 9);
  });

  it('begins anew with the dial, and remembers who is bad', () => {
    const of = detector();
    of.judge('bad', true);
    of.suspect('a', 'one');
    of.close();
    of.restart();
    expect(of.statistic).toBe(0);
    of.judge('bad', true);
    // What was compared before the dial was turned tells of what is now.
    of.settle('one', true);
    of.close();
    expect(come(of)).toBeCloseTo(after([{ judged: 1, turnedBad: 1 }]), 9);
  });

  it('goes on in the process that comes after', () => {
    const of = detector();
    of.judge('a', true);
    of.close();
    const next = detector();
    next.resume(JSON.parse(JSON.stringify(of.saved)) as typeof of.saved);
    next.judge('b', false);
    next.close();
    expect(come(next)).toBeCloseTo(
      after([
        { judged: 1, turnedBad: 1 },
        { judged: 1, turnedBad: 0 },
      ]),
      9,
    );
  });

  it('comes to the same, whenever within its patience classes are known', () => {
    const told = fc.array(
      fc.array(fc.record({ bad: fc.boolean(), delay: fc.nat({ max: 8 }) }), { maxLength: 5 }),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(told, (comparisons) => {
        const of = detector();
        const due: { at: number; suspect: string; bad: boolean }[] = [];
        const settle = (now: number): void => {
          for (const one of due.filter(({ at }) => at === now)) of.settle(one.suspect, one.bad);
        };
        comparisons.forEach((compared, tick) => {
          compared.forEach(({ bad, delay }, i) => {
            const name = `${tick} ${i}`;
            if (delay === 0) of.judge(name, bad);
            else {
              of.suspect(name, name);
              due.push({ at: tick + delay, suspect: name, bad });
            }
          });
          settle(tick);
          of.close();
        });
        for (let tick = comparisons.length; tick < comparisons.length + 9; tick += 1) {
          settle(tick);
          of.close();
        }
        const known = comparisons.map((compared) => ({
          judged: compared.length,
          turnedBad: compared.filter(({ bad }) => bad).length,
        }));
        expect(come(of)).toBeCloseTo(after(known), 6);
      }),
      { numRuns: 200 },
    );
  });
});
