import { examine } from '../routing-rules/guards.js';
import type { Dial } from '../routing-rules/dial.js';
import { cleanPairsLeft } from '../routing-rules/formulas/raise.js';
import { rateInterval } from '../routing-rules/formulas/interval.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { nextPosition, turnDial } from '../routing-rules/turn-dial.js';
import type { LatencyBook } from './latency-book.js';
import type { RouteLedger } from './route-ledger.js';
import type { AuditEntry, NextStep, Scorecard } from './scorecard.js';

/** What a scorecard is made of. */
export interface ScorecardParts {
  readonly rule: RouteRule;
  readonly dial: Dial;
  readonly ledger: RouteLedger;
  readonly latency: LatencyBook;
  readonly lastChange: AuditEntry | null;
}

/** Everything that is told about one route, as of now. */
export function scorecardOf({ rule, dial, ledger, latency, lastChange }: ScorecardParts): Scorecard {
  const alpha = alphaOf(rule, dial);
  const entities = ledger.entities.counts;
  const guards = guardsOf(rule, dial, ledger);
  const { counts } = ledger;
  return {
    name: rule.name,
    stage: dial.stage,
    share: dial.share,
    revision: dial.revision,
    held: dial.held,
    forced: dial.forced,
    requests: counts.requests,
    compared: ledger.compared,
    matched: counts.matched,
    mismatched: counts.mismatched,
    skipped: counts.skipped,
    lastSkip: ledger.lastSkip,
    settling: 0,
    entities,
    rate: {
      estimate: entities.compared === 0 ? null : entities.bad / entities.compared,
      ...rateInterval(entities.compared, entities.bad, alpha),
      confidence: 1 - alpha,
    },
    threshold: rule.guards.below,
    cleanPairsLeft: cleanPairsLeft(entities.compared, entities.bad, rule.guards.below, alpha),
    guards,
    lag: { p50: null, p95: null, p99: null },
    latency: { legacy: latency.quantiles('legacy'), candidate: latency.quantiles('candidate') },
    next: nextStep(rule, dial, missingOf(guards)),
    lastChange,
  };
}

/** What every guard says of a route's evidence. */
export const guardsOf = (rule: RouteRule, dial: Dial, ledger: RouteLedger) =>
  examine(
    {
      entities: ledger.entities.counts.compared,
      bad: ledger.entities.counts.bad,
      compared: ledger.compared,
      dropped: ledger.dropped,
    },
    { ...rule.guards, alpha: alphaOf(rule, dial) },
  );

/** One sentence for each guard that keeps the dial from rising. */
export const missingOf = (guards: Scorecard['guards']): readonly string[] =>
  guards.filter(({ verdict }) => verdict !== 'pass').map(({ name, detail }) => `${name}: ${detail}`);

/** The error accepted for the next raise: leaving shadow asks for more than a further step. */
const alphaOf = (rule: RouteRule, dial: Dial): number =>
  Number(
    (1 - (dial.share > 0 ? rule.guards.confidence.step : rule.guards.confidence.shadow)).toPrecision(12),
  );

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
