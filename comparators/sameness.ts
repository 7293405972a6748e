import { type CanonicalScope, isIgnored, listRuleAt, stateBelow } from './canonical.js';
import type { CompiledRules, RuleState } from './compile-rules.js';
import { ExactNumber } from './exact-number.js';
import { MemberTexts } from './member-texts.js';
import { type MemberKey, pairByKey } from './pair-by-key.js';
import { pairOrdered } from './pair-ordered.js';
import { pairUnordered } from './pair-unordered.js';
import type { Members, Pairing } from './pairing.js';
import { isNothing, isObject, sameScalar, spelled } from './scalars.js';

/** Whether two places are equal under the rules, told without naming differences: stops at the first. */
export class Sameness {
  private passes = 0;
  private readonly scope: CanonicalScope;

  /** @param mayDuplicate false where neither document has a duplicate key */
  constructor(
    readonly rules: CompiledRules,
    { emptied, duplicates, step, textKey }: Omit<CanonicalScope, 'rules' | 'passedOver'>,
    readonly mayDuplicate: boolean,
  ) {
    this.scope = { rules, emptied, duplicates, step, textKey, passedOver: () => this.passOver() };
  }

  same(legacy: unknown, candidate: unknown, state: RuleState): boolean {
    if (legacy === candidate) return true;
    if (isIgnored(state)) return this.passOver();
    this.scope.step();
    if (Array.isArray(legacy) && Array.isArray(candidate)) return this.sameList(legacy, candidate, state);
    if (isObject(legacy) && isObject(candidate)) return this.sameObject(legacy, candidate, state);
    return sameScalar(legacy, candidate, state, this.rules);
  }

  /** How often an ignored place was passed over that may differ; a place to look at again. */
  get passedOver(): number {
    return this.passes;
  }

  /** True for a member that counts as absent. */
  countsAsAbsent(value: unknown): boolean {
    return isNothing(value, this.rules) || this.scope.emptied.has(value);
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
    return pairByKey(
      members,
      (at) => memberKey(legacy[at], names, this.scope),
      (at) => memberKey(candidate[at], names, this.scope),
    );
  }

  private passOver(): true {
    this.passes += 1;
    return true;
  }

  private isPassedOver(state: RuleState): boolean {
    return isIgnored(state) && this.passOver();
  }

  private sameList(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): boolean {
    if (legacy.length !== candidate.length) return false;
    if (this.sameInPlace(legacy, candidate, state)) return true;
    if (listRuleAt(state).pair !== 'unordered') return false;
    const { changed, absent, extra } = pairUnordered(this.members(legacy, candidate, state));
    return changed.length + absent.length + extra.length === 0;
  }

  private sameInPlace(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): boolean {
    for (let at = 0; at < legacy.length; at += 1) {
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
        if (!this.countsAsAbsent(left) && !this.isPassedOver(next)) return false;
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
        this.countsAsAbsent(candidate[key]) ||
        this.isPassedOver(stateBelow(state, key, this.scope)),
    );
  }

  private members(legacy: readonly unknown[], candidate: readonly unknown[], state: RuleState): Members {
    const left = new MemberTexts(legacy, state, this.scope, '<');
    const right = new MemberTexts(candidate, state, this.scope, '>');
    return {
      legacyCount: legacy.length,
      candidateCount: candidate.length,
      same: (i, j) => this.same(legacy[i], candidate[j], state.item(i)),
      legacyToken: (at) => left.strict(at, right),
      candidateToken: (at) => right.strict(at, left),
      loose: this.rules.tolerates
        ? {
            legacyToken: (at) => left.loose(at),
            candidateToken: (at) => right.loose(at),
            number: (side, at) => sizeOf((side === 'legacy' ? legacy : candidate)[at]),
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

/** Without making a list of them. */
function countMembers(object: Record<string, unknown>): number {
  let count = 0;
  for (const _key in object) count += 1;
  return count;
}

function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The key values of a list member as one; undefined where one is missing or no scalar. */
function memberKey(value: unknown, names: readonly string[], scope: CanonicalScope): MemberKey | undefined {
  if (!isObject(value)) return undefined;
  const [first = '', ...more] = names;
  const lone = more.length === 0 ? keyPart(value, first, scope) : undefined;
  // A lone scalar is its own key, but for a text that may look like one of those below.
  if (typeof lone === 'number' || (typeof lone === 'string' && !lone.startsWith('['))) return lone;
  const parts: unknown[] = [];
  for (const name of names) {
    const part = keyPart(value, name, scope);
    if (part === undefined || part === null) return undefined;
    if (part instanceof ExactNumber) parts.push({ number: part.key });
    else if (typeof part === 'object') return undefined;
    else parts.push(part);
  }
  return JSON.stringify(parts);
}

function keyPart(object: Record<string, unknown>, name: string, { textKey, rules }: CanonicalScope): unknown {
  const held = own(object, name);
  return spelled(textKey !== undefined && isObject(held) ? own(held, textKey) : held, rules);
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof ExactNumber ? Number(value.text) : undefined;
}
