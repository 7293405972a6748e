import { type Card, outcomesOf } from './banyan/admin.js';
import { type Check, equal, within } from './check.js';
import type { ClientLedger } from './clients/ledger.js';

/** What Banyan counted, beside what its clients did. */
export function checkEvidence(cards: readonly Card[], ledger: ClientLedger): readonly Check[] {
  return cards.flatMap((card) => {
    const { surely, perhaps } = ledger.routes.get(card.name) ?? { surely: 0, perhaps: 0 };
    const checks = [
      equal(`${card.name}: requests are compared or skipped`, card.requests, outcomesOf(card)),
      within(`${card.name}: requests as its clients counted them`, surely, surely + perhaps, card.requests),
    ];
    // A route without a candidate compares nothing.
    if (card.skipped['not-sampled'] === card.requests) return checks;
    const { failed = 0, ...others } = card.mismatched;
    const mismatched = Object.values(others).reduce((sum, count) => sum + count, 0);
    const differing = ledger.differing.get(card.name) ?? 0;
    return [
      ...checks,
      within(`${card.name}: some were compared`, 1, card.requests, card.compared),
      within(
        `${card.name}: mismatches beside ${failed} failed only where a side was at fault`,
        0,
        differing,
        mismatched,
      ),
    ];
  });
}

/** Evidence of one route that was kept under two sets of rules, as one. */
export function sumOfCards(one: Card, other: Card): Card {
  return {
    name: one.name,
    requests: one.requests + other.requests,
    compared: one.compared + other.compared,
    settling: one.settling + other.settling,
    mismatched: sums(one.mismatched, other.mismatched),
    skipped: sums(one.skipped, other.skipped),
  };
}

function sums(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) {
  const all: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) all[name] = (all[name] ?? 0) + count;
  return all;
}
