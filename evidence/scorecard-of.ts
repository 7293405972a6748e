import { blindSpots } from '../routing-rules/blind-spots.js';
import { shownBounds } from '../routing-rules/formulas/shown-bounds.js';
import { cleanPairsLeft } from '../routing-rules/formulas/raise.js';
import type { Position } from '../routing-rules/dial.js';
import type { Turn } from '../routing-rules/dial-table.js';
import { turnDial } from '../routing-rules/turn-dial.js';
import { nextPosition } from '../routing-rules/positions.js';
import type { RouteBooks } from './route-books.js';
import type { RouteLedger } from './route-ledger.js';
import type { GuardFinding } from '../routing-rules/guards/guard.js';
import type { NextStep, Scorecard, ToldGuard } from './scorecard.js';
import {
  alphaOf,
  answeredFor,
  attemptOf,
  contextOf,
  missingOf,
  type Standing,
  standingOf,
} from './standing.js';
import { unsettledHint } from './unsettled-hint.js';

/** Everything that is told about one route, as of now. */
export function scorecardOf(books: RouteBooks, now: Date): Scorecard {
  const { rule, dial, ledger, latency, lastChange, versionsFrom } = books;
  const alpha = alphaOf(books);
  const entities = ledger.entities.counts;
  const standing = standingOf(books);
  const guards = dial.stage === 'retired' ? [] : standing.guards.map((finding) => told(finding, ledger));
  const { counts } = ledger.outcomes;
  return {
    name: rule.name,
    stage: dial.stage,
    share: dial.share,
    revision: dial.revision,
    held: dial.held,
    forced: dial.forced,
    requests: counts.requests,
    compared: ledger.outcomes.compared,
    matched: counts.matched,
    mismatched: counts.mismatched,
    late: counts.late,
    skipped: counts.skipped,
    lastSkip: ledger.lastSkip,
    settling: counts.settling,
    unsettled: counts.unsettled,
    unsettledHint: unsettledHint(counts.unsettled, () => ledger.fieldRows, {
      extraLoad: rule.settle.extraLoad,
      compared: ledger.outcomes.compared,
    }),
    versions: toldVersions(ledger),
    versionsFrom,
    attempt: attemptOf(books),
    entities,
    traffic: trafficOf(ledger, alpha),
    step: stepOf(ledger),
    rate: rateOf(books),
    threshold: rule.guards.below,
    cleanPairsLeft: cleanPairsLeft(entities.compared, entities.bad, rule.guards.below, alpha),
    guards,
    blindSpots: dial.stage === 'retired' ? [] : blindSpotsOf(books),
    lag: ledger.lag.quantiles,
    latency: { legacy: latency.quantiles('legacy'), candidate: latency.quantiles('candidate') },
    coverage: ledger.coverage.summary,
    plan: rule.dial.plan,
    ...stepsFrom(books, standing, guards, now),
    raise: rule.dial.raise === 'auto' && !answeredFor(books) ? 'after-acknowledge' : rule.dial.raise,
    rolledBack: dial.rolledBack,
    dwelt: books.standing.dwelt,
    lastChange,
  };
}

/** The share of entities that are bad, as everybody is told it. */
export function rateOf(books: RouteBooks): Scorecard['rate'] {
  const alpha = alphaOf(books);
  const { compared, bad } = books.ledger.entities.counts;
  const estimate = compared === 0 ? null : bad / compared;
  return { estimate, ...shownBounds(compared, bad, alpha), confidence: 1 - alpha };
}

function blindSpotsOf({ rule, dial, ledger: { watch } }: RouteBooks): readonly string[] {
  return blindSpots(watch.lastMinute.counts, watch.grounds, rule.guards.below, dial.share > 0);
}

function trafficOf({ draws: { counts } }: RouteLedger, alpha: number): Scorecard['traffic'] {
  const { draws, bad } = counts;
  return { draws, bad, estimate: draws === 0 ? null : bad / draws, ...shownBounds(draws, bad, alpha) };
}

function stepOf({ entities, draws: { counts } }: RouteLedger): Scorecard['step'] {
  const { draws = 0, bad = 0 } = counts.step ?? {};
  // Those that came late in the step are the guards' affair alone.
  const { late: _, ...compared } = entities.stepCounts;
  return { entities: compared, draws, bad };
}

function toldVersions({ id }: RouteLedger): Scorecard['versions'] {
  const { legacy = null, candidate = null } = id.basis?.versions ?? {};
  return { legacy, candidate };
}

/** Where the dial may go, by the same judgement that whoever asks for it would get. */
function stepsFrom(
  books: RouteBooks,
  standing: Standing,
  guards: Scorecard['guards'],
  now: Date,
): Pick<Scorecard, 'next' | 'retiring'> {
  const { rule, dial } = books;
  const asker = { by: 'operator', reason: '', force: false } as const;
  const context = contextOf(books, asker, now, standing);
  const step = (to: Position, turn: Turn): NextStep => {
    const turned = turnDial(dial, turn, context);
    const { stage, share } = to;
    if (turned.kind === 'turned')
      return { stage, share, allowed: true, missing: [], yieldsToForce: false, earliest: null };
    const byGuards = turned.why === 'forbidden-by-guards';
    const missing = byGuards ? missingOf(guards) : [turned.detail];
    const earliest = byGuards ? earliestOf(guards, now) : null;
    return { stage, share, allowed: false, missing, yieldsToForce: byGuards, earliest };
  };
  const to = rule.candidate ? nextPosition(dial, rule.dial.plan) : undefined;
  return {
    next: to ? step(to, { action: 'promote' }) : null,
    retiring: dial.stage === 'live' ? step(retired, { action: 'turn', stage: 'retired' }) : null,
  };
}

const retired: Position = { stage: 'retired', share: 1 };

/** When the last of the guards would pass if nothing bad came any more; null where one of them fails, or waits for somebody. */
function earliestOf(guards: readonly ToldGuard[], now: Date): NextStep['earliest'] {
  const waiting = guards.filter(({ verdict }) => verdict !== 'pass');
  const last = waiting.toSorted((a, b) => (b.left?.seconds ?? 0) - (a.left?.seconds ?? 0))[0];
  if (!last || waiting.some(({ left }) => (left?.seconds ?? null) === null)) return null;
  const seconds = last.left?.seconds ?? 0;
  return { at: new Date(now.getTime() + seconds * 1000).toISOString(), because: last.name };
}

function told(finding: GuardFinding, { watch }: RouteLedger): ToldGuard {
  const { left } = finding;
  if (left === null) return { ...finding, left };
  if (finding.verdict === 'fail') return { ...finding, left: { ...left, seconds: null } };
  const seconds = left.of === 'seconds' ? left.count : watch.secondsFor(left.count, left.of);
  return { ...finding, left: { ...left, seconds } };
}
