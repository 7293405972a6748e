import { alphaOfAttempt } from '../routing-rules/attempt.js';
import { examine } from '../routing-rules/guards.js';
import type { Dial } from '../routing-rules/dial.js';
import { cleanPairsLeft } from '../routing-rules/formulas/raise.js';
import { rateInterval } from '../routing-rules/formulas/interval.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { nextPosition, turnDial } from '../routing-rules/turn-dial.js';
import type { LatencyBook } from './latency-book.js';
import type { RouteLedger } from './route-ledger.js';
import { unsettledHint } from './unsettled-hint.js';
import type { AuditEntry, NextStep, Scorecard, VersionsFrom } from './scorecard.js';

/** What a scorecard is made of. */
export interface ScorecardParts {
  readonly rule: RouteRule;
  readonly dial: Dial;
  readonly ledger: RouteLedger;
  readonly latency: LatencyBook;
  readonly lastChange: AuditEntry | null;
  readonly versionsFrom: VersionsFrom;
}

/** Everything that is told about one route, as of now. */
export function scorecardOf(parts: ScorecardParts): Scorecard {
  const { rule, dial, ledger, latency, lastChange, versionsFrom } = parts;
  const alpha = alphaOf(rule, dial, ledger);
  const entities = ledger.entities.counts;
  const guards = guardsOf(rule, dial, ledger);
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
    attempt: ledger.attempt,
    entities,
    traffic: trafficOf(ledger, alpha),
    step: stepOf(ledger),
    rate: {
      estimate: entities.compared === 0 ? null : entities.bad / entities.compared,
      ...rateInterval(entities.compared, entities.bad, alpha),
      confidence: 1 - alpha,
    },
    threshold: rule.guards.below,
    cleanPairsLeft: cleanPairsLeft(entities.compared, entities.bad, rule.guards.below, alpha),
    guards,
    lag: ledger.lag.quantiles,
    latency: { legacy: latency.quantiles('legacy'), candidate: latency.quantiles('candidate') },
    coverage: ledger.coverage.summary,
    next: nextStep(rule, dial, missingOf(guards)),
    lastChange,
  };
}

function trafficOf({ draws: { counts } }: RouteLedger, alpha: number): Scorecard['traffic'] {
  const { draws, bad } = counts;
  return { draws, bad, estimate: draws === 0 ? null : bad / draws, ...rateInterval(draws, bad, alpha) };
}

function stepOf({ entities, draws: { counts } }: RouteLedger): Scorecard['step'] {
  const { draws = 0, bad = 0 } = counts.step ?? {};
  return { entities: entities.stepCounts, draws, bad };
}

/** What every guard says of a route's evidence. */
export const guardsOf = (rule: RouteRule, dial: Dial, ledger: RouteLedger) =>
  examine(
    {
      entities: ledger.entities.counts.compared,
      bad: ledger.entities.counts.bad,
      compared: ledger.outcomes.compared,
      dropped: ledger.outcomes.dropped,
      fields: ledger.coverage.covered,
    },
    { ...rule.guards, alpha: alphaOf(rule, dial, ledger) },
  );

/** One sentence for each guard that keeps the dial from rising. */
export const missingOf = (guards: Scorecard['guards']): readonly string[] =>
  guards.filter(({ verdict }) => verdict !== 'pass').map(({ name, detail }) => `${name}: ${detail}`);

/** The error accepted for the next raise: leaving shadow asks for more than a further step, and so does looking again. */
function alphaOf({ guards }: RouteRule, dial: Dial, { attempt }: RouteLedger): number {
  const alpha = 1 - (dial.share > 0 ? guards.confidence.step : guards.confidence.shadow);
  return Number(alphaOfAttempt(alpha, attempt).toPrecision(12));
}

function toldVersions({ id }: RouteLedger): Scorecard['versions'] {
  const { legacy = null, candidate = null } = id.basis?.versions ?? {};
  return { legacy, candidate };
}

function nextStep(rule: RouteRule, dial: Dial, missing: readonly string[]): NextStep | null {
  const to = nextPosition(dial, rule.plan);
  if (!to || !rule.candidate) return null;
  const turned = turnDial(
    dial,
    { action: 'promote' },
    {
      hasCandidate: true,
      hasCohort: Object.keys(rule.only).length > 0,
      plan: rule.plan,
      missing,
      force: false,
      mayForce: false,
    },
  );
  if (turned.kind === 'turned') return { ...to, allowed: true, missing: [] };
  const why = turned.why === 'forbidden-by-guards' ? missing : [turned.detail];
  return { ...to, allowed: false, missing: why };
}
