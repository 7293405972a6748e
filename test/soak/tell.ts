import { drawTable } from '../../bench/telling/table.js';
import { outcomesOf } from './banyan/admin.js';
import type { Check } from './check.js';
import { connectionsOf } from './check-figures.js';
import type { SoakResult } from './run-soak.js';

/** What a soak found, for people: what it did, what Banyan counted, and what held. */
export function tell(result: SoakResult): string {
  return [
    tellLoad(result),
    tellRoutes(result),
    tellChecks(result.checks),
    ...result.checks.filter(({ held }) => !held).map(tellViolation),
  ].join('\n\n');
}

/** The same for programs: everything but each second's connections. */
export function tellJson({ readings, ledger, ...rest }: SoakResult): string {
  const { routes, scenes, clientFaults, wrong, wrongs, played } = ledger;
  return JSON.stringify(
    {
      held: rest.checks.every(({ held }) => held),
      ...rest,
      clients: { routes: Object.fromEntries(routes), scenes, clientFaults, wrong, wrongs, played },
      readings: readings.map(({ memory, threads, descriptors }) => ({ memory, threads, descriptors })),
    },
    null,
    2,
  );
}

function tellLoad({ options, ledger, heldBack, upstreams, troubles, rest, log }: SoakResult): string {
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  const kinds = (counts: Readonly<Record<string, number>>): string =>
    `${sum(counts)} of ${Object.keys(counts).length} kinds`;
  const { before, after, ports } = rest;
  const pressure = log['the process runs short of time, memory or descriptors'] ?? 0;
  return [
    `${ledger.played} requests in ${options.seconds} s and a warm-up, ${options.rate} a second, seed ${options.seed}; ${heldBack} held back`,
    `faults met: legacy ${kinds(upstreams.legacy.faults)}, candidate ${kinds(upstreams.candidate.faults)}, clients ${kinds(ledger.clientFaults)}`,
    `beside them: ${troubles.turned} turns of a dial, ${troubles.reloaded} reloads, ${troubles.spoilt} spoilt files, ${troubles.refused} times nobody listened, ${troubles.stalled} stalls`,
    `upstream connections at rest: ${before.pooled} kept for the next request after the warm-up, ${after.pooled} at the end; ${connectionsOf(before.figures, ports).upstreams} and ${connectionsOf(after.figures, ports).upstreams} when idle ones were closed`,
    `Banyan said ${pressure} times that it ran short of something, or no longer did`,
  ].join('\n');
}

function tellRoutes({ cards, ledger }: SoakResult): string {
  const rows = cards.map((card) => {
    const { surely, perhaps } = ledger.routes.get(card.name) ?? { surely: 0, perhaps: 0 };
    return [
      card.name,
      `${surely} to ${surely + perhaps}`,
      card.requests,
      card.compared,
      outcomesOf(card) - card.compared,
      ...['shed', 'aborted', 'legacy-failed', 'over-cap'].map((reason) => card.skipped[reason] ?? 0),
      card.mismatched['failed'] ?? 0,
    ].map(String);
  });
  const head = [
    'route',
    'clients',
    'requests',
    'compared',
    'skipped',
    'shed',
    'aborted',
    'legacy-failed',
    'over-cap',
  ];
  return drawTable([...head, 'failed'], rows);
}

const tellChecks = (checks: readonly Check[]): string =>
  drawTable(
    ['check', 'held', 'expected', 'seen'],
    checks.map(({ name, held, expected, seen }) => [
      name,
      held ? 'yes' : 'NO',
      expected,
      seen.length > 40 || seen.includes('\n') ? 'below' : seen,
    ]),
  );

const tellViolation = ({ name, expected, seen }: Check): string =>
  `DID NOT HOLD ${name}\nexpected: ${expected}\nseen: ${seen}`;
