import type { ReadTrees } from '../compare-read.js';
import type { Difference, DifferenceKind } from '../difference.js';
import { listRuleAt, stateBelow } from '../lists/canonical.js';
import { type MemberKey, memberKey, own } from '../lists/member-key.js';
import { type PathStep, readPath } from '../pattern.js';
import { type RuleState, compileRules } from '../rules/compile-rules.js';
import { isObject } from '../scalars/scalars.js';

/** A step to a place: a member by its name, a list member by its key, or every member of a list. */
export type PlaceStep =
  | { readonly to: 'member'; readonly name: string }
  | { readonly to: 'key'; readonly key: MemberKey; readonly names: readonly string[] }
  | { readonly to: 'all'; readonly mayMove: boolean };

/**
 * Where a difference stands, so that it is found again in later answers: positions in a list mean another
 * member every time, its key does not, and where there is no key the list's members count together.
 */
export interface Place {
  /** The same for the same place and kind in every answer of the route. */
  readonly id: string;
  readonly pattern: string;
  readonly kind: DifferenceKind;
  /** Null for what stands in no document: the status, a header. */
  readonly steps: readonly PlaceStep[] | null;
  /** The rules that govern it. */
  readonly state: RuleState;
}

/** The place of a difference that was found in these documents; without them, in none. */
export function placeOf(difference: Difference, read: ReadTrees | undefined): Place {
  const { path, pattern, kind } = difference;
  const steps = read && readPath(path);
  if (!read || !steps) return { id: `${kind} ${path}`, pattern, kind, steps: null, state: noRule };
  const found = new Finder(read).follow(steps, kind === 'extra');
  return { id: idOf(kind, found.steps), pattern, kind, ...found };
}

/** The name of a place in a document; of a value, the kind is left out. */
export const idOf = (kind: DifferenceKind, steps: readonly PlaceStep[]): string =>
  steps.reduce((id, step) => id + stepId(step), kind === 'value' ? '' : `${kind} `);

/** A step as it stands in the name of a place. */
export function stepId(step: PlaceStep): string {
  if (step.to === 'member') return `.${step.name}`;
  return step.to === 'key' ? `[${JSON.stringify(step.key)}]` : '[*]';
}

/** True where a difference at the one leaves nothing to be said of the other: the same place, or one above it. */
export function covers(above: Place, below: Place): boolean {
  if (above.steps === null || below.steps === null) return above.id === below.id;
  if (above.steps.length > below.steps.length) return false;
  // One member of a list that is missing says nothing of the others.
  const isHere = above.steps.length === below.steps.length;
  if (!isHere && above.steps.some(({ to }) => to === 'all')) return false;
  return above.steps.every((step, at) => isSameStep(step, below.steps?.[at]));
}

function isSameStep(one: PlaceStep, other: PlaceStep | undefined): boolean {
  if (one.to === 'member') return other?.to === 'member' && other.name === one.name;
  if (one.to === 'key') return other?.to === 'key' && other.key === one.key;
  return other?.to === 'all';
}

/** Outside a document no rule is placed. */
const noRule = compileRules({}).root;

/** Follows a path through legacy's document, and through the candidate's where only that has the last step. */
class Finder {
  private readonly steps: PlaceStep[] = [];
  private state: RuleState;

  constructor(private readonly read: ReadTrees) {
    this.state = read.rules.root;
  }

  follow(path: readonly PathStep[], isExtra: boolean): { steps: readonly PlaceStep[]; state: RuleState } {
    let at: unknown = this.read.trees.legacy.value;
    for (const [depth, step] of path.entries()) {
      const isLast = depth === path.length - 1;
      const list = isExtra && isLast ? this.candidates() : at;
      at = typeof step === 'number' ? this.intoList(list, step) : this.intoMember(at, step);
    }
    return { steps: this.steps, state: this.state };
  }

  private intoMember(holder: unknown, name: string): unknown {
    this.steps.push({ to: 'member', name });
    this.state = stateBelow(this.state, name, { textKey: this.read.trees.textKey });
    return isObject(holder) ? own(holder, name) : undefined;
  }

  private intoList(list: unknown, index: number): unknown {
    const rule = listRuleAt(this.state);
    const item: unknown = Array.isArray(list) ? list[index] : undefined;
    const scope = { rules: this.read.rules, textKey: this.read.trees.textKey };
    const key = rule.pair === 'by' ? memberKey(item, rule.names, scope) : undefined;
    if (rule.pair === 'by' && key !== undefined) this.steps.push({ to: 'key', key, names: rule.names });
    else this.steps.push({ to: 'all', mayMove: rule.pair !== 'ordered' });
    this.state = this.state.item(rule.pair === 'ordered' ? index : -1);
    return item;
  }

  /** What the candidate has at the place that the steps lead to so far. */
  private candidates(): unknown {
    const [only] = valuesAt(this.steps, this.read, 'candidate');
    return only;
  }
}

/** All that one side has where these steps lead. */
export function valuesAt(
  steps: readonly PlaceStep[],
  { trees, rules }: ReadTrees,
  side: 'legacy' | 'candidate',
): readonly unknown[] {
  const scope = { rules, textKey: trees.textKey };
  let here: unknown[] = [trees[side].value];
  for (const step of steps) {
    here = here.flatMap((value): unknown[] => {
      if (step.to === 'member')
        return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
      if (!Array.isArray(value)) return [];
      if (step.to === 'all') return value;
      const member: unknown = value.find((item) => memberKey(item, step.names, scope) === step.key);
      return member === undefined ? [] : [member];
    });
  }
  return here;
}
