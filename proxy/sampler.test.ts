import { expect, it } from 'vitest';
import { newTraceId } from '../evidence/tracing/trace-ids.js';
import { samplerOf } from './sampler.js';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

it.each([
  ['always_on', true, true, true],
  ['always_off', false, false, false],
  ['parentbased_always_on', true, true, false],
  ['parentbased_always_off', false, true, false],
] as const)('%s: a trace that begins here, one that is recorded, one that is not', (name, ...expected) => {
  const samples = samplerOf(name, 1);
  expect([undefined, 1, 0].map((flags) => samples(trace, flags))).toEqual(expected);
});

it('a ratio takes its part of the traces, and of a smaller one no other', () => {
  const traces = Array.from({ length: 4_000 }, newTraceId);
  const taken = (ratio: number) => traces.filter((one) => samplerOf('traceidratio', ratio)(one, undefined));
  expect(taken(0)).toEqual([]);
  expect(taken(1)).toHaveLength(traces.length);
  const quarter = taken(0.25);
  expect(quarter.length / traces.length).toBeCloseTo(0.25, 1);
  const half = new Set(taken(0.5));
  expect(quarter.every((one) => half.has(one))).toBe(true);
});

it('a ratio below a parent asks the parent first', () => {
  const samples = samplerOf('parentbased_traceidratio', 0);
  expect([samples(trace, undefined), samples(trace, 1)]).toEqual([false, true]);
});
