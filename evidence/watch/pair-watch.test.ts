import { describe, expect, it } from 'vitest';
import { guardRules, guardsSchema } from '../../routing-rules/guard-rules.js';
import type { PairedTimes, ReadTimes } from '../tally.js';
import { PairWatch } from './pair-watch.js';

const guards = guardRules(
  guardsSchema.parse({ latency: { window: '10s', pairs: 100, p95: { worseBy: '10%', max: '150ms' } } }),
);
const took = (total: number, more: Partial<ReadTimes> = {}): ReadTimes => ({ failed: false, total, ...more });
const failed = took(0, { failed: true });
const pair = (legacy: ReadTimes, candidate: ReadTimes): PairedTimes => ({ legacy, candidate });

/** A watch of which legacy's window is over: its p95 was 0.096 s. */
function judging(): PairWatch {
  const watch = new PairWatch({ guards });
  watch.close(true);
  for (let i = 1; i <= 100; i += 1) watch.note(pair(took(i / 1000 + 0.001), took(0.01)));
  for (let i = 0; i < 9; i += 1) watch.close(true);
  watch.beginStep();
  watch.close(true);
  return watch;
}
const p95 = (watch: PairWatch) => watch.latency['p95']!;

describe('both sides, pair by pair', () => {
  it('are counted by which of them failed', () => {
    const watch = new PairWatch({ guards });
    watch.note(pair(took(1), took(1)));
    watch.note(pair(failed, took(1)));
    watch.note(pair(took(1), failed));
    watch.note(pair(failed, failed));
    expect(watch.errors).toMatchObject({ pairs: 4, candidateOnlyBad: 1, legacyOnlyBad: 1 });
    expect(watch.failing).toEqual({ legacy: 0.5, candidate: 0.5 });
  });

  it('tell who fails of the last minute alone', () => {
    const watch = new PairWatch({ guards });
    watch.note(pair(failed, took(1)));
    for (let i = 0; i < 59; i += 1) watch.close(true);
    expect(watch.failing.legacy).toBe(1);
    watch.close(true);
    expect(watch.failing.legacy).toBe(0);
  });

  it('are not judged by times before legacy’s window is over, nor while the step burns in', () => {
    const watch = new PairWatch({ guards });
    watch.note(pair(took(1), took(9)));
    expect(p95(watch)).toMatchObject({ pairs: 0, timed: 0, reference: null });
    watch.close(true);
    watch.note(pair(took(1), took(9)));
    expect(p95(watch)).toMatchObject({ pairs: 0, timed: 1, reference: null });
  });

  it('have no reference after a window that had too few pairs', () => {
    const watch = new PairWatch({ guards });
    for (let i = 0; i < 10; i += 1) {
      watch.close(true);
      for (let k = 0; k < 9; k += 1) watch.note(pair(took(1), took(1)));
    }
    expect(p95(watch).reference).toBeNull();
  });

  it('are judged by legacy’s quantile of the window before: legacy above it, the candidate above it and its margin', () => {
    const watch = judging();
    const { reference } = p95(watch);
    expect(reference).toBeCloseTo(0.096, 3);
    const [slow, bitSlower] = [reference! * 1.2, reference! * 1.05];
    watch.note(pair(took(slow), took(slow)));
    watch.note(pair(took(bitSlower), took(bitSlower)));
    watch.note(pair(took(0.01), took(slow)));
    watch.note(pair(took(0.01), took(bitSlower)));
    expect(p95(watch)).toMatchObject({ pairs: 4, bothBad: 1, legacyOnlyBad: 1, candidateOnlyBad: 1 });
  });

  it('of whom one fails: that one took for ever', () => {
    const watch = judging();
    watch.note(pair(took(0.01), failed));
    watch.note(pair(failed, took(0.01)));
    expect(p95(watch)).toMatchObject({ pairs: 2, candidateOnlyBad: 1, legacyOnlyBad: 1, overMax: 1 });
  });

  it('of whom one was broken off count where it is known already what they would have come to', () => {
    const watch = judging();
    const open = (total: number): ReadTimes => took(total, { open: 'client-left' });
    watch.note(pair(took(0.01), open(0.2)));
    watch.note(pair(took(0.01), open(0.05)));
    watch.note(pair(open(0.05), took(0.2)));
    expect(p95(watch)).toMatchObject({ pairs: 1, candidateOnlyBad: 1, timed: 2, overMax: 2 });
  });

  it('count again from nothing when the dial is turned, by the same reference', () => {
    const watch = judging();
    watch.note(pair(took(1), failed));
    watch.beginStep();
    expect(watch.errors.pairs).toBe(0);
    expect(p95(watch)).toMatchObject({ pairs: 0, timed: 0 });
    expect(p95(watch).reference).not.toBeNull();
    watch.note(pair(took(1), failed));
    expect(p95(watch).pairs).toBe(0);
  });

  it('go on in the process that comes after', () => {
    const watch = judging();
    watch.note(pair(took(0.2), took(0.3)));
    watch.note(pair(took(0.01), failed));
    watch.close(true);
    const saved = JSON.parse(JSON.stringify(watch.saved)) as typeof watch.saved;
    const next = new PairWatch({ guards });
    next.resumeWindow(saved);
    next.resumeStep(saved);
    next.resumeDetectors(saved);
    expect(next.errors).toEqual(watch.errors);
    expect(p95(next)).toEqual({ ...p95(watch), windowLeft: p95(next).windowLeft });
    expect(next.detectors.map(({ detector }) => detector.statistic)).toEqual(
      watch.detectors.map(({ detector }) => detector.statistic),
    );
  });
});
