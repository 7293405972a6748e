import { isMeasuredOnly } from '../../evidence/measured-only.js';
import type { Quantiles, Scorecard } from '../../evidence/scorecard.js';
import type { Side } from '../../evidence/tally.js';
import { describe } from '../../routing-rules/positions.js';
import { formatShare } from '../../routing-rules/units.js';
import { colour } from '../colour.js';
import { hanging, widthOf } from '../fitted-text.js';
import { inert } from '../print.js';
import { type Columns, tableLines } from '../table.js';
import { clockTime } from '../when.js';
import { risingLines } from './rising-lines.js';

/** A line for each route, or what to do where there is none. */
export function overviewLines(cards: readonly Scorecard[], width: number): readonly string[] {
  if (cards.length === 0)
    return [
      'No route is configured: Banyan passes everything through. Add one under `routes:` in banyan.yaml.',
    ];
  return tableLines(
    overview,
    cards.map((card) => [
      card.name,
      isRollbackOpen(card) ? `${dialOf(card)} (rolled back)` : dialOf(card),
      grouped(card.compared),
      rateOf(card),
      pairOf(card.latency.legacy),
      pairOf(card.latency.candidate),
      nextOf(card),
    ]),
    width,
  );
}

const overview: Columns = [
  { head: 'ROUTE', fit: 'middle', least: 20 },
  'DIAL',
  { head: 'COMPARED', fit: 'under' },
  { head: 'BAD ENTITIES', fit: 'under' },
  { head: 'LEGACY p50/p95', fit: 'under' },
  { head: 'CANDIDATE p50/p95', fit: 'under' },
  { head: 'NEXT', fit: 'under' },
];

/**
 * All that a release manager wants to know of one route: where it stands, what every guard says and what may be done
 * now, as the design draws it (design: pages, Terminal); below that what it rests on.
 * @param width columns of the terminal, within which sentences wrap
 */
export function routeLines(card: Scorecard, width = Number.POSITIVE_INFINITY): readonly string[] {
  const rising = risingLines(card, width);
  return [
    ...headLines(card, width),
    ...rising,
    ...(rising.length > 0 ? [''] : []),
    ...factLines(card, width),
  ];
}

/** Lines are no longer than a page is wide, however wide the terminal. */
const widestHead = 100;

/** `customer-overview   split 5 %   (next 25 %)`, and at the right which versions the evidence is of. */
function headLines(card: Scorecard, width: number): readonly string[] {
  const where = `${card.name}   ${describe(card)}${marksOf(card)}${card.next ? `   (next ${shareOf(card.next)})` : ''}`;
  const versions = versionsOf(card);
  const isTerminal = width !== Number.POSITIVE_INFINITY;
  const room = isTerminal ? Math.min(width, widestHead) - widthOf(where) - widthOf(versions) : gap.length;
  const shown = where.replace(card.name, colour.bold(card.name));
  if (room < gap.length) return [shown, ...hanging('  ', versions, width).map((line) => colour.dim(line))];
  return [`${shown}${' '.repeat(Math.max(gap.length, room))}${colour.dim(versions)}`];
}

const gap = '   ';

/** `candidate 1.4.2 · legacy unseen`: of which versions the evidence is. */
function versionsOf(card: Scorecard): string {
  const { versions, versionsFrom } = card;
  return sidesOf(card)
    .map((side) =>
      versionsFrom[side] === null ? `${side} unseen` : `${side} ${inert(versions[side] ?? 'none told yet')}`,
    )
    .join(' · ');
}

const sidesOf = (card: Scorecard): readonly Side[] =>
  isMeasuredOnly(card) ? ['legacy'] : ['candidate', 'legacy'];

/** What the guards rest on, each under its name; what is nothing to tell has no line. */
function factLines(card: Scorecard, width: number): readonly string[] {
  const facts: readonly (readonly [label: string, text: string] | false)[] = [
    card.requests === 0 &&
      !isMeasuredOnly(card) && ['compared', 'nothing yet: no request of this route came through the proxy'],
    isMeasuredOnly(card) && ['compared', noCandidate(card)],
    card.requests > 0 && !isMeasuredOnly(card) && ['compared', comparedOf(card)],
    card.requests > 0 && Object.keys(card.skipped).length > 0 && ['skipped', countsOf(card.skipped)],
    card.lastSkip !== null && ['', lastSkipOf(card.lastSkip)],
    Object.keys(card.unsettled).length > 0 && ['unsettled', countsOf(card.unsettled)],
    Object.keys(card.unsettled).length > 0 && card.unsettledHint !== null && ['', inert(card.unsettledHint)],
    !isMeasuredOnly(card) && ['bad', badOf(card)],
    !isMeasuredOnly(card) && ['requests', drawnOf(card)],
    card.revision > 0 && !isMeasuredOnly(card) && ['since turn', stepOf(card.step)],
    card.lag.p50 !== null && ['lag', latencyOf(card.lag)],
    !isMeasuredOnly(card) && ['fields', fieldsOf(card.coverage)],
    ['legacy', latencyOf(card.latency.legacy)],
    !isMeasuredOnly(card) && ['candidate', latencyOf(card.latency.candidate)],
    ...versionFacts(card),
  ];
  return facts.flatMap((fact) => (fact === false ? [] : hanging(`  ${fact[0].padEnd(12)}`, fact[1], width)));
}

const noCandidate = ({ name }: Scorecard): string =>
  `nothing: the route has no candidate. Under routes: ${name}: in banyan.yaml, candidate: { upstream: … } gives it one`;

function comparedOf(card: Scorecard): string {
  const late = card.late > 0 ? `, ${grouped(card.late)} of the stale too late, which is bad` : '';
  const settling = card.settling > 0 ? `, ${grouped(card.settling)} settling` : '';
  const entities = counted(card.entities.compared, 'entity', 'entities');
  return `${grouped(card.compared)} of ${counted(card.requests, 'request')}, ${entities}; mismatched ${countsOf(card.mismatched)}${late}${settling}`;
}

const lastSkipOf = ({ reason, time, detail }: NonNullable<Scorecard['lastSkip']>): string =>
  `${reason} last at ${clockTime(time)}: ${inert(detail)}`;

/** From where versions are known, how to see deploys that are not, and that edits ask for more to be proven. */
function versionFacts(card: Scorecard): readonly (readonly [label: string, text: string])[] {
  const { versionsFrom, attempt } = card;
  const seen = sidesOf(card).filter((side) => versionsFrom[side] !== null);
  const unseen = sidesOf(card).filter((side) => versionsFrom[side] === null);
  const told = [
    ...seen.map((side) => `${side}'s by ${inert(versionsFrom[side] ?? '')}`),
    ...(unseen.length === 0
      ? []
      : [
          `deploys of ${unseen.join(' and ')} are invisible: name a version: under its upstream in banyan.yaml`,
        ]),
    ...(attempt > 1 ? [`attempt ${attempt} on this candidate: more must be proven`] : []),
  ];
  return [['versions', told.join('; ')]];
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

/** `5 % (held)`: where a dial stands. */
export function dialOf(card: Pick<Scorecard, 'stage' | 'share' | 'held' | 'forced'>): string {
  return shareOf(card) + marksOf(card);
}

function marksOf(card: Pick<Scorecard, 'held' | 'forced'>): string {
  const marks = [card.held && 'held', card.forced && 'forced'].filter(Boolean);
  return marks.length > 0 ? ` (${marks.join(', ')})` : '';
}

const shareOf = ({ stage, share }: Pick<Scorecard, 'stage' | 'share'>): string =>
  stage === 'split' ? formatShare(share) : stage;

function rateOf({ rate, entities }: Scorecard): string {
  if (rate.estimate === null) return 'nothing compared yet';
  return `${formatShare(rate.estimate)} [${formatShare(rate.lower)} … ${formatShare(rate.upper)}] of ${grouped(entities.compared)}`;
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
  return seen.length === 0 ? 'none' : seen.map(([name, count]) => `${name} ${grouped(count)}`).join(' · ');
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${grouped(count)} ${count === 1 ? one : many}`;

/** `4,410`, as the guards write theirs. */
const grouped = (count: number): string => count.toLocaleString('en-US');

const nextOf = (card: Scorecard): string => {
  const { next, retiring, held, rolledBack } = card;
  if (rolledBack !== null && isRollbackOpen(card)) return rollbackOf(rolledBack);
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

/**
 * Whether a rollback waits for somebody: nobody has acknowledged it, and no other candidate has answered for it, which
 * its guard says. Of one by hand that is so only where it keeps the route from rising by itself.
 */
function isRollbackOpen({ rolledBack, guards, raise }: Scorecard): boolean {
  if (rolledBack === null || rolledBack.acknowledged) return false;
  if (!rolledBack.automatic) return raise === 'after-acknowledge';
  return rolledBack.latched || guards.some(({ name, verdict }) => name === 'rollback' && verdict !== 'pass');
}

/** `rolled back by itself 23:47 UTC: 11 of the last 20 entities are bad; acknowledge it`. */
const rollbackOf = ({ automatic, at, why, latched }: NonNullable<Scorecard['rolledBack']>): string =>
  `rolled back ${automatic ? 'by itself ' : ''}${clockTime(at)}: ${inert(why)}; ${latched ? 'an admin unlatches it' : 'acknowledge it'}`;

/** `540 ms`, `1,120 ms`, `13.8 s`: as the page has it. */
const milliseconds = (seconds: number | null): string => {
  if (seconds === null) return '—';
  return seconds < 10 ? `${grouped(Math.round(seconds * 1000))} ms` : `${Number(seconds.toFixed(1))} s`;
};
const pairOf = ({ p50, p95 }: Quantiles): string =>
  p50 === null ? '—' : `${milliseconds(p50)} / ${milliseconds(p95)}`;
const latencyOf = ({ p50, p95, p99 }: Quantiles): string =>
  p50 === null
    ? 'not measured yet'
    : `p50 ${milliseconds(p50)}, p95 ${milliseconds(p95)}, p99 ${milliseconds(p99)}`;
