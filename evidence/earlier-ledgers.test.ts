import { expect, it } from 'vitest';
import { EarlierLedgers } from './earlier-ledgers.js';
import type { RouteLedger } from './route-ledger.js';

const settled = (): RouteLedger => ({ isSettled: true }) as RouteLedger;

it('an edition is let go of when it has ended and another took over, also where evidence was restarted in it', () => {
  const earlier = new EarlierLedgers();
  const left = settled();
  earlier.leave(1, 'r', left);
  earlier.ended(1);
  earlier.forgetSettled(new Set());
  // It serves until the next one takes over.
  expect(earlier.of('r', 1)).toBe(left);
  earlier.keep(1, new Map([['s', settled()]]));
  expect(earlier.all()).toHaveLength(2);
  earlier.forgetSettled(new Set());
  expect(earlier.all()).toEqual([]);
});

it('what an edition tells of a route belongs to the evidence that it left first', () => {
  const earlier = new EarlierLedgers();
  const [first, second] = [settled(), settled()];
  earlier.leave(1, 'r', first);
  earlier.leave(1, 'r', second);
  earlier.keep(1, new Map([['r', settled()]]));
  expect(earlier.of('r', 1)).toBe(first);
});
