import { expect, test } from 'vitest';
import { guardRules, guardsSchema } from './guard-rules.js';

test('requests may be as bad as entities, where the route says nothing else of them', () => {
  expect(guardRules().traffic).toBe(0.001);
  expect(guardRules({ mismatch: { below: 0.02 } })).toMatchObject({ below: 0.02, traffic: 0.02 });
  expect(guardRules({ traffic: { below: 0.3 } })).toMatchObject({ below: 0.001, traffic: 0.3 });
});

/** What is guarded where this stands under `latency:`. */
const latencyOf = (latency: unknown) => guardRules(guardsSchema.parse({ latency }));
const names = (latency: unknown) => latencyOf(latency).latency.map(({ name }) => name);

test('none is guarded where that is said', () => expect(names('none')).toEqual([]));

test('p95 and p99 are guarded where no quantile is named, whatever else is said of latency', () => {
  for (const latency of [undefined, {}, { window: '2h' }, { window: '2h', pairs: 2500 }])
    expect(names(latency)).toEqual(['p95', 'p99']);
  expect(latencyOf({ window: '2h' })).toMatchObject({
    reference: { window: 7_200, pairs: 2_000 },
    latency: [
      { worseBy: 0.1, max: null },
      { worseBy: 0.1, max: null },
    ],
  });
});

test('who names a quantile names all that are guarded', () => {
  expect(latencyOf({ window: '2h', p50: { max: '1s' } }).latency).toMatchObject([
    { name: 'p50', worseBy: null, max: 1 },
  ]);
});
