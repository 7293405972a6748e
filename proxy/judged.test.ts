import { expect, it } from 'vitest';
import type { FailureReason } from '../comparators/observation.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { Judged } from './judged.js';
import type { Receiver } from './receiver.js';

const nobody: Receiver = { interim() {}, head() {}, data: () => true, end() {}, fail() {} };

it.each<[FailureReason, 'open' | 'closed']>([
  ['refused', 'open'],
  ['timeout', 'open'],
  ['truncated', 'open'],
  // The client went away; and this process had no descriptor left to ask with.
  ['aborted', 'closed'],
  ['exhausted', 'closed'],
])('five reads in a row that fail as `%s` leave the breaker %s', (reason, kind) => {
  const breaker = new CircuitBreaker(1_000);
  for (let i = 0; i < 5; i++)
    new Judged(breaker.admit(0)!, false, nobody).fail({ kind: 'failure', reason, detail: '' });
  expect(breaker.state.kind).toBe(kind);
});
