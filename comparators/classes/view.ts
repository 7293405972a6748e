import { canonical, listRuleAt } from '../lists/canonical.js';
import { memberKey, own } from '../lists/member-key.js';
import { type CompiledRules, compileRules } from '../rules/compile-rules.js';
import { isNothing, isObject, sameScalar, typeName } from '../scalars/scalars.js';
import type { ReadTrees } from '../compare-read.js';
import { type Place, valuesAt } from './place.js';

/**
 * What one side shows at a place, as far as its kind of difference goes: of a missing member only that it is
 * missing, never what is in it, so that a volatile field inside tells nothing of the member itself.
 */
export type View =
  | { readonly of: 'scalar'; readonly value: unknown }
  /** Equal for equal content. */
  | { readonly of: 'content'; readonly text: string };

type Side = 'legacy' | 'candidate';

/** What a side has at a place in its document. */
export function viewOf(place: Place, read: ReadTrees, side: Side): View {
  const { textKey } = read.trees;
  const found = valuesAt(place.steps ?? [], read, side);
  const isCollective = place.steps?.some(({ to }) => to === 'all') ?? false;
  switch (place.kind) {
    case 'absent':
    case 'extra':
      return content(`${found.filter((value) => !isNothing(value, read.rules)).length} here`);
    case 'type':
      return content(found.map(typeName).join());
    case 'order':
      return content(found.map((list) => orderOf(list, place, read)).join());
    default: {
      const values = found.map((value) => textOf(value, textKey));
      const [only] = values;
      if (!isCollective && values.length === 1 && isScalar(only)) return { of: 'scalar', value: only };
      return viewOfAll(values, place.steps?.some(mayMove) ?? false);
    }
  }
}

/** What the members of a list show together. @param mayMove whether their order means nothing */
export function viewOfAll(values: readonly unknown[], mayMove: boolean): View {
  const texts = values.map((value) => plainText(value));
  return content((mayMove ? texts.toSorted() : texts).join());
}

/** The view of what no document holds, as a difference told it; undefined where it told nothing. */
export const toldView = (value: unknown): View | undefined =>
  value === undefined ? undefined : content(plainText(value));

/** Whether the two sides show the same there, by the rules of the place. */
export function sameOnBothSides(
  legacy: View,
  candidate: View,
  { state }: Pick<Place, 'state'>,
  rules: CompiledRules,
): boolean {
  if (legacy.of === 'scalar' && candidate.of === 'scalar')
    return sameScalar(legacy.value, candidate.value, state, rules);
  return sameContent(legacy, candidate);
}

/** Whether one side shows the same as at another time: what its rules let pass is no change, but values are its own. */
export function sameAsBefore(
  one: View,
  other: View,
  { state }: Pick<Place, 'state'>,
  rules: CompiledRules,
): boolean {
  if (one.of !== 'scalar' || other.of !== 'scalar') return sameContent(one, other);
  const { values: _, ...here } = state.here;
  return sameScalar(one.value, other.value, { here }, rules);
}

/** A text that is the same for what shows the same, to be remembered as a hash. */
export const textOfView = (view: View): string =>
  view.of === 'scalar' ? plainText(view.value) : `content ${view.text}`;

/** Of a keyed list the keys tell the order, whatever else changes in its members. */
function orderOf(list: unknown, { state }: Place, { rules, trees: { textKey } }: ReadTrees): string {
  const rule = listRuleAt(state);
  if (rule.pair !== 'by' || !Array.isArray(list)) return plainText(list);
  return plainText(list.map((item) => memberKey(item, rule.names, { rules, textKey }) ?? null));
}

const sameContent = (one: View, other: View): boolean => textOfView(one) === textOfView(other);

const mayMove = (step: NonNullable<Place['steps']>[number]): boolean => step.to === 'all' && step.mayMove;

const content = (text: string): View => ({ of: 'content', text });

const isScalar = (value: unknown): boolean => !Array.isArray(value) && !isObject(value);

/** The text of an XML element stands at the element's own place. */
const textOf = (value: unknown, textKey: string | undefined): unknown =>
  textKey !== undefined && isObject(value) ? own(value, textKey) : value;

const noRules = compileRules({});
const plainScope = {
  rules: noRules,
  duplicates: () => undefined,
  emptied: new Set(),
  step: () => {},
  textKey: undefined,
  passedOver: () => {},
};

/** One text for equal values, whatever the rules say. */
const plainText = (value: unknown): string =>
  value === undefined ? '' : canonical(value, noRules.root, plainScope, false);
