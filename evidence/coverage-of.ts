import { standingOf } from './coverage-book.js';
import type { RouteLedger } from './route-ledger.js';
import type { Coverage } from './scorecard.js';
import { harmlessSkips, type SkipReason } from './skip-reason.js';

/** How much of a route was compared, as of now. */
export function coverageOf(ledger: RouteLedger): Coverage {
  const skipped = Object.entries(ledger.counts.skipped);
  const only = (harmless: boolean): Coverage['skipped'] =>
    Object.fromEntries(skipped.filter(([reason]) => harmlessSkips.has(reason as SkipReason) === harmless));
  return {
    censuses: ledger.coverage.censuses,
    fields: ledger.coverage.fields().map((field) => ({ ...field, standing: standingOf(field) })),
    entities: ledger.entities.counts.compared,
    eligible: ledger.outcomes.compared + ledger.outcomes.dropped,
    compared: ledger.outcomes.compared,
    skipped: only(false),
    harmless: only(true),
    hours: ledger.coverage.hours,
  };
}
