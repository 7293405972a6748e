import { isDeepStrictEqual } from 'node:util';
import type { CustomJudge } from '../comparators/custom.js';
import { compileRedaction, type Redaction } from '../comparators/redact.js';
import { type CompiledRules, compileRules } from '../comparators/rules/compile-rules.js';
import type { CompareRules } from '../comparators/rules/rules-schema.js';
import { CensusTaker } from './census-taker.js';
import { SampleChoice } from './sample-choice.js';
import { SettleBudget } from './settling/budget.js';
import type { EntityMemory } from './settling/entity-memory.js';
import { LegacyCare } from './settling/legacy-care.js';
import { type RouteLoad, SettlingRoute, type SettleRule } from './settling/settling-route.js';
import type { SideVersions } from './side-versions.js';
import type { Side } from './tally.js';

/** What the analyst knows of a route. */
export interface AnalystRoute {
  readonly name: string;
  readonly compare: CompareRules;
  readonly redact: readonly string[];
  /** Its custom comparator. */
  readonly custom?: CustomJudge | undefined;
  readonly settle: SettleRule;
  /** What answers for both sides: something else is other evidence, as other versions are. */
  readonly answers?: string | undefined;
  /** Other versions are other evidence, which wants samples of its own. */
  readonly versions?: SideVersions | undefined;
  /** How often its evidence was restarted by hand. */
  readonly restarts?: number | undefined;
}

/** A route with what is compiled of its rules, and what its evidence has taught so far. */
export interface PreparedRoute {
  readonly from: AnalystRoute;
  readonly rules: CompiledRules;
  readonly redaction: Redaction;
  readonly settling: SettlingRoute;
  readonly samples: SampleChoice;
  readonly census: CensusTaker;
}

/**
 * Begins the evidence of a route.
 * @param now milliseconds that never go back
 * @param before what it has cost its upstreams so far: they feel no difference
 */
export function prepare(
  from: AnalystRoute,
  { memory, now }: { readonly memory: EntityMemory; readonly now: () => number },
  before: RouteLoad | undefined,
): PreparedRoute {
  const rules = compileRules(from.compare, from.custom);
  const load = before ?? { budget: new SettleBudget(), care: new LegacyCare() };
  load.budget.begin(from.settle.extraLoad, now());
  return {
    from,
    rules,
    redaction: compileRedaction(from.redact, from.compare.renames),
    settling: new SettlingRoute(from.name, rules, from.settle, memory, load),
    samples: new SampleChoice(now),
    census: new CensusTaker(),
  };
}

/** Whether it is the same evidence; versions that were waited for make no other. */
export function goesOn(before: AnalystRoute, after: AnalystRoute): boolean {
  const isSame = (side: Side): boolean =>
    before.versions?.[side] === undefined || before.versions[side] === after.versions?.[side];
  const withoutVersions = (route: AnalystRoute) => ({ ...route, versions: undefined });
  return (
    isDeepStrictEqual(withoutVersions(before), withoutVersions(after)) &&
    isSame('legacy') &&
    isSame('candidate')
  );
}
