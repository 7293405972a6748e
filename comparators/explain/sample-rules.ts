import { isIgnored } from '../lists/canonical.js';
import { forTexts } from '../compare-read.js';
import {
  type CompiledRules,
  type PlacedRule,
  type RuleState,
  compileRules,
  placedRules,
} from '../rules/compile-rules.js';
import type { Document } from '../reading/document.js';
import { type PathState, compilePaths } from '../rules/path-states.js';
import { type PathStep, writePattern } from '../pattern.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { decidingRule, isObject } from '../scalars/scalars.js';
import { parseSelector } from '../rules/selector.js';
import { AskedValues, type LackedKey } from './asked-values.js';
import { type Shape, placeMeant, shapeOf } from './document-shape.js';
import { textKey } from '../reading/xml.js';
import { alignForSelectors } from '../shape/xml-shapes.js';

/** A pattern of a document, and the rules that govern its places. */
export interface SampledPattern {
  readonly pattern: string;
  /** Places of this pattern. */
  readonly places: number;
  /** As differences tell them, with the places that each governs: all of them, or those at some positions. */
  readonly rules: readonly { readonly rule: string; readonly places: number }[];
}

/** What became of one rule in a document: places, by what it had to say there. */
export interface SampledRule {
  readonly rule: string;
  /** The way to it inside `compare:`. */
  readonly where: readonly (string | number)[];
  /** Where it stands at all. */
  readonly matches: number;
  /** Where it is the one of its kind that is asked. */
  readonly governs: number;
  /** Where it is asked and legacy's value is one that it can judge: a tolerance a number, a list rule a list. */
  readonly judges: number;
  /** A place that it may have meant, where it matches nothing itself. */
  readonly alike?: string;
  /** Where it judges nothing that it governs: some of what stands there, as JSON. */
  readonly met?: readonly string[];
  /** Members by which it pairs that no member of its lists has. */
  readonly lacks?: readonly LackedKey[];
}

/** A document of legacy's seen through rules. */
export interface RulesInSample {
  /** Patterns with a rule and patterns of values without one, in the document's order. */
  readonly patterns: readonly SampledPattern[];
  /** Every rule that stands at places, renames too. */
  readonly rules: readonly SampledRule[];
}

/** Which rules govern what in a document of legacy's. What is ignored is one place with all below it. */
export function rulesInSample(
  { value, format }: Pick<Tree, 'value' | 'format'>,
  rules: CompareRules,
): RulesInSample {
  const compiled = compileRules(rules);
  if (format !== 'xml') return new Sampler(rules, compiled).run(value);
  // What is a list, one document of XML does not say: the rules do.
  return new Sampler(rules, forTexts(compiled), textKey).run(alignForSelectors(value, compiled.root));
}

type Tree = Extract<Document, { kind: 'tree' }>;

type Standing = Pick<PlacedRule, 'where' | 'selector'> & {
  readonly rule: string;
  readonly kind: string;
  readonly mark?: PlacedRule['mark'];
};
type Count = { matches: number; governs: number; judges: number };

class Sampler {
  private readonly all: readonly Standing[];
  private readonly root: PathState<readonly Standing[]>;
  private readonly counts: ReadonlyMap<Standing, Count>;
  private readonly asked: ReadonlyMap<Standing, AskedValues>;
  private readonly patterns = new Map<string, { places: number; rules: Map<string, number> }>();
  private readonly steps: PathStep[] = [];

  constructor(
    rules: CompareRules,
    private readonly compiled: CompiledRules,
    /** The member that holds the text of an object, and stands at its place. */
    private readonly textKey?: string,
  ) {
    const placed = placedRules(rules).map(
      (placed): Standing => ({ ...placed, rule: placed.mark.rule, kind: placed.mark.kind }),
    );
    const renames = Object.entries(rules.renames ?? {}).map(
      ([legacy, candidate]): Standing => ({
        rule: `renames › ${legacy}: ${candidate}`,
        kind: 'rename',
        where: ['renames', legacy],
        selector: parseSelector(legacy),
      }),
    );
    this.all = [...placed, ...renames];
    this.counts = new Map(this.all.map((rule) => [rule, { matches: 0, governs: 0, judges: 0 }]));
    this.asked = new Map(this.all.map((rule) => [rule, new AskedValues()]));
    this.root = compilePaths(
      this.all.map((mark) => ({ selector: mark.selector, mark })),
      (marks) => marks,
    );
  }

  run(document: unknown): RulesInSample {
    this.look(document, this.root, this.compiled.root, 0, false);
    const patterns = [...this.patterns].map(([pattern, { places, rules }]) => ({
      pattern,
      places,
      rules: [...rules].map(([rule, places]) => ({ rule, places })),
    }));
    const shape = shapeOf(document, this.textKey);
    return { patterns, rules: this.all.map((rule) => this.become(rule, shape)) };
  }

  private become(standing: Standing, shape: Shape): SampledRule {
    const { rule, where, selector, mark } = standing;
    const count = this.count(standing);
    const asked = this.asked.get(standing);
    const alike = count.matches === 0 ? placeMeant(shape, selector) : undefined;
    const met = count.governs > 0 && count.judges === 0 ? asked?.values : undefined;
    const lacks = mark?.kind === 'list' ? (asked?.lacked(mark) ?? []) : [];
    return {
      rule,
      where,
      ...count,
      ...(alike !== undefined && { alike }),
      ...(met !== undefined && { met }),
      ...(lacks.length > 0 && { lacks }),
    };
  }

  private look(
    value: unknown,
    standing: PathState<readonly Standing[]>,
    state: RuleState,
    depth: number,
    silenced: boolean,
  ): void {
    const ignored = isIgnored(state);
    for (const rule of standing.here) this.count(rule).matches += 1;
    const text = this.textKey !== undefined && isObject(value) ? value[this.textKey] : undefined;
    if (!silenced) this.govern(text ?? value, standing.here, state, depth, ignored);
    const below = silenced || ignored;
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) {
        this.steps[depth] = at;
        this.look(item, standing.item(at), state.item(at), depth + 1, below);
      }
    } else if (isObject(value)) {
      for (const key of Object.keys(value)) {
        if (key === this.textKey) continue;
        this.steps[depth] = key;
        this.look(value[key], standing.member(key), state.member(key), depth + 1, below);
      }
    }
  }

  private govern(
    value: unknown,
    here: readonly Standing[],
    state: RuleState,
    depth: number,
    ignored: boolean,
  ): void {
    const winners = [...new Map(here.map((rule) => [rule.kind, rule])).values()]
      .filter(({ kind }) => !ignored || kind === 'ignore' || kind === 'rename')
      .toSorted((a, b) => inTurn.indexOf(a.kind) - inTurn.indexOf(b.kind));
    const judge = decidingRule(value, value, state, this.compiled)?.rule;
    // Ignored is ignored, whichever of several rules it is told by.
    for (const rule of here) {
      if (rule.kind !== 'ignore' && !winners.includes(rule)) continue;
      const count = this.count(rule);
      count.governs += 1;
      if (!canJudge(rule, value, judge)) this.asked.get(rule)?.cannotJudge(value);
      else count.judges += 1;
      if (rule.kind === 'list' && Array.isArray(value)) this.asked.get(rule)?.pairs(value);
    }
    if (winners.length === 0 && holdsMore(value)) return;
    const pattern = writePattern(this.steps, depth);
    const known = this.patterns.get(pattern) ?? { places: 0, rules: new Map<string, number>() };
    this.patterns.set(pattern, known);
    known.places += 1;
    for (const { rule } of winners) known.rules.set(rule, (known.rules.get(rule) ?? 0) + 1);
  }

  private count(rule: Standing): Count {
    return this.counts.get(rule) ?? { matches: 0, governs: 0, judges: 0 };
  }
}

/** The order in which the rules of one place are asked. */
const inTurn: readonly string[] = ['rename', 'ignore', 'list', 'values', 'time', 'number'];

/** True for an object or list whose members are told in its place. */
const holdsMore = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;

/** @param judge the rule that decides of two scalars like this one */
function canJudge({ kind, rule }: Standing, value: unknown, judge: string | undefined): boolean {
  if (kind === 'list') return Array.isArray(value);
  return kind === 'number' || kind === 'time' || kind === 'values' ? judge === rule : true;
}
