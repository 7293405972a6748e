import { type CanonicalScope, isIgnored, isSilentList, listRuleAt, stateBelow } from './canonical.js';
import type { CompiledRules, RuleState } from '../rules/compile-rules.js';
import { MemberTexts } from './member-texts.js';
import { pairByKey } from './pair-by-key.js';
import { pairOrdered } from './pair-ordered.js';
import { allPair, pairUnordered } from './pair-unordered.js';
import { memberKey, own } from './member-key.js';
import { sizeOf } from './member-size.js';
import type { Members, Pairing } from './pairing.js';
import { PassedOver, type Passes, type Passing } from './passed-over.js';
import { type EqualBy, type Repeats, equalBy, isNothing, isObject } from '../scalars/scalars.js';

interface Known {
  readonly same: boolean;
  /** What was passed over to know it. */
  readonly passes: Passes;
}

/** Whether two places are equal under the rules, told without naming differences: stops at the first. */
export class Sameness {
  /** What was passed over so far. */
  readonly passedOver = new PassedOver();
  private readonly known = new Map<readonly unknown[], Map<readonly unknown[], Known>>();
  private readonly repeats: Repeats | undefined;
  private readonly scope: CanonicalScope;

  /** @param mayDuplicate false where neither document has a duplicate key */
  constructor(
    readonly rules: CompiledRules,
    { emptied, duplicates, step, textKey }: Omit<CanonicalScope, 'rules' | 'passedOver'>,
    readonly mayDuplicate: boolean,
  ) {
    this.repeats = mayDuplicate ? (object) => duplicates(object) !== undefined : undefined;
    this.scope = { rules, emptied, duplicates, step, textKey, passedOver: (what) => this.passOver(what) };
  }

  same(legacy: unknown, candidate: unknown, state: RuleState): boolean {
    if (legacy === candidate) return true;
    if (isIgnored(state)) return this.passOver('ignore');
    this.scope.step();
    if (Array.isArray(legacy) && Array.isArray(candidate)) return this.sameList(legacy, candidate, state);
    if (isObject(legacy) && isObject(candidate)) return this.sameObject(legacy, candidate, state);
    const by = this.equalBy(legacy, candidate, state);
    if (by === 'values' || by === 'equate') this.passOver(by);
    return by !== undefined;
  }

  /** What makes two values equal that are not both objects or both lists; undefined for what is not. */
  equalBy(legacy: unknown, candidate: unknown, state: RuleState): EqualBy | undefined {
    return equalBy(legacy, candidate, state, this.rules, this.repeats);
  }

  /** By what a member counts as absent, if it does; one that is there twice never does. */
  absentBy(object: Record<string, unknown>, key: string): 'renames' | 'equate' | undefined {
    if (this.mayDuplicate && this.scope.duplicates(object)?.has(key) === true) return undefined;
    if (this.scope.emptied.has(object[key])) return 'renames';
    return isNothing(object[key], this.rules, this.repeats) ? 'equate' : undefined;
  }

  private countsAsAbsent(object: Record<string, unknown>, key: string): boolean {
    const by = this.absentBy(object, key);
    if (by === 'equate') this.passOver(by);
    return by !== undefined;
  }

  /** Every value that a key stands for; more than one only for a duplicate key. */
  spellings(object: Record<string, unknown>, key: string): readonly unknown[] {
    return this.scope.duplicates(object)?.get(key) ?? [object[key]];
  }

  /** True when either object says the key twice and the other does not say the same twice. */
  duplicatesDiffer(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    key: string,
    state: RuleState,
  ): boolean | undefined {
    if (!this.mayDuplicate) return undefined;
    if (!this.scope.duplicates(legacy)?.has(key) && !this.scope.duplicates(candidate)?.has(key))
      return undefined;
    const [left, right] = [this.spellings(legacy, key), this.spellings(candidate, key)];
    return left.length !== right.length || left.some((value, at) => !this.same(value, right[at], state));
  }

  /** How the members of two lists find each other by the rule of their place. */
  pair(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): Pairing {
    const members = this.members(legacy, candidate, state);
    const rule = listRuleAt(state);
    if (rule.pair === 'ordered') return pairOrdered(members);
    if (rule.pair === 'unordered') return pairUnordered(members);
    const { names } = rule;
    const pairing = pairByKey(
      members,
      (at) => memberKey(legacy[at], names, this.scope),
      (at) => memberKey(candidate[at], names, this.scope),
    );
    // The order of what is ignored does not count either.
    const mayMove = rule.mayMove || isIgnored(state.item(-1));
    return pairing.moved && mayMove ? { ...pairing, moved: false } : pairing;
  }

  private passOver(what: Passing): true {
    this.passedOver[what] += 1;
    return true;
  }

  /** True for a member that may be absent because nothing of it counts. */
  private mayLack(value: unknown, state: RuleState): boolean {
    return this.isPassedOver(state) || (isSilentList(value, state, this.scope) && this.passOver('ignore'));
  }

  private isPassedOver(state: RuleState): boolean {
    return isIgnored(state) && this.passOver('ignore');
  }

  private sameList(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): boolean {
    if (listRuleAt(state).pair === 'ordered') return this.sameInPlace(legacy, candidate, state);
    // Lists in lists ask for the same two again and again; without a memory that doubles at each level.
    const ofLegacy = this.known.get(legacy) ?? new Map<readonly unknown[], Known>();
    const before = this.passedOver.now;
    const known = ofLegacy.get(candidate);
    if (known === undefined) {
      const same = this.samePaired(legacy, candidate, state);
      const passes = this.passedOver.since(before);
      this.known.set(legacy, ofLegacy.set(candidate, { same, passes }));
      return same;
    }
    this.passedOver.add(known.passes);
    return known.same;
  }

  private samePaired(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): boolean {
    if (listRuleAt(state).pair === 'unordered') {
      if (this.sameInPlace(legacy, candidate, state)) return true;
      const isPlain = !state.tellsPositions && !isIgnored(state.item(-1));
      if (isPlain) return allPair(this.members(legacy, candidate, state));
    }
    const { changed, absent, extra, moved } = this.pair(legacy, candidate, state);
    return (
      !moved &&
      absent.every((at) => this.isPassedOver(state.item(at))) &&
      // Positions are legacy's: no rule names one of a member that legacy does not have.
      extra.every(() => this.isPassedOver(state.item(-1))) &&
      changed.every(([i, j]) => this.same(legacy[i], candidate[j], state.item(i)))
    );
  }

  private sameInPlace(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): boolean {
    const [shorter, longer] = [legacy, candidate].map(({ length }) => length).sort((a, b) => a - b) as [
      number,
      number,
    ];
    for (let at = shorter; at < longer; at += 1) if (!this.isPassedOver(state.item(at))) return false;
    for (let at = 0; at < shorter; at += 1) {
      if (!this.same(legacy[at], candidate[at], state.item(at))) return false;
    }
    return true;
  }

  private sameObject(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    state: RuleState,
  ): boolean {
    let shared = 0;
    // The hottest loop: most members are the very same, and for…in reads them by their place as long as no
    // closure of this function holds the object.
    for (const key in legacy) {
      const left = legacy[key];
      const right = candidate[key];
      if (left === right && !this.mayDuplicate) {
        shared += 1;
        continue;
      }
      const next = stateBelow(state, key, this.scope);
      if (!Object.hasOwn(candidate, key)) {
        if (!this.countsAsAbsent(legacy, key) && !this.mayLack(left, next)) return false;
        continue;
      }
      shared += 1;
      if (this.isPassedOver(next)) continue;
      if (this.duplicatesDiffer(legacy, candidate, key, next) ?? !this.same(left, right, next)) return false;
    }
    return countMembers(candidate) === shared || this.lacksNothing(legacy, candidate, state);
  }

  /** True when what only the candidate has does not count. */
  private lacksNothing(
    legacy: Record<string, unknown>,
    candidate: Record<string, unknown>,
    state: RuleState,
  ): boolean {
    return Object.keys(candidate).every(
      (key) =>
        Object.hasOwn(legacy, key) ||
        this.countsAsAbsent(candidate, key) ||
        this.mayLack(candidate[key], stateBelow(state, key, this.scope)),
    );
  }

  private members(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): Members {
    // A free member is judged by its place in legacy's list, whatever place its partner has.
    const fixed = state.tellsPositions && listRuleAt(state).pair !== 'ordered';
    const left = new MemberTexts(legacy, 'legacy', state, fixed, this.scope);
    const right = new MemberTexts(candidate, 'candidate', state, fixed, this.scope);
    const { tolerates, positions, ignores, emptyAbsent } = this.rules;
    return {
      legacyCount: legacy.length,
      candidateCount: candidate.length,
      same: (i, j) => this.same(legacy[i], candidate[j], state.item(i)),
      legacyToken: (at) => left.strict(at, right),
      candidateToken: (at) => right.strict(at, left),
      loose:
        tolerates || positions || (ignores && emptyAbsent)
          ? {
              legacyToken: (at) => left.loose(at),
              candidateToken: (at) => right.loose(at),
              number: (side, at) =>
                fixed
                  ? undefined
                  : sizeOf((side === 'legacy' ? legacy : candidate)[at], state.item(at), this.scope),
            }
          : undefined,
      unlikeness: (i, j) => this.unlikeness(legacy[i], candidate[j], state.item(i)),
    };
  }

  /** The share of an object's members that differ; 1 for what cannot be told apart any finer. */
  private unlikeness(legacy: unknown, candidate: unknown, state: RuleState): number {
    if (!isObject(legacy) || !isObject(candidate)) return this.same(legacy, candidate, state) ? 0 : 1;
    let [unlike, all] = [0, 0];
    for (const key in legacy) {
      const [left, right] = [legacy[key], own(candidate, key)];
      const next = stateBelow(state, key, this.scope);
      if (left !== undefined && right !== undefined ? !this.same(left, right, next) : !isIgnored(next))
        unlike += 1;
      all += 1;
    }
    for (const key in candidate) {
      if (Object.hasOwn(legacy, key)) continue;
      if (!isIgnored(stateBelow(state, key, this.scope))) unlike += 1;
      all += 1;
    }
    if (unlike === 0 && !this.same(legacy, candidate, state)) return 1 / (all + 1);
    return all === 0 ? 0 : unlike / all;
  }
}

/** How many members an object has, without making a list of them. */
export function countMembers(object: Record<string, unknown>): number {
  let count = 0;
  for (const _key in object) count += 1;
  return count;
}
