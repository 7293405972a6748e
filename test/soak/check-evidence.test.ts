import { expect, it } from 'vitest';
import type { Card } from './banyan/admin.js';
import { checkEvidence, sumOfCards } from './check-evidence.js';
import { ClientLedger } from './clients/ledger.js';

const card = (more: Partial<Card> = {}): Card => ({
  name: 'items',
  requests: 10,
  compared: 8,
  settling: 0,
  mismatched: { failed: 2, unsettled: 1 },
  skipped: { aborted: 2 },
  ...more,
});

const ledger = (surely: number, perhaps: number, differing: number): ClientLedger => {
  const known = new ClientLedger();
  known.routes.set('items', { surely, perhaps });
  known.differing.set('items', differing);
  return known;
};
const violated = (one: Card, known: ClientLedger): string[] =>
  checkEvidence([one], known)
    .filter(({ held }) => !held)
    .map(({ name }) => name);

it('all holds where Banyan counted what its clients did', () => {
  expect(violated(card(), ledger(9, 2, 1))).toEqual([]);
});

it('a request without an outcome, and one that nobody sent, are told', () => {
  expect(violated(card({ compared: 7 }), ledger(9, 2, 1))).toEqual([
    'items: requests are compared or skipped',
  ]);
  expect(violated(card(), ledger(8, 1, 1))).toEqual(['items: requests as its clients counted them']);
});

it('a mismatch that nobody caused is told', () => {
  expect(violated(card(), ledger(9, 2, 0))).toEqual([
    'items: mismatches beside 2 failed only where a side was at fault',
  ]);
});

it('what was kept under two sets of rules is one sum', () => {
  const other = card({ requests: 3, compared: 2, mismatched: { failed: 1 }, skipped: { shed: 1 } });
  expect(sumOfCards(card(), other)).toEqual(
    card({
      requests: 13,
      compared: 10,
      mismatched: { failed: 3, unsettled: 1 },
      skipped: { aborted: 2, shed: 1 },
    }),
  );
});
