import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Span } from '../../evidence/tracing/span.js';
import { type SpanBatch, SpanLine } from './span-line.js';

const span = (id: number): Span => ({
  trace: 'a'.repeat(32),
  id: String(id).padStart(16, '0'),
  parent: undefined,
  name: 'live',
  kind: 'client',
  start: 0,
  end: 1,
  failed: false,
  attributes: {},
});

let posted: SpanBatch[];
let isThere: boolean;
let line: SpanLine;
beforeEach(() => {
  vi.useFakeTimers();
  posted = [];
  isThere = true;
  line = new SpanLine((batch) => {
    if (isThere) posted.push(batch);
    return isThere;
  });
});
afterEach(() => vi.useRealTimers());
const tell = (count: number): void => {
  for (let i = 0; i < count; i++) line.tell(span(i));
};
const sent = () => posted.reduce((sum, { spans }) => sum + spans.length, 0);
const dropped = () => posted.reduce((sum, batch) => sum + batch.dropped, 0);

it('spans that come together leave together', () => {
  tell(3);
  expect(posted).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(posted.map(({ spans }) => spans.length)).toEqual([3]);
});

it('where the other end takes nothing, few batches are out, so much waits, and the rest is dropped and counted', () => {
  for (let i = 0; i < 10; i++) {
    tell(2_000);
    vi.advanceTimersByTime(200);
  }
  expect(posted).toHaveLength(4);
  for (let i = 0; i < 10; i++) line.taken();
  expect(sent() + dropped()).toBe(20_000);
  expect(dropped()).toBe(20_000 - 4 * 2_000 - 4_096);
});

it('what is told while nobody is there is dropped, and counted for whoever comes', () => {
  isThere = false;
  tell(5);
  vi.advanceTimersByTime(200);
  isThere = true;
  line.begin();
  tell(1);
  vi.advanceTimersByTime(200);
  expect([sent(), dropped()]).toEqual([1, 5]);
});

it('another one at the other end owes nothing of what the last one was told', () => {
  for (let i = 0; i < 6; i++) {
    tell(1);
    vi.advanceTimersByTime(200);
  }
  expect(posted).toHaveLength(4);
  line.begin();
  expect(posted).toHaveLength(5);
});
