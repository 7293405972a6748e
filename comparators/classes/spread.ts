import type { ReadTrees } from '../compare-read.js';
import type { DifferenceKind } from '../difference.js';
import { listRuleAt, stateBelow } from '../lists/canonical.js';
import { memberKey } from '../lists/member-key.js';
import type { RuleState } from '../rules/compile-rules.js';
import { type SelectorStep, parseSelector } from '../rules/selector.js';
import { isObject } from '../scalars/scalars.js';
import { type Place, type PlaceStep, idOf, stepId } from './place.js';
import { type View, viewOfAll } from './view.js';

/** Places of one pattern in one document at most. */
const mostPlaces = 50;

/** Views of one document that are remembered at most, from its beginning on, and how deep. */
const mostViews = 64;
const deepest = 8;
/** Members of a longer list, which have no places of their own, are not worth remembering together. */
const mostMembers = 32;

/** A value in a document, or one of those that stand at a place together: members of a list without a key. */
interface Leaf {
  readonly id: string;
  readonly value: unknown;
  readonly together: 'no' | 'in order' | 'in any order';
}

/** What legacy's document shows of values, by the name of their place: the first sixty-four. */
export function viewsIn(read: ReadTrees): readonly (readonly [id: string, view: View])[] {
  const views = new Map<string, View>();
  const members = new Map<string, { readonly values: unknown[]; readonly mayMove: boolean }>();
  for (const { id, value, together } of below('', read.trees.legacy.value, read.rules.root, read, deepest)) {
    if (together === 'no') views.set(id, { of: 'scalar', value });
    else {
      const known = members.get(id) ?? { values: [], mayMove: together === 'in any order' };
      known.values.push(value);
      members.set(id, known);
    }
    if (views.size + members.size > mostViews) break;
  }
  for (const [id, { values, mayMove }] of members) views.set(id, viewOfAll(values, mayMove));
  return [...views].slice(0, mostViews);
}

function* below(
  id: string,
  value: unknown,
  state: RuleState,
  read: ReadTrees,
  depth: number,
): Generator<Leaf> {
  const { textKey } = read.trees;
  if (isObject(value) && depth > 0) {
    for (const name in value) {
      const own = name === textKey ? id : id + stepId({ to: 'member', name });
      yield* below(own, value[name], stateBelow(state, name, { textKey }), read, depth - 1);
    }
  } else if (Array.isArray(value)) {
    if (depth > 0) yield* inList(id, value, state, read, depth);
  } else if (!isObject(value)) yield { id, value, together: 'no' };
}

function* inList(
  id: string,
  list: readonly unknown[],
  state: RuleState,
  read: ReadTrees,
  depth: number,
): Generator<Leaf> {
  const rule = listRuleAt(state);
  if (rule.pair === 'by') {
    const scope = { rules: read.rules, textKey: read.trees.textKey };
    for (const item of list) {
      const key = memberKey(item, rule.names, scope);
      if (key === undefined) continue;
      const own = id + stepId({ to: 'key', key, names: rule.names });
      yield* below(own, item, state.item(-1), read, depth - 1);
    }
  } else if (list.length <= mostMembers) {
    const mayMove = rule.pair !== 'ordered';
    const all = id + stepId({ to: 'all', mayMove });
    for (const item of list)
      for (const leaf of below(all, item, state.item(-1), read, depth - 1))
        yield {
          ...leaf,
          together: mayMove || leaf.together === 'in any order' ? 'in any order' : 'in order',
        };
  }
}

interface Reached {
  readonly steps: readonly PlaceStep[];
  readonly state: RuleState;
  readonly value: unknown;
}

/** All places in legacy's document that a pattern stands for, the first fifty: each as a difference of this kind there would be placed. */
export function placesOf(pattern: string, kind: DifferenceKind, read: ReadTrees): readonly Place[] {
  if (!pattern.startsWith('$')) return [];
  let reached: readonly Reached[] = [{ steps: [], state: read.rules.root, value: read.trees.legacy.value }];
  for (const step of parseSelector(pattern).steps) {
    reached = reached.flatMap((from) => follow(from, step, read)).slice(0, mostPlaces);
  }
  const places = reached.map(({ steps, state }) => ({ id: idOf(kind, steps), pattern, kind, steps, state }));
  return [...new Map(places.map((place) => [place.id, place])).values()];
}

function follow({ steps, state, value }: Reached, step: SelectorStep, read: ReadTrees): readonly Reached[] {
  const { textKey } = read.trees;
  if (step.kind === 'name') {
    if (!isObject(value) || !Object.hasOwn(value, step.name)) return [];
    const to = { to: 'member', name: step.name } as const;
    return [
      { steps: [...steps, to], state: stateBelow(state, step.name, { textKey }), value: value[step.name] },
    ];
  }
  if (!Array.isArray(value)) return [];
  const rule = listRuleAt(state);
  return value.slice(0, mostPlaces).map((item: unknown, at): Reached => {
    const key = rule.pair === 'by' ? memberKey(item, rule.names, { rules: read.rules, textKey }) : undefined;
    const to: PlaceStep =
      rule.pair === 'by' && key !== undefined
        ? { to: 'key', key, names: rule.names }
        : { to: 'all', mayMove: rule.pair !== 'ordered' };
    return { steps: [...steps, to], state: state.item(rule.pair === 'ordered' ? at : -1), value: item };
  });
}
