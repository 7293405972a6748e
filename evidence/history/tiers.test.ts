import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addedUp, gathered, type Happened, type HistoryStep } from './history-step.js';
import { mostPoints, resolutionOf, thinned, tiers } from './tiers.js';
import { quantilesOf, TimeSketch } from './time-sketch.js';

const sketched = (seconds: readonly number[]): readonly number[] => {
  const sketch = new TimeSketch();
  sketch.record(seconds);
  return sketch.counts;
};

const times = array(integer({ min: 1, max: 5_000 }), { maxLength: 6 }).map((ms) =>
  sketched(ms.map((one) => one / 1000)),
);
const happened = record({
  requests: integer({ min: 0, max: 1_000 }),
  compared: integer({ min: 0, max: 1_000 }),
  mismatched: record({ stale: integer({ min: 0, max: 9 }), failed: integer({ min: 0, max: 9 }) }),
  legacy: times,
  candidate: times,
  lag: times,
});
const stoodAt = (at: number): HistoryStep['stood'] => ({
  stage: 'split',
  share: at,
  rate: { estimate: 0.5, lower: 0, upper: 1 },
  threshold: 0.001,
  candidate: null,
});
const step = record({ route: constantFrom('q', 'r'), end: integer({ min: 1, max: 400_000 }), happened }).map(
  ({ route, end, happened: what }): HistoryStep => ({
    route,
    at: end * 10,
    seconds: 10,
    stood: stoodAt(end * 10),
    happened: what,
  }),
);
const steps = array(step, { maxLength: 60 }).map((all) => gathered(all, 10));

const nothing: Happened = { requests: 0, compared: 0, mismatched: {}, legacy: [], candidate: [], lag: [] };
const sumOf = (all: readonly HistoryStep[], route: string): Happened =>
  addedUp(all.filter((one) => one.route === route).map((one) => one.happened));
const sameSums = (a: readonly HistoryStep[], b: readonly HistoryStep[]): void => {
  for (const route of ['q', 'r']) expect(sumOf(a, route)).toEqual(sumOf(b, route));
};

describe('steps of time', () => {
  it('add up to the same, however long they are made', () => {
    assert(
      property(steps, constantFrom(10, 20, 60, 900, 86_400), (all, seconds) => {
        const longer = gathered(all, seconds);
        sameSums(all, longer);
        for (const { at, seconds: long } of longer) expect([at % seconds, long]).toEqual([0, seconds]);
        expect(new Set(longer.map(({ at, route }) => `${at} ${route}`)).size).toBe(longer.length);
      }),
    );
  });

  it('are the same made longer at once or one length after the other, as the route stood at the end', () => {
    assert(
      property(steps, (all) => {
        const atOnce = gathered(all, 900);
        expect(gathered(gathered(all, 60), 900)).toEqual(atOnce);
        for (const { at, route, stood } of atOnce) {
          const within = all.filter((one) => one.route === route && one.at <= at && one.at > at - 900);
          expect(stood?.share).toBe(Math.max(...within.map((one) => one.at)));
        }
      }),
    );
  });

  it('stay a gap where there was none', () => {
    const lone = [10, 20, 250].map((at): HistoryStep => {
      return { route: 'r', at, seconds: 10, stood: stoodAt(at), happened: nothing };
    });
    expect(gathered(lone, 60).map(({ at }) => at)).toEqual([60, 300]);
  });

  it('lose nothing by growing old, whenever they are looked after, until they are too old', () => {
    // A quarter of an hour ends where they are too old: which part of one goes first depends on who looked when.
    const now = 4_000_500;
    assert(
      property(steps, array(integer({ min: 0, max: now }), { maxLength: 4 }), (all, looks) => {
        const kept = [...looks.toSorted((a, b) => a - b), now].reduce(
          (before, look) => thinned(before, look, tiers),
          all,
        );
        const young = all.filter(({ at }) => Math.ceil(at / 900) * 900 > now - tiers[2].until);
        sameSums(
          kept.filter(({ at }) => at > now - tiers[2].until),
          young,
        );
        for (const { at, seconds } of kept) {
          const tier = tiers.find((one) => one.seconds === seconds)!;
          expect(now - at).toBeLessThan(tier.until + 900);
        }
      }),
    );
  });

  it('are told as finely as their beginning is kept, and in no more points than asked for', () => {
    const now = 10_000_000;
    const last = (seconds: number, points?: number) => resolutionOf(now - seconds, now, now, points);
    expect([3_600, 6 * 3_600, 86_400, 7 * 86_400, 35 * 86_400].map((one) => last(one))).toEqual([
      10, 60, 180, 1_800, 7_200,
    ]);
    expect(last(3_600, 60)).toBe(60);
    expect(resolutionOf(now - 90_000, now - 86_400, now)).toBe(60);
    expect(resolutionOf(now - 9 * 86_400, now - 9 * 86_400 + 600, now)).toBe(900);
    assert(
      property(
        integer({ min: 1, max: 40 * 86_400 }),
        integer({ min: 10, max: mostPoints }),
        (span, points) => {
          expect(span / last(span, points)).toBeLessThanOrEqual(points);
        },
      ),
    );
  });
});

describe('times of a step', () => {
  it('are told within 5 % of what they were, whichever steps they came in', () => {
    const some = integer({ min: 1, max: 60_000_000 }).map((micro) => micro / 1e6);
    assert(
      property(array(some, { minLength: 1, maxLength: 40 }), integer({ min: 0, max: 40 }), (all, cut) => {
        const sketch = new TimeSketch();
        sketch.take(sketched(all.slice(0, cut)));
        sketch.take(sketched(all.slice(cut)));
        expect(sketch.counts).toEqual(sketched(all));
        const sorted = all.toSorted((a, b) => a - b);
        const p95 = Math.max(0.000_1, sorted[Math.ceil(all.length * 0.95) - 1]!);
        const told = quantilesOf(sketch.counts).p95!;
        expect(Math.abs(told - p95) / p95).toBeLessThan(0.06);
      }),
    );
  });

  it('are none where none were measured', () => {
    expect(quantilesOf([])).toEqual({ p50: null, p95: null, p99: null });
  });

  it('are at most 184 counts, whatever is measured', () => {
    expect(sketched([0, 1e-9, 3_600, 1e9]).length / 2).toBe(2);
    expect(sketched(Array.from({ length: 9_000 }, (_, i) => 1e-5 * 1.003 ** i)).length / 2).toBeLessThan(185);
  });
});
