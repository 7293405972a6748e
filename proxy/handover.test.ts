import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RawPair } from '../evidence/pair.js';
import { readPairs } from '../evidence/pair-codec.js';
import { CaptureBudget } from './capture.js';
import { Handover, type PairBatch } from './handover.js';

const MiB = 1024 * 1024;
const pair = (key: string, bytes: number, route = 'r'): RawPair => {
  const side = {
    observation: { kind: 'answer' as const, status: 200, headers: [], body: [Buffer.alloc(bytes, key)] },
    duration: 0.1,
  };
  return { route, entity: key, key, request: 'GET /', servedBy: 'legacy', legacy: side, candidate: side };
};

let sent: PairBatch[];
let budget: CaptureBudget;
let handover: Handover;
beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  budget = new CaptureBudget(64 * MiB);
  handover = new Handover(budget, (batch) => sent.push(batch));
});
afterEach(() => vi.useRealTimers());

const keysOf = ({ slab, length }: PairBatch): string[] =>
  [...readPairs(Buffer.from(slab), length)].map(({ key }) => key);

it('pairs that wait together leave together, when they are old enough', () => {
  handover.offer(pair('a', 10));
  handover.offer(pair('b', 10));
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(60);
  expect(sent.map(keysOf)).toEqual([['a', 'b']]);
});

it('what waits is not owed by an analyst that was not sent it, or a quiet one would be taken for one that hangs', () => {
  handover.offer(pair('a', 10));
  expect(handover.owed).toBe(0);
  handover.flush();
  expect(handover.owed).toBe(1);
});

it('a pair larger than a slab crosses in one of its own', () => {
  handover.offer(pair('small', 10));
  handover.offer(pair('large', 3 * MiB));
  handover.flush();
  expect(sent.map(keysOf)).toEqual([['small'], ['large']]);
});

it('a busy analyst is sent fewer and fuller batches', () => {
  for (let i = 0; i < 640; i++) {
    handover.offer(pair(`k${i}`, 100));
    if (i % 10 === 0) vi.advanceTimersByTime(60);
  }
  expect(sent).toHaveLength(3);
  const out = sent.slice();
  for (const { id, slab } of out) handover.acknowledged(id, slab);
  vi.advanceTimersByTime(60);
  expect(sent.flatMap(keysOf)).toHaveLength(640);
});

it('what the analyst has not acknowledged takes half of the budget and no more; the newest is refused', () => {
  let taken = 0;
  while (handover.offer(pair('k', MiB))) taken += 1;
  expect(taken).toBeGreaterThan(10);
  expect(budget.used).toBeLessThanOrEqual(32 * MiB);
  const out = sent.splice(0);
  for (const { id, slab } of out) handover.acknowledged(id, slab);
  expect(handover.offer(pair('k', MiB))).toBe(true);
});

it('when all is acknowledged, or lost with its analyst, the budget is whole again', () => {
  for (let i = 0; i < 100; i++) handover.offer(pair(`k${i}`, 20_000, i % 2 === 0 ? 'even' : 'odd'));
  handover.flush();
  const [first, ...others] = sent;
  handover.acknowledged(first!.id, first!.slab);
  const lost = [...handover.lost().values()].reduce((sum, count) => sum + count, 0);
  expect(lost).toBe(others.flatMap(keysOf).length);
  expect([budget.used, handover.owed]).toEqual([0, 0]);
  // An acknowledgement that was under way when the analyst died changes nothing.
  handover.acknowledged(others[0]!.id, others[0]!.slab);
  expect(budget.used).toBe(0);
});
