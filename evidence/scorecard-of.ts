import { shownBounds } from '../routing-rules/formulas/shown-bounds.js';
import { cleanPairsLeft } from '../routing-rules/formulas/raise.js';
import { turnDial } from '../routing-rules/turn-dial.js';
import { nextPosition } from '../routing-rules/positions.js';
import type { RouteBooks } from './route-books.js';
import type { RouteLedger } from './route-ledger.js';
import type { GuardFinding } from '../routing-rules/guards/guard.js';
import type { NextStep, Scorecard, ToldGuard } from './scorecard.js';
import { alphaOf, attemptOf, contextOf, missingOf, type Standing, standingOf } from './standing.js';
import { unsettledHint } from './unsettled-hint.js';

/** Everything that is told about one route, as of now. */
export function scorecardOf(books: RouteBooks, now: Date): Scorecard {
  const { rule, dial, ledger, latency, lastChange, versionsFrom } = books;
  const alpha = alphaOf(books);
  const entities = ledger.entities.counts;
  const standing = standingOf(books);
  const guards = standing.guards.map((finding) => told(finding, ledger));
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
    unsettledHint: unsettledHint(counts.unsettled, () => ledger.fieldRows),
    versions: toldVersions(ledger),
    versionsFrom,
    attempt: attemptOf(books),
    entities,
    traffic: trafficOf(ledger, alpha),
    step: stepOf(ledger),
    rate: {
      estimate: entities.compared === 0 ? null : entities.bad / entities.compared,
      ...shownBounds(entities.compared, entities.bad, alpha),
      confidence: 1 - alpha,
    },
    threshold: rule.guards.below,
    cleanPairsLeft: cleanPairsLeft(entities.compared, entities.bad, rule.guards.below, alpha),
    guards,
    lag: ledger.lag.quantiles,
    latency: { legacy: latency.quantiles('legacy'), candidate: latency.quantiles('candidate') },
    coverage: ledger.coverage.summary,
    next: nextStep(books, standing, guards, now),
    rolledBack: dial.rolledBack,
    dwelt: books.standing.dwelt,
    lastChange,
  };
}

function trafficOf({ draws: { counts } }: RouteLedger, alpha: number): Scorecard['traffic'] {
  const { draws, bad } = counts;
  return { draws, bad, estimate: draws === 0 ? null : bad / draws, ...shownBounds(draws, bad, alpha) };
}

function stepOf({ entities, draws: { counts } }: RouteLedger): Scorecard['step'] {
  const { draws = 0, bad = 0 } = counts.step ?? {};
  return { entities: entities.stepCounts, draws, bad };
}

function toldVersions({ id }: RouteLedger): Scorecard['versions'] {
  const { legacy = null, candidate = null } = id.basis?.versions ?? {};
  return { legacy, candidate };
}

/** Where the dial would go next, by the same judgement that a promote would get. */
function nextStep(
  books: RouteBooks,
  standing: Standing,
  guards: Scorecard['guards'],
  now: Date,
): NextStep | null {
  const { rule, dial } = books;
  const to = nextPosition(dial, rule.dial.plan);
  if (!to || !rule.candidate) return null;
  const asker = { by: 'operator', reason: '', force: false } as const;
  const turned = turnDial(dial, { action: 'promote' }, contextOf(books, asker, now, standing));
  if (turned.kind === 'turned') return { ...to, allowed: true, missing: [], earliest: null };
  const why = turned.why === 'forbidden-by-guards' ? missingOf(guards) : [turned.detail];
  const earliest = turned.why === 'forbidden-by-guards' ? earliestOf(guards, now) : null;
  return { ...to, allowed: false, missing: why, earliest };
}

/** When the last of the guards would pass if nothing bad came any more; null where one of them waits for somebody. */
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
  const seconds = left.of === 'seconds' ? left.count : watch.secondsFor(left.count, left.of);
  return { ...finding, left: { ...left, seconds } };
}
