import { isIgnored, listRuleAt } from './canonical.js';
import type { CompiledRules, RuleState } from './compile-rules.js';
import type { Difference, DifferenceKind } from './difference.js';
import type { Duplicates } from './document.js';
import { Deadline, type Limits } from './limits.js';
import { type PathStep, writePath, writePattern } from './pattern.js';
import { applyRenames } from './renames.js';
import { Sameness } from './sameness.js';
import { areComparable, isNothing, isObject, typeName } from './scalars.js';
import { tellable } from './tellable.js';

/** A tree to be compared, and what JavaScript values cannot say of it. */
export interface Tree {
  readonly value: unknown;
  readonly duplicates: Duplicates;
}

/** What the walk found; `ignored` holds what only an `ignore` rule kept out of `differences`. */
export interface Found {
  readonly differences: Difference[];
  readonly ignored: Difference[];
}

/**
 * Compares two trees place by place under the rules; paths are legacy's.
 * @throws LimitReached when the time is over
 */
export function compareTrees(legacy: Tree, candidate: Tree, rules: CompiledRules, limits: Limits): Found {
  return new Walk(legacy, candidate, rules, new Deadline(limits)).run();
}

class Walk {
  private readonly found: Found = { differences: [], ignored: [] };
  /** The steps from the root to the place that is looked at; only as many as `depth` says are valid. */
  private readonly steps: PathStep[] = [];
  private readonly sameness: Sameness;
  private readonly renamed: ReturnType<typeof applyRenames>;

  constructor(
    private readonly legacy: Tree,
    candidate: Tree,
    private readonly rules: CompiledRules,
    private readonly deadline: Deadline,
  ) {
    this.renamed =
      rules.renames.length === 0
        ? { ...candidate, emptied: new Set(), displaced: [] }
        : applyRenames(candidate.value, candidate.duplicates, rules.renames, () => deadline.step());
    const { emptied, duplicates } = this.renamed;
    const mayDuplicate = legacy.duplicates.size + duplicates.size > 0;
    const scope = {
      rules,
      emptied,
      duplicates: (object: object) => legacy.duplicates.get(object) ?? duplicates.get(object),
      step: () => deadline.step(),
    };
    this.sameness = new Sameness(rules, scope, mayDuplicate);
  }

  run(): Found {
    this.compare(this.legacy.value, this.renamed.value, this.rules.root, 0, false);
    for (const { path, value } of this.renamed.displaced) {
      if (isNothing(value, this.rules)) continue;
      this.steps.splice(0, this.steps.length, ...path);
      let state = this.rules.root;
      let silent = isIgnored(state);
      for (const step of path) {
        state = typeof step === 'number' ? state.item(step) : state.member(step);
        silent ||= isIgnored(state);
      }
      this.report('extra', path.length, undefined, value, silent);
    }
    this.deadline.check();
    return this.found;
  }

  private compare(
    legacy: unknown,
    candidate: unknown,
    state: RuleState,
    depth: number,
    above: boolean,
  ): void {
    if (legacy === candidate) return;
    this.deadline.step();
    const silent = above || isIgnored(state);
    if (Array.isArray(legacy) && Array.isArray(candidate))
      this.lists(legacy, candidate, state, depth, silent);
    else if (isObject(legacy) && isObject(candidate)) this.objects(legacy, candidate, state, depth, silent);
    else if (!this.sameness.sameScalar(legacy, candidate, state)) {
      const comparable =
        typeName(legacy) === typeName(candidate) || areComparable(legacy, candidate, state, this.rules);
      const kind = comparable ? 'value' : 'type';
      this.report(kind, depth, legacy, candidate, silent);
    }
  }

  private objects(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    state: RuleState,
    depth: number,
    silent: boolean,
  ): void {
    let shared = 0;
    for (const key of Object.keys(legacy)) {
      const next = state.member(key);
      this.steps[depth] = key;
      if (Object.hasOwn(candidate, key)) {
        shared += 1;
        this.member(legacy, candidate, key, next, depth + 1, silent);
      } else if (!this.sameness.countsAsAbsent(legacy, key) && !this.isRenameShell(legacy[key], depth + 1)) {
        this.report('absent', depth + 1, legacy[key], undefined, silent || isIgnored(next));
      }
    }
    const others = Object.keys(candidate);
    if (others.length === shared) return;
    for (const key of others) {
      if (Object.hasOwn(legacy, key) || this.sameness.countsAsAbsent(candidate, key)) continue;
      this.steps[depth] = key;
      this.report('extra', depth + 1, undefined, candidate[key], silent || isIgnored(state.member(key)));
    }
  }

  private member(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    key: string,
    state: RuleState,
    depth: number,
    silent: boolean,
  ): void {
    const differ = this.sameness.duplicatesDiffer(legacy, candidate, key, state);
    if (differ === undefined) {
      this.compare(legacy[key], candidate[key], state, depth, silent);
    } else if (differ) {
      const told = [legacy, candidate].map((object) => {
        const all = this.sameness.spellings(object, key);
        return all.length === 1 ? all[0] : all;
      });
      this.report('format', depth, told[0], told[1], silent || isIgnored(state));
    }
  }

  private lists(
    legacy: readonly unknown[],
    candidate: readonly unknown[],
    state: RuleState,
    depth: number,
    silent: boolean,
  ): void {
    const passedBefore = this.sameness.passedOver;
    const { equal, changed, absent, extra, moved } = this.sameness.pair(legacy, candidate, state);
    if (moved) {
      const order = this.orderOf(legacy, candidate, state);
      this.report('order', depth, order.legacy, order.candidate, silent);
    }
    // Equal members may still hide differences that an ignore rule silences: those are told too.
    const pairs = this.sameness.passedOver > passedBefore ? [...equal, ...changed] : changed;
    for (const [left, right] of pairs.toSorted((a, b) => a[0] - b[0])) {
      this.steps[depth] = left;
      this.compare(legacy[left], candidate[right], state.item(left), depth + 1, silent);
    }
    for (const at of absent) {
      this.steps[depth] = at;
      this.report('absent', depth + 1, legacy[at], undefined, silent || isIgnored(state.item(at)));
    }
    for (const at of extra) {
      this.steps[depth] = at;
      this.report('extra', depth + 1, undefined, candidate[at], silent || isIgnored(state.item(at)));
    }
  }

  /** Of a keyed list only the keys tell the order, by their names so that redaction finds them. */
  private orderOf(
    legacy: readonly unknown[],
    candidate: readonly unknown[],
    state: RuleState,
  ): { legacy: unknown; candidate: unknown } {
    const rule = listRuleAt(state);
    if (rule.pair !== 'by') return { legacy, candidate };
    const keyOf = (item: unknown): unknown => {
      if (!isObject(item)) return item;
      return Object.fromEntries(Object.entries(item).filter(([key]) => rule.names.includes(key)));
    };
    return { legacy: legacy.map(keyOf), candidate: candidate.map(keyOf) };
  }

  /** An empty object of legacy whose members the candidate keeps elsewhere. */
  private isRenameShell(value: unknown, depth: number): boolean {
    if (!isObject(value) || Object.keys(value).length > 0) return false;
    const here = this.steps.slice(0, depth);
    return this.rules.renames.some(({ legacy }) => {
      if (legacy.length <= depth) return false;
      return here.every((step, at) => {
        const wanted = legacy[at];
        return wanted?.kind === 'any' || (wanted?.kind === 'name' ? wanted.name === step : false);
      });
    });
  }

  private report(
    kind: DifferenceKind,
    depth: number,
    legacy: unknown,
    candidate: unknown,
    silent: boolean,
  ): void {
    this.deadline.step();
    (silent ? this.found.ignored : this.found.differences).push({
      path: writePath(this.steps, depth),
      pattern: writePattern(this.steps, depth),
      kind,
      ...(legacy === undefined ? {} : { legacy: tellable(legacy) }),
      ...(candidate === undefined ? {} : { candidate: tellable(candidate) }),
    });
  }
}
