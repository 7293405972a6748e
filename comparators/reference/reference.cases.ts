// The meaning of the rules, slow and obvious: no automaton, no canonical texts, no bounded pairing.
import { exactOf, isSame, type Member, type Node } from './reference-json.cases.js';
import {
  Unclear,
  identical,
  scalarNode,
  numberOf,
  near,
  toleranceOf,
  durationOf,
  secondsOf,
  isNumber,
} from './reference-scalars.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { parseSelector, type SelectorStep } from '../rules/selector.js';

export type Step = string | number;
export type Path = readonly Step[];

/** How the members of a keyed list find each other. */
interface Keyed {
  readonly names: readonly string[];
  readonly mayMove: boolean;
}

/** What the rules say of two documents; `unclear` where they leave it open. */
export type Said = 'equal' | 'unequal' | 'unclear';

/** A difference that must be told, `kind path`; a `value` may also be a `type`. */
export type Told = string;

/** Judges two documents by the plain meaning of the rules. */
export function reference(legacy: Node, candidate: Node, rules: CompareRules): Said {
  return clearly(() => {
    const { node, displaced } = renamed(candidate, rules);
    const judge = new Reference(rules);
    const equal = judge.equal(legacy, node, []);
    return equal && displaced.every(([name, held]) => judge.countsForNothing(held, [name]))
      ? 'equal'
      : 'unequal';
  }, 'unclear');
}

/** Every difference that must be told; undefined where a list leaves open how its members pair. */
export function referenceDifferences(
  legacy: Node,
  candidate: Node,
  rules: CompareRules,
): readonly Told[] | undefined {
  if (rules.renames !== undefined) return undefined;
  return clearly(() => {
    const told: Told[] = [];
    new Reference(rules).tell(legacy, candidate, [], told);
    return told;
  }, undefined);
}

function clearly<T>(say: () => T, otherwise: T): T {
  try {
    return say();
  } catch (error) {
    if (error instanceof Unclear) return otherwise;
    throw error;
  }
}

/** True where a place, or one that it stands in, is ignored. */
export function isIgnoredPlace(path: Path, rules: CompareRules): boolean {
  return (rules.ignore ?? []).some((text) => {
    const { steps } = parseSelector(text);
    return path.some((_, at) => matches(steps, path.slice(0, at))) || matches(steps, path);
  });
}

/** True when a selector names a place. */
export function matches(steps: readonly SelectorStep[], path: Path): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return path.length === 0;
  if (step.kind === 'below') {
    return path.some((name, at) => name === step.name && matches(rest, path.slice(at + 1)));
  }
  const [first, ...others] = path;
  if (first === undefined) return false;
  const fits = step.kind === 'any' || first === (step.kind === 'name' ? step.name : step.index);
  return fits && matches(rest, others);
}

class Reference {
  private readonly known = new Map<Node, Map<Node, boolean>>();

  constructor(private readonly rules: CompareRules) {}

  /** Equal under the rules of legacy's place. */
  equal(legacy: Node, candidate: Node, path: Path): boolean {
    // A node of legacy stands at one place, so that the place need not be remembered.
    const known = this.known.get(legacy)?.get(candidate);
    if (known !== undefined) return known;
    const equal = this.equalNow(legacy, candidate, path);
    if (!this.known.has(legacy)) this.known.set(legacy, new Map());
    this.known.get(legacy)?.set(candidate, equal);
    return equal;
  }

  /** What must be told of two nodes. @throws Unclear where members of a list may pair in several ways */
  tell(legacy: Node, candidate: Node, path: Path, told: Told[]): void {
    if (this.equal(legacy, candidate, path)) return;
    if (legacy.kind === 'object' && candidate.kind === 'object')
      this.tellObjects(legacy, candidate, path, told);
    else if (legacy.kind === 'list' && candidate.kind === 'list')
      this.tellLists(legacy, candidate, path, told);
    else told.push(`value ${write(path)}`);
  }

  countsForNothing(value: Node, path: Path): boolean {
    return isIgnoredPlace(path, this.rules) || this.isNothing(value);
  }

  private equalNow(legacy: Node, candidate: Node, path: Path): boolean {
    if (this.isIgnored(path)) return true;
    if (legacy.kind === 'object' && candidate.kind === 'object') {
      return namesOf(legacy, candidate).every((name) => this.equalMember(legacy, candidate, name, path));
    }
    if (legacy.kind === 'list' && candidate.kind === 'list') {
      return this.equalLists(legacy.items, candidate.items, path);
    }
    return this.equalScalars(legacy, candidate, path);
  }

  private equalMember(
    legacy: Node & { kind: 'object' },
    candidate: Node & { kind: 'object' },
    name: string,
    path: Path,
  ): boolean {
    const here = [...path, name];
    if (this.isIgnored(here)) return true;
    const [left, right] = [spellings(legacy, name), spellings(candidate, name)];
    const [one = right[0]] = left;
    if (left.length === 0 || right.length === 0) {
      return left.length + right.length === 1 && one !== undefined && this.isNothing(one);
    }
    return (
      left.length === right.length &&
      left.every((value, at) => {
        const other = right[at];
        return other !== undefined && this.equal(value, other, here);
      })
    );
  }

  private equalLists(legacy: readonly Node[], candidate: readonly Node[], path: Path): boolean {
    const places = Array.from({ length: Math.max(legacy.length, candidate.length) }, (_, at) => at);
    const ignored = places.filter((at) => this.isIgnored([...path, at]));
    if (ignored.length === places.length) return true;
    const rule = this.listRule(path);
    const inPlace = legacy.length === candidate.length && this.pairUp(legacy, candidate, path, places);
    if (rule === 'ordered' && inPlace) return true;
    // Which members are at an ignored place depends on which ones are left out.
    if (ignored.length > 0) throw new Unclear();
    if (rule === 'ordered') return false;
    if (rule === 'unordered') return this.sameBag(legacy, candidate, places, places, path);
    const [left, right] = [legacy, candidate].map((list) =>
      list.map((item) => this.keyOf(item, rule.names, path)),
    );
    const keyed = (keys: readonly (string | undefined)[] | undefined): number[] =>
      [...(keys ?? []).keys()].filter((at) => keys?.[at] !== undefined);
    const keyless = (keys: readonly (string | undefined)[] | undefined): number[] =>
      [...(keys ?? []).keys()].filter((at) => keys?.[at] === undefined);
    // All members with keys pair in order, or some are moved, absent or extra.
    const partners = keyed(right);
    const turn = (keys: readonly (string | undefined)[] | undefined, at: number): number =>
      (keys ?? []).slice(0, at).filter((key) => key === keys?.[at]).length;
    return (
      keyed(left).length === partners.length &&
      keyed(left).every((at, n) => {
        const its = partners.find(
          (one) => right?.[one] === left?.[at] && turn(right, one) === turn(left, at),
        );
        const other = (rule.mayMove ? its : partners[n]) ?? -1;
        return left?.[at] === right?.[other] && this.equalItems(legacy, candidate, at, other, path);
      }) &&
      this.sameBag(legacy, candidate, keyless(left), keyless(right), path)
    );
  }

  private pairUp(legacy: readonly Node[], candidate: readonly Node[], path: Path, places: number[]): boolean {
    return places.every((at) => this.equalItems(legacy, candidate, at, at, path));
  }

  private equalItems(
    legacy: readonly Node[],
    candidate: readonly Node[],
    at: number,
    other: number,
    path: Path,
  ): boolean {
    const [left, right] = [legacy[at], candidate[other]];
    return left !== undefined && right !== undefined && this.equal(left, right, [...path, at]);
  }

  /** Every member finds a partner of its own: Kuhn's algorithm, without any bound. */
  private sameBag(
    legacy: readonly Node[],
    candidate: readonly Node[],
    left: readonly number[],
    right: readonly number[],
    path: Path,
  ): boolean {
    const [a, b] = [left.filter((at) => at < legacy.length), right.filter((at) => at < candidate.length)];
    if (a.length !== b.length) return false;
    const taken = new Map<number, number>();
    const seat = (at: number, tried: Set<number>): boolean =>
      b.some((other) => {
        if (tried.has(other) || !this.equalItems(legacy, candidate, at, other, path)) return false;
        tried.add(other);
        const holder = taken.get(other);
        if (holder !== undefined && !seat(holder, tried)) return false;
        taken.set(other, at);
        return true;
      });
    return a.every((at) => seat(at, new Set()));
  }

  private equalScalars(legacy: Node, candidate: Node, path: Path): boolean {
    if (identical(legacy, candidate)) return true;
    if (this.isNothing(legacy) && this.isNothing(candidate)) return true;
    if (isContainer(legacy) || isContainer(candidate)) return false;
    const mapped = this.mapped(legacy, path);
    if (mapped !== undefined) return identical(mapped, candidate);
    const within = this.rule(path, this.rules.times)?.within;
    if (within !== undefined) {
      const [left, right] = [secondsOf(legacy), secondsOf(candidate)];
      if (left !== undefined && right !== undefined) return near(left, right, durationOf(within));
    }
    const rule = this.rule(path, this.rules.numbers);
    const strings = this.rules.equate?.includes('number-string') === true;
    const [left, right] = [numberOf(legacy, strings), numberOf(candidate, strings)];
    if (left === undefined || right === undefined) return false;
    if (rule === undefined) return legacy.kind !== candidate.kind && strings && isSame(left, right);
    return near(left, right, toleranceOf(rule, left));
  }

  private mapped(legacy: Node, path: Path): Node | undefined {
    const values = this.rule(path, this.rules.values);
    if (values === undefined) return undefined;
    const name = legacy.kind === 'word' ? legacy.word : isContainer(legacy) ? undefined : legacy.text;
    for (const [from, to] of Object.entries(values)) {
      const same =
        legacy.kind === 'number'
          ? isNumber(from) && isSame(exactOf(from), exactOf(legacy.text))
          : from === name;
      if (same) return scalarNode(to);
    }
    return undefined;
  }

  private isNothing(value: Node): boolean {
    const { equate = [] } = this.rules;
    if (value.kind === 'word') return value.word === 'null' && equate.includes('null-absent');
    if (!equate.includes('empty-absent')) return false;
    if (value.kind === 'string') return value.text === '';
    if (value.kind === 'list') return value.items.length === 0;
    if (value.kind !== 'object') return false;
    return new Set(value.members.map(([name]) => name)).size === value.members.length
      ? value.members.every(([, held]) => this.isNothing(held))
      : false;
  }

  private tellObjects(
    legacy: Node & { kind: 'object' },
    candidate: Node & { kind: 'object' },
    path: Path,
    told: Told[],
  ): void {
    for (const name of namesOf(legacy, candidate)) {
      if (this.equalMember(legacy, candidate, name, path)) continue;
      const here = [...path, name];
      const [left, right] = [spellings(legacy, name), spellings(candidate, name)];
      const [one] = left;
      const [other] = right;
      if (one === undefined) told.push(`extra ${write(here)}`);
      else if (other === undefined) told.push(`absent ${write(here)}`);
      else if (left.length > 1 || right.length > 1) told.push(`format ${write(here)}`);
      else this.tell(one, other, here, told);
    }
  }

  /** Of lists only keyed ones say by themselves who belongs together. */
  private tellLists(
    legacy: Node & { kind: 'list' },
    candidate: Node & { kind: 'list' },
    path: Path,
    told: Told[],
  ): void {
    const rule = this.listRule(path);
    if (rule === 'ordered' || rule === 'unordered') throw new Unclear();
    const [left = [], right = []] = [legacy, candidate].map(({ items }) =>
      items.map((item) => this.keyOf(item, rule.names, path)),
    );
    for (const keys of [left, right])
      if (keys.includes(undefined) || new Set(keys).size < keys.length) throw new Unclear();
    const partners: number[] = [];
    for (const [at, key] of left.entries()) {
      const other = right.indexOf(key);
      const [one, two] = [legacy.items[at], candidate.items[other]];
      if (one !== undefined && two !== undefined) {
        partners.push(other);
        this.tell(one, two, [...path, at], told);
      } else if (!this.isIgnored([...path, at])) told.push(`absent ${write([...path, at])}`);
    }
    for (const [at, key] of right.entries())
      if (!left.includes(key) && !this.isIgnored([...path, at])) told.push(`extra ${write([...path, at])}`);
    if (!rule.mayMove && partners.some((other, n) => other < (partners[n - 1] ?? -1)))
      told.push(`order ${write(path)}`);
  }

  private keyOf(item: Node, names: readonly string[], path: Path): string | undefined {
    if (item.kind !== 'object') return undefined;
    const strings = this.rules.equate?.includes('number-string') === true;
    const parts: string[] = [];
    for (const name of names) {
      const part = spellings(item, name).at(-1);
      if (part === undefined || isContainer(part) || (part.kind === 'word' && part.word === 'null'))
        return undefined;
      // What makes two keys equal that are not the same is left open.
      for (const section of [this.rules.values, this.rules.numbers, this.rules.times])
        if (this.rule([...path, 0, name], section) !== undefined) throw new Unclear();
      const number = numberOf(part, strings);
      if (number !== undefined) parts.push(`${number.units}e${number.exponent}`);
      else parts.push(JSON.stringify(part.kind === 'word' ? [part.word] : part.text));
    }
    return parts.join();
  }

  private listRule(path: Path): 'ordered' | 'unordered' | Keyed {
    const rule = this.rule(path, this.rules.lists) ?? 'ordered';
    if (typeof rule === 'string') return rule;
    return { names: typeof rule.by === 'string' ? [rule.by] : rule.by, mayMove: rule.order === 'any' };
  }

  private isIgnored(path: Path): boolean {
    return (this.rules.ignore ?? []).some((text) => matches(parseSelector(text).steps, path));
  }

  /** The most specific rule of a section at a place. */
  private rule<R>(path: Path, section: Readonly<Record<string, R>> | undefined): R | undefined {
    const placed = Object.entries(section ?? {})
      .map(([text, rule]) => ({ steps: parseSelector(text).steps, rule }))
      .filter(({ steps }) => matches(steps, path));
    const best = placed.filter((one) => placed.every((other) => !isMoreSpecific(other.steps, one.steps)));
    if (best.length > 1 && new Set(best.map(({ rule }) => JSON.stringify(rule))).size > 1)
      throw new Unclear();
    return best[0]?.rule;
  }
}

/** One without `..` before one with, then more steps that name, then longer, then the earlier name. */
function isMoreSpecific(left: readonly SelectorStep[], right: readonly SelectorStep[]): boolean {
  const rank = (steps: readonly SelectorStep[]): number[] => [
    steps.some(({ kind }) => kind === 'below') ? 0 : 1,
    steps.filter(({ kind }) => kind !== 'any').length,
    steps.length,
    ...steps.map(({ kind }) => ({ below: 0, any: 1, name: 2, index: 2 })[kind]),
  ];
  const [a, b] = [rank(left), rank(right)];
  const at = a.findIndex((value, n) => value !== b[n]);
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** The candidate under legacy's names; only members of the document itself are renamed here. */
function renamed(candidate: Node, { renames }: CompareRules): { node: Node; displaced: readonly Member[] } {
  if (renames === undefined || candidate.kind !== 'object') {
    if (renames !== undefined) throw new Unclear();
    return { node: candidate, displaced: [] };
  }
  const names = new Map(Object.entries(renames).map(([to, from]) => [rootName(from), rootName(to)] as const));
  if (names.size < Object.keys(renames).length) throw new Unclear();
  const moved = candidate.members.flatMap(([name, held]): Member[] => {
    const to = names.get(name);
    return to === undefined ? [] : [[to, held]];
  });
  const taken = new Set(moved.map(([name]) => name));
  const stay = candidate.members.filter(([name]) => !names.has(name));
  return {
    node: { kind: 'object', members: [...stay.filter(([name]) => !taken.has(name)), ...moved] },
    displaced: stay.filter(([name]) => taken.has(name)),
  };
}

function rootName(text: string): string {
  const [step, more] = parseSelector(text).steps;
  if (step?.kind !== 'name' || more !== undefined) throw new Unclear();
  return step.name;
}

function isContainer(node: Node): node is Extract<Node, { kind: 'object' | 'list' }> {
  return node.kind === 'object' || node.kind === 'list';
}

function spellings(object: Node & { kind: 'object' }, name: string): readonly Node[] {
  return object.members.filter(([one]) => one === name).map(([, held]) => held);
}

function namesOf(left: Node & { kind: 'object' }, right: Node & { kind: 'object' }): readonly string[] {
  return [...new Set([...left.members, ...right.members].map(([name]) => name))];
}

function write(path: Path): string {
  return JSON.stringify(path);
}
