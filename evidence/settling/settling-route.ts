import { type Freshness, type FreshnessRule, compileFreshness } from '../../comparators/classes/freshness.js';
import type { Looked } from '../../comparators/classes/look.js';
import type { CompiledRules } from '../../comparators/rules/compile-rules.js';
import type { Known } from '../../comparators/suggest/suggestion.js';
import { fingerprintOf } from '../field-book.js';
import { type MismatchClass, worstOf } from '../mismatch-class.js';
import type { Pair } from '../pair.js';
import type { ClassedField, FoundField, Side } from '../tally.js';
import { Attribution } from './attribution.js';
import type { SettleBudget } from './budget.js';
import type { Settled } from './case.js';
import type { EntityMemory } from './entity-memory.js';
import { hash32 } from './hash.js';
import type { LegacyCare } from './legacy-care.js';
import { Pace } from './pace.js';
import { RouteKnowledge } from './route-knowledge.js';

/** How the suspects of a route settle, as authored. */
export interface SettleRule {
  readonly freshness: FreshnessRule;
  /** Reads again of each side, as a share of the route's requests. */
  readonly extraLoad: number;
  /** Whether legacy is read again too. */
  readonly legacy: boolean;
}

/** What reading a route's upstreams again costs them. */
export interface RouteLoad {
  readonly budget: SettleBudget;
  readonly care: LegacyCare;
}

/** What settling knows of one route under one evidence key. */
export class SettlingRoute {
  readonly freshness: Freshness;
  readonly budget: SettleBudget;
  readonly attribution = new Attribution();
  readonly pace = new Pace();
  readonly care: LegacyCare;
  readonly knowledge: RouteKnowledge;

  /** @param load goes on from the evidence before: upstreams feel no difference */
  constructor(
    name: string,
    readonly rules: CompiledRules,
    private readonly rule: SettleRule,
    memory: EntityMemory,
    { budget, care }: RouteLoad,
  ) {
    this.freshness = compileFreshness(rule.freshness);
    this.budget = budget;
    this.care = care;
    this.knowledge = new RouteKnowledge(name, memory);
  }

  /** The sides that may be read again now. */
  sides(now: number): readonly Side[] {
    return this.rule.legacy && this.care.mayRead(now) ? ['legacy', 'candidate'] : ['candidate'];
  }

  /** What a comparison shows, whether or not anything differs. */
  learnFrom({ entity, sampleLevel }: Pair, looked: Looked): void {
    if (sampleLevel !== undefined) this.knowledge.sample(sampleLevel);
    if (looked.read) this.knowledge.remember(entity, looked.read);
    this.knowledge.learn(entity, looked);
  }

  /** The classes of an entity's differences, once they are settled, teach what others of their kind are. */
  learn(entity: string, { fields }: Settled): void {
    const worst = new Map<string, MismatchClass>();
    for (const { pattern, kind, class: mismatchClass } of fields) {
      const fingerprint = fingerprintOf(pattern, kind);
      worst.set(fingerprint, worstOf([mismatchClass, worst.get(fingerprint) ?? mismatchClass]));
    }
    for (const [fingerprint, mismatchClass] of worst) {
      this.attribution.note(fingerprint, hash32(entity), mismatchClass);
      if (mismatchClass === 'unsettled') continue;
      this.knowledge.settled(entity, fingerprint, mismatchClass === 'volatile');
    }
  }

  /** What settling came to at a field. */
  known({ pattern, kind }: FoundField): Known {
    const fingerprint = fingerprintOf(pattern, kind);
    const { unsettled: _, ...classes } = this.attribution.classesOf(fingerprint);
    const settled = Object.values(classes).reduce((sum, count) => sum + count, 0);
    return { classes, settled, entities: this.knowledge.entitiesAt(fingerprint) };
  }

  /** What a pair is taken for that is not read again. */
  withoutReading(fields: readonly FoundField[]): readonly ClassedField[] {
    return fields.map(({ pattern, kind }) => ({
      pattern,
      kind,
      class: this.attribution.classOf(fingerprintOf(pattern, kind)) ?? 'unsettled',
    }));
  }
}
