import { listRuleAt } from './lists/canonical.js';
import type { CompiledRules, RuleState, RulesHere } from './rules/compile-rules.js';
import type { DifferenceKind } from './difference.js';
import { Forgiven } from './forgiven.js';
import type { Duplicates } from './reading/document.js';
import type { Deadline } from './limits.js';
import { orderTold } from './lists/order-told.js';
import type { Renamed } from './shape/apply-renames.js';
import { isRenameShell } from './shape/rename-shell.js';
import { Sameness, countMembers } from './lists/sameness.js';
import { areComparable, decidingRule, isNothing, isObject, typeName } from './scalars/scalars.js';
import { type Found, Telling } from './telling.js';

/** Two trees to be compared, and what JavaScript values cannot say of them. */
export interface Trees {
  readonly legacy: { readonly value: unknown; readonly duplicates: Duplicates };
  /** In legacy's shape. */
  readonly candidate: Renamed;
  /** The member that holds the text of an XML element; its place is the element's own. */
  readonly textKey?: string;
}

/**
 * Compares two trees place by place under the rules; paths are legacy's.
 * @throws LimitReached when the time is over
 */
export function compareTrees(trees: Trees, rules: CompiledRules, deadline: Deadline): Found {
  return new Walk(trees, rules, deadline).run();
}

/** The outermost `ignore` rule that silences a place, if one does. */
type Ignoring = RulesHere['ignore'];

class Walk {
  private readonly telling = new Telling();
  private readonly forgiven: Forgiven;
  private readonly sameness: Sameness;

  constructor(
    private readonly trees: Trees,
    private readonly rules: CompiledRules,
    private readonly deadline: Deadline,
  ) {
    const { legacy, candidate, textKey } = trees;
    const mayDuplicate = legacy.duplicates.size + candidate.duplicates.size > 0;
    const scope = {
      emptied: candidate.emptied,
      duplicates: (object: object) => legacy.duplicates.get(object) ?? candidate.duplicates.get(object),
      step: () => deadline.step(),
      textKey,
    };
    this.sameness = new Sameness(rules, scope, mayDuplicate);
    this.forgiven = new Forgiven(rules.forgiving, candidate);
  }

  run(): Found {
    const { legacy, candidate } = this.trees;
    this.compare(legacy.value, candidate.value, this.rules.root, 0, undefined);
    for (const { path, value } of candidate.displaced) {
      if (isNothing(value, this.rules)) continue;
      for (const [depth, step] of path.entries()) this.telling.whereabouts.step(depth, step);
      let state = this.rules.root;
      let ignoring = state.here.ignore;
      for (const step of path) {
        state = typeof step === 'number' ? state.item(step) : state.member(step);
        ignoring ??= state.here.ignore;
      }
      this.report('extra', path.length, undefined, value, ignoring);
    }
    this.deadline.check();
    const { differences, ignored, notes } = this.telling;
    return { differences, ignored, notes, forgiven: this.forgiven.kinds };
  }

  private compare(
    legacy: unknown,
    candidate: unknown,
    state: RuleState,
    depth: number,
    above: Ignoring,
  ): void {
    if (legacy === candidate) return;
    this.deadline.step();
    const ignoring = above ?? state.here.ignore;
    if (Array.isArray(legacy) && Array.isArray(candidate))
      this.lists(legacy, candidate, state, depth, ignoring);
    else if (isObject(legacy) && isObject(candidate)) this.objects(legacy, candidate, state, depth, ignoring);
    else this.scalars(legacy, candidate, state, depth, ignoring);
  }

  private scalars(
    legacy: unknown,
    candidate: unknown,
    state: RuleState,
    depth: number,
    ignoring: Ignoring,
  ): void {
    const by = this.sameness.equalBy(legacy, candidate, state);
    if (by !== undefined) this.forgiven.note(by, ignoring);
    else {
      const comparable =
        typeName(legacy) === typeName(candidate) || areComparable(legacy, candidate, state, this.rules);
      const kind = comparable ? 'value' : 'type';
      const rule = decidingRule(legacy, candidate, state, this.rules);
      this.report(kind, depth, legacy, candidate, ignoring, rule);
    }
  }

  private objects(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    state: RuleState,
    depth: number,
    ignoring: Ignoring,
  ): void {
    let shared = 0;
    this.forgiven.noteMembers(legacy, candidate, state, ignoring);
    for (const key in legacy) {
      if (legacy[key] === candidate[key] && !this.sameness.mayDuplicate) {
        shared += 1;
        continue;
      }
      if (key === this.trees.textKey) {
        shared += 1;
        this.compare(legacy[key], candidate[key], state, depth, ignoring);
        continue;
      }
      const next = state.member(key);
      this.telling.whereabouts.step(depth, key);
      if (Object.hasOwn(candidate, key)) {
        shared += 1;
        this.member(legacy, candidate, key, next, depth + 1, ignoring);
      } else if (this.isAbsentList(legacy[key])) {
        this.compare(legacy[key], [], next, depth + 1, ignoring);
      } else {
        const by = this.sameness.absentBy(legacy, key) ?? this.shellBy(legacy[key], depth + 1);
        if (by !== undefined) this.forgiven.note(by, ignoring ?? next.here.ignore);
        else this.report('absent', depth + 1, legacy[key], undefined, ignoring ?? next.here.ignore);
      }
    }
    if (countMembers(candidate) === shared) return;
    for (const key of Object.keys(candidate)) {
      if (Object.hasOwn(legacy, key)) continue;
      const next = state.member(key);
      this.telling.whereabouts.step(depth, key);
      if (this.isAbsentList(candidate[key])) {
        this.compare([], candidate[key], next, depth + 1, ignoring);
      } else {
        const by = this.sameness.absentBy(candidate, key);
        if (by === undefined)
          this.report('extra', depth + 1, undefined, candidate[key], ignoring ?? next.here.ignore);
        // What a rename took out is told where it went.
        else if (by === 'equate') this.forgiven.note(by, ignoring ?? next.here.ignore);
      }
    }
  }

  /** Walks what is equal by the rules, only to see what they forgave. */
  private lookAgain(legacy: unknown, candidate: unknown, state: RuleState, depth: number): void {
    this.telling.silently(() => this.compare(legacy, candidate, state, depth, undefined));
  }

  /** In XML a list of no elements is nothing at all. */
  private isAbsentList(value: unknown): boolean {
    return this.trees.textKey !== undefined && Array.isArray(value);
  }

  private member(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    key: string,
    state: RuleState,
    depth: number,
    ignoring: Ignoring,
  ): void {
    const differ = this.sameness.duplicatesDiffer(legacy, candidate, key, state);
    if (differ === undefined) {
      this.compare(legacy[key], candidate[key], state, depth, ignoring);
    } else if (differ) {
      const told = [legacy, candidate].map((object) => {
        const all = this.sameness.spellings(object, key);
        return all.length === 1 ? all[0] : all;
      });
      this.report('format', depth, told[0], told[1], ignoring ?? state.here.ignore);
    } else if (ignoring === undefined) {
      const spellings = this.sameness.spellings(candidate, key);
      for (const [at, value] of this.sameness.spellings(legacy, key).entries())
        this.lookAgain(value, spellings[at], state, depth);
    }
  }

  private lists(
    legacy: readonly unknown[],
    candidate: readonly unknown[],
    state: RuleState,
    depth: number,
    ignoring: Ignoring,
  ): void {
    const passedBefore = this.sameness.passedOver.now;
    const { equal, changed, absent, extra, moved, notes } = this.sameness.pair(legacy, candidate, state);
    for (const note of notes) this.telling.note(note, depth);
    if (moved) {
      const order = { legacy: orderTold(legacy, state), candidate: orderTold(candidate, state) };
      this.report('order', depth, order.legacy, order.candidate, ignoring, state.here.list);
    }
    // Equal members may still hide differences that an ignore rule silences: those are told too.
    const passed = this.sameness.passedOver.since(passedBefore);
    const pairs = passed.ignore > 0 ? [...equal, ...changed] : changed;
    for (const [left, right] of pairs.toSorted((a, b) => a[0] - b[0])) {
      this.telling.whereabouts.step(depth, left);
      this.compare(legacy[left], candidate[right], state.item(left), depth + 1, ignoring);
    }
    this.forgiven.noteItems(candidate, equal, ignoring);
    this.forgiven.noteItems(candidate, changed, ignoring);
    if (this.forgiven.isOpen && ignoring === undefined && passed.ignore === 0) {
      for (const [left, right] of equal) {
        if (!this.forgiven.mayShowIn(candidate[right], passed)) continue;
        this.telling.whereabouts.step(depth, left);
        this.lookAgain(legacy[left], candidate[right], state.item(left), depth + 1);
      }
    }
    for (const at of absent) {
      this.telling.whereabouts.step(depth, at);
      this.report(
        'absent',
        depth + 1,
        legacy[at],
        undefined,
        ignoring ?? state.item(at).here.ignore,
        state.here.list,
      );
    }
    // Where members stand anywhere, positions are legacy's: none is that of a member it does not have.
    const isFree = listRuleAt(state).pair !== 'ordered';
    for (const at of extra) {
      this.telling.whereabouts.step(depth, at);
      this.report(
        'extra',
        depth + 1,
        undefined,
        candidate[at],
        ignoring ?? state.item(isFree ? -1 : at).here.ignore,
        state.here.list,
      );
    }
  }

  /** By what legacy may have an empty object, or element, that the candidate lacks: what it holds is kept elsewhere. */
  private shellBy(value: unknown, depth: number): 'renames' | undefined {
    const { renames } = this.rules;
    if (renames.length === 0) return undefined;
    const here = this.telling.whereabouts.first(depth);
    return isRenameShell(value, here, renames, this.trees.textKey) ? 'renames' : undefined;
  }

  private report(
    kind: DifferenceKind,
    depth: number,
    legacy: unknown,
    candidate: unknown,
    ignoring: Ignoring,
    governing?: { readonly rule: string },
  ): void {
    this.deadline.step();
    this.telling.report(kind, depth, legacy, candidate, ignoring, governing);
  }
}
