import { colour } from '../colour.js';
import { isMeasuredOnly } from '../../evidence/measured-only.js';
import type { Quantiles, Scorecard } from '../../evidence/scorecard.js';
import { formatShare } from '../../routing-rules/units.js';
import { type AdminOptions, askAdmin, Refused } from '../admin-client.js';
import { exitCodes } from '../exit.js';
import { inert, print, printJson, printTable } from '../print.js';
import { clockTime } from '../when.js';
import { risingLines } from './rising-lines.js';

/** `banyan status [route]`: the table a release manager wants. Exit 1 when a guard has failed. */
export async function status(
  route: string | undefined,
  options: AdminOptions & { json?: boolean },
): Promise<number> {
  const cards =
    route === undefined
      ? (await askAdmin<{ routes: Scorecard[] }>(options, '/api/v1/routes')).routes
      : [await askAdmin<Scorecard>(options, `/api/v1/routes/${encodeURIComponent(route)}`)];
  const problems = options.json ? [] : await problemsOf(options);
  for (const problem of problems) print(colour.yellow(`! ${problem}`));
  if (options.json) printJson(route === undefined ? { routes: cards } : cards[0]);
  else if (route === undefined) printOverview(cards);
  else for (const line of cards.flatMap(routeLines)) print(line);
  const failed = cards.some(({ guards }) => guards.some(({ verdict }) => verdict === 'fail'));
  return failed ? exitCodes.no : exitCodes.done;
}

/** What `/readyz` says is wrong. */
async function problemsOf(options: AdminOptions): Promise<readonly string[]> {
  try {
    return (await askAdmin<{ problems: readonly string[] }>(options, '/readyz')).problems;
  } catch (error) {
    if (error instanceof Refused && error.status === 503) return [error.message];
    throw error;
  }
}

function printOverview(cards: readonly Scorecard[]): void {
  if (cards.length === 0) {
    print(
      'No route is configured: Banyan passes everything through. Add one under `routes:` in banyan.yaml.',
    );
    return;
  }
  printTable(
    [
      { head: 'ROUTE', fit: 'middle', least: 20 },
      'DIAL',
      { head: 'COMPARED', fit: 'under' },
      { head: 'BAD ENTITIES', fit: 'under' },
      { head: 'LEGACY p50/p95', fit: 'under' },
      { head: 'CANDIDATE p50/p95', fit: 'under' },
      { head: 'NEXT', fit: 'under' },
    ],
    cards.map((card) => [
      card.name,
      dialOf(card),
      String(card.compared),
      rateOf(card),
      pairOf(card.latency.legacy),
      pairOf(card.latency.candidate),
      nextOf(card),
    ]),
  );
}

/** All that a release manager wants to know of one route. */
export function routeLines(card: Scorecard): readonly string[] {
  return [
    `${colour.bold(card.name)}   ${dialOf(card)}${card.next ? `   (next ${shareOf(card.next)})` : ''}`,
    `  compared    ${card.compared} of ${counted(card.requests, 'request')}, ${counted(card.entities.compared, 'entity', 'entities')}; mismatched ${countsOf(card.mismatched)}${card.late > 0 ? `, ${card.late} of the stale too late, which is bad` : ''}${card.settling > 0 ? `, ${card.settling} settling` : ''}`,
    `  skipped     ${countsOf(card.skipped)}`,
    ...unsettledLines(card),
    ...versionLines(card),
    ...(card.lastSkip
      ? [
          `  ${card.lastSkip.reason}  last at ${clockTime(card.lastSkip.time)}: ${inert(card.lastSkip.detail)}`,
        ]
      : []),
    `  bad         ${badOf(card)}`,
    `  requests    ${drawnOf(card)}`,
    ...(card.revision === 0 ? [] : [`  since turn  ${stepOf(card.step)}`]),
    ...(card.lag.p50 === null ? [] : [`  lag         ${latencyOf(card.lag)}`]),
    `  fields      ${fieldsOf(card.coverage)}`,
    `  legacy      ${latencyOf(card.latency.legacy)}`,
    `  candidate   ${latencyOf(card.latency.candidate)}`,
    ...risingLines(card),
  ];
}

/** Why the class of some was never known, and what would help. */
function unsettledLines({ unsettled, unsettledHint }: Scorecard): readonly string[] {
  if (Object.keys(unsettled).length === 0) return [];
  return [
    `  unsettled   ${countsOf(unsettled)}`,
    ...(unsettledHint === null ? [] : [`              ${inert(unsettledHint)}`]),
  ];
}

/** Which versions the evidence is of; of a side whose deploys cannot be seen, how to see them. */
function versionLines(card: Scorecard): readonly string[] {
  const { versions, versionsFrom, attempt } = card;
  const sides = isMeasuredOnly(card) ? (['legacy'] as const) : (['legacy', 'candidate'] as const);
  const told = sides.map((side) => {
    const from = versionsFrom[side];
    return from === null
      ? `${side} unseen`
      : `${side} ${inert(versions[side] ?? 'none told yet')} (${inert(from)})`;
  });
  const again = attempt > 1 ? `; attempt ${attempt} on this candidate: more must be proven` : '';
  const unseen = sides.filter((side) => versionsFrom[side] === null);
  return [
    `  versions    ${told.join(', ')}${again}`,
    ...(unseen.length > 0
      ? [
          '              deploys of what is unseen are invisible: name a version: under its upstream in banyan.yaml',
        ]
      : []),
  ];
}

function badOf(card: Scorecard): string {
  const noun = card.entities.compared === 1 ? 'entity' : 'entities';
  const told = card.rate.estimate === null ? rateOf(card) : `${rateOf(card)} ${noun}`;
  return `${told}; to be below ${formatShare(card.threshold)} at ${formatShare(card.rate.confidence)} confidence`;
}

/** How much of legacy's contract is proven, in one line. */
function fieldsOf({ censuses, fields, hours, ...of }: Scorecard['coverage']): string {
  if (censuses === 0) return 'not known yet which fields legacy has';
  const rest = [
    [of.neverEqual, 'never equal'],
    [of.neverPresent, 'never on the candidate'],
    [of.ignored, 'ignored by rules'],
  ] as const;
  const told = rest.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [
    `${of.equal} of ${fields} equal at least once`,
    ...told,
    `compared in ${hours} of 24 hours (UTC)`,
  ].join('; ');
}

/** `split 5 % (held)`: where a dial stands. */
export function dialOf(card: Pick<Scorecard, 'stage' | 'share' | 'held' | 'forced'>): string {
  const marks = [card.held && 'held', card.forced && 'forced'].filter(Boolean);
  return `${shareOf(card)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
}

const shareOf = ({ stage, share }: Pick<Scorecard, 'stage' | 'share'>): string =>
  stage === 'split' ? formatShare(share) : stage;

function rateOf({ rate, entities }: Scorecard): string {
  if (rate.estimate === null) return 'nothing compared yet';
  return `${formatShare(rate.estimate)} [${formatShare(rate.lower)} … ${formatShare(rate.upper)}] of ${entities.compared}`;
}

/** How often clients would have met what is bad, by one request drawn from every ten seconds. */
function drawnOf({ traffic: { draws, estimate, lower, upper } }: Scorecard): string {
  if (estimate === null) return 'none drawn yet';
  return `${formatShare(estimate)} bad [${formatShare(lower)} … ${formatShare(upper)}] of ${counted(draws, 'draw')}, one every 10 s`;
}

/** What was compared since the dial was last turned. */
const stepOf = ({ entities, draws, bad }: Scorecard['step']): string =>
  `${counted(entities.compared, 'entity', 'entities')}, ${entities.bad} bad; ${counted(draws, 'draw')}, ${bad} bad`;

/** `aborted 3 · shed 1`. */
function countsOf(counts: Readonly<Record<string, number>>): string {
  const seen = Object.entries(counts).filter(([, count]) => count > 0);
  return seen.length === 0 ? 'none' : seen.map(([name, count]) => `${name} ${count}`).join(' · ');
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const nextOf = ({ next, retiring, held }: Scorecard): string => {
  if (held) return 'held';
  const step = next ?? retiring;
  if (!step) return '—';
  // Nothing happens by itself there: it may, and somebody must say so.
  if (step.allowed) return next ? `${shareOf(step)} now` : 'may be retired';
  const { earliest } = step;
  if (earliest !== null)
    return `${shareOf(step)} from ${clockTime(earliest.at)} (${inert(earliest.because)})`;
  return `not yet: ${inert(step.missing[0] ?? '')}`;
};

const milliseconds = (seconds: number | null): string =>
  seconds === null ? '—' : `${Math.round(seconds * 1000)} ms`;
const pairOf = ({ p50, p95 }: Quantiles): string =>
  p50 === null ? '—' : `${milliseconds(p50)} / ${milliseconds(p95)}`;
const latencyOf = ({ p50, p95, p99 }: Quantiles): string =>
  p50 === null
    ? 'not measured yet'
    : `p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}`;
