import { listRuleAt } from './lists/canonical.js';
import type { CompiledRules, RuleState, RulesHere } from './rules/compile-rules.js';
import type { Difference, DifferenceKind, Note } from './difference.js';
import type { Duplicates } from './reading/document.js';
import { setMember } from './reading/json-strict.js';
import type { Deadline } from './limits.js';
import { type PairingNote, pairingNotes } from './lists/pairing.js';
import { Whereabouts } from './pattern.js';
import type { Renamed } from './shape/apply-renames.js';
import { Sameness, countMembers } from './lists/sameness.js';
import { areComparable, decidingRule, isNothing, isObject, typeName } from './scalars/scalars.js';
import { tellable } from './tellable.js';

/** Two trees to be compared, and what JavaScript values cannot say of them. */
export interface Trees {
  readonly legacy: { readonly value: unknown; readonly duplicates: Duplicates };
  /** In legacy's shape. */
  readonly candidate: Renamed;
  /** The member that holds the text of an XML element; its place is the element's own. */
  readonly textKey?: string;
}

/** What the walk found; `ignored` holds what only an `ignore` rule kept out of `differences`. */
export interface Found {
  readonly differences: Difference[];
  readonly ignored: Difference[];
  readonly notes: Note[];
}

/**
 * Compares two trees place by place under the rules; paths are legacy's.
 * @throws LimitReached when the time is over
 */
export function compareTrees(trees: Trees, rules: CompiledRules, deadline: Deadline): Found {
  return new Walk(trees, rules, deadline).run();
}

type Draft = { -readonly [K in keyof Difference]: Difference[K] };

/** The outermost `ignore` rule that silences a place, if one does. */
type Ignoring = RulesHere['ignore'];

class Walk {
  private readonly found: Found = { differences: [], ignored: [], notes: [] };
  /** The place that is looked at; only as many steps as `depth` says are valid. */
  private readonly whereabouts = new Whereabouts();
  private readonly sameness: Sameness;
  private readonly noted = new Set<string>();

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
  }

  run(): Found {
    const { legacy, candidate } = this.trees;
    this.compare(legacy.value, candidate.value, this.rules.root, 0, undefined);
    for (const { path, value } of candidate.displaced) {
      if (isNothing(value, this.rules)) continue;
      for (const [depth, step] of path.entries()) this.whereabouts.step(depth, step);
      let state = this.rules.root;
      let ignoring = state.here.ignore;
      for (const step of path) {
        state = typeof step === 'number' ? state.item(step) : state.member(step);
        ignoring ??= state.here.ignore;
      }
      this.report('extra', path.length, undefined, value, ignoring);
    }
    this.deadline.check();
    return this.found;
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
    else if (!this.sameness.sameScalar(legacy, candidate, state)) {
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
      this.whereabouts.step(depth, key);
      if (Object.hasOwn(candidate, key)) {
        shared += 1;
        this.member(legacy, candidate, key, next, depth + 1, ignoring);
      } else if (this.isAbsentList(legacy[key])) {
        this.compare(legacy[key], [], next, depth + 1, ignoring);
      } else if (!this.sameness.countsAsAbsent(legacy, key) && !this.isRenameShell(legacy[key], depth + 1)) {
        this.report('absent', depth + 1, legacy[key], undefined, ignoring ?? next.here.ignore);
      }
    }
    if (countMembers(candidate) === shared) return;
    for (const key of Object.keys(candidate)) {
      if (Object.hasOwn(legacy, key)) continue;
      const next = state.member(key);
      this.whereabouts.step(depth, key);
      if (this.isAbsentList(candidate[key])) {
        this.compare([], candidate[key], next, depth + 1, ignoring);
      } else if (!this.sameness.countsAsAbsent(candidate, key)) {
        this.report('extra', depth + 1, undefined, candidate[key], ignoring ?? next.here.ignore);
      }
    }
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
    }
  }

  private lists(
    legacy: readonly unknown[],
    candidate: readonly unknown[],
    state: RuleState,
    depth: number,
    ignoring: Ignoring,
  ): void {
    const passedBefore = this.sameness.passedOver;
    const { equal, changed, absent, extra, moved, notes } = this.sameness.pair(legacy, candidate, state);
    for (const note of notes) this.note(note, depth);
    if (moved) {
      const order = this.orderOf(legacy, candidate, state);
      this.report('order', depth, order.legacy, order.candidate, ignoring, state.here.list);
    }
    // Equal members may still hide differences that an ignore rule silences: those are told too.
    const pairs = this.sameness.passedOver > passedBefore ? [...equal, ...changed] : changed;
    for (const [left, right] of pairs.toSorted((a, b) => a[0] - b[0])) {
      this.whereabouts.step(depth, left);
      this.compare(legacy[left], candidate[right], state.item(left), depth + 1, ignoring);
    }
    for (const at of absent) {
      this.whereabouts.step(depth, at);
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
      this.whereabouts.step(depth, at);
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
      const key: Record<string, unknown> = {};
      for (const name in item) if (rule.names.includes(name)) setMember(key, name, item[name]);
      return key;
    };
    return { legacy: legacy.map(keyOf), candidate: candidate.map(keyOf) };
  }

  /** An empty object of legacy whose members the candidate keeps elsewhere. */
  private isRenameShell(value: unknown, depth: number): boolean {
    if (!this.isEmptyElement(value)) return false;
    const here = this.whereabouts.first(depth);
    return this.rules.renames.some(({ legacy }) => {
      if (legacy.length <= depth) return false;
      return here.every((step, at) => {
        const wanted = legacy[at];
        return wanted?.kind === 'any' || (wanted?.kind === 'name' ? wanted.name === step : false);
      });
    });
  }

  private isEmptyElement(value: unknown): boolean {
    const { textKey } = this.trees;
    if (!isObject(value)) return textKey !== undefined && value === '';
    return Object.entries(value).every(([name, held]) => name === textKey && held === '');
  }

  private note(note: PairingNote, depth: number): void {
    const { path, pattern } = this.whereabouts.write(depth);
    const noted = `${note} ${pattern}`;
    if (this.noted.has(noted)) return;
    this.noted.add(noted);
    this.found.notes.push({ path, text: pairingNotes[note] });
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
    const judge = ignoring ?? governing;
    const { path, pattern } = this.whereabouts.write(depth);
    // Put together member by member: a document may differ at a hundred thousand places.
    const difference: Draft = { path, pattern, kind };
    if (legacy !== undefined) difference.legacy = tellable(legacy);
    if (candidate !== undefined) difference.candidate = tellable(candidate);
    if (judge !== undefined) difference.rule = judge.rule;
    (ignoring ? this.found.ignored : this.found.differences).push(difference);
  }
}
