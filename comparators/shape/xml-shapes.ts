import type { CompiledRules, RulesHere } from '../rules/compile-rules.js';
import type { PathState } from '../rules/path-states.js';
import type { Renamed } from './apply-renames.js';
import { setMember } from '../reading/json-strict.js';
import { isObject } from '../scalars/scalars.js';
import { textKey } from '../reading/xml.js';

/** What the elements of one pattern are, in both documents together. */
interface Shape {
  list: boolean;
  object: boolean;
  text: boolean;
  readonly members: Map<string, Shape>;
}

/**
 * XML does not say what is a list, nor what may have members: one document's `<tag>a</tag>` is another's
 * `<tag lang="en">a</tag><tag>b</tag>`. Gives both trees one shape, pattern by pattern: what repeats on
 * either side, or is a list by some rule, is a list on both; what has attributes or children on either
 * side is an object on both, its text under {@link textKey}. Linear.
 */
export function alignXml(
  legacy: unknown,
  candidate: Renamed,
  rules: CompiledRules,
): { readonly legacy: unknown; readonly candidate: Renamed } {
  const shape = emptyShape();
  learn(legacy, shape);
  learn(candidate.value, shape);
  learnFromRules(shape, rules.root);
  const emptied = new Set(candidate.emptied);
  const moved = new Map(candidate.moved);
  const ways = new Set(candidate.ways);
  const copied = (from: unknown, to: unknown): void => {
    if (candidate.emptied.has(from)) emptied.add(to);
    if (candidate.ways.has(from)) ways.add(to);
    const names = candidate.moved.get(from);
    if (names) moved.set(to, names);
  };
  return {
    legacy: inShape(legacy, shape, copied),
    candidate: { ...candidate, value: inShape(candidate.value, shape, copied), emptied, moved, ways },
  };
}

/** A tree with lists wherever selectors go into lists, so that they find their places. */
export function alignForSelectors(value: unknown, from: PathState<unknown>): unknown {
  const shape = emptyShape();
  learn(value, shape);
  learnFromRules(shape, from);
  return inShape(value, shape, () => undefined);
}

const emptyShape = (): Shape => ({ list: false, object: false, text: false, members: new Map() });

function learn(value: unknown, shape: Shape): void {
  if (Array.isArray(value)) {
    shape.list = true;
    for (const item of value) learn(item, shape);
  } else if (isObject(value)) {
    shape.object = true;
    for (const [name, held] of Object.entries(value)) {
      if (name === textKey) shape.text = true;
      else learn(held, member(shape, name));
    }
  } else {
    shape.text ||= value !== '';
  }
}

function member(shape: Shape, name: string): Shape {
  let known = shape.members.get(name);
  if (known === undefined) shape.members.set(name, (known = emptyShape()));
  return known;
}

/** A `lists` rule, or a selector that goes on with `[n]` or `[*]`, knows of a list that happens to hold one. */
function learnFromRules(shape: Shape, state: PathState<RulesHere> | PathState<unknown>): void {
  if (state.plain) return;
  const rulesHere = state.here as RulesHere | undefined;
  shape.list ||=
    rulesHere?.list !== undefined || state.tellsPositions || (state.leadsIntoList && isListBy(shape, state));
  const inside = shape.list ? state.item(0) : state;
  for (const [name, held] of shape.members) learnFromRules(held, inside.member(name));
}

/**
 * `[*]` may go into a list that happens to hold one, or over the members of an element: into a list where
 * nothing stands below that could be members, or where what follows it is the name of one of them.
 */
function isListBy(shape: Shape, state: PathState<unknown>): boolean {
  const inside = state.item(0);
  return !shape.object || [...shape.members.keys()].some((name) => inside.leadsTo(name));
}

type Copied = (from: unknown, to: unknown) => void;

function inShape(value: unknown, shape: Shape, copied: Copied): unknown {
  if (!shape.list) return elementInShape(value, shape, copied);
  const list = (Array.isArray(value) ? value : [value]).map((item) => elementInShape(item, shape, copied));
  copied(value, list);
  return list;
}

function elementInShape(value: unknown, shape: Shape, copied: Copied): unknown {
  if (!shape.object) return value;
  const held: Record<string, unknown> = isObject(value) ? value : { [textKey]: value };
  const object: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(held)) {
    const of = shape.members.get(name);
    if (of) setMember(object, name, inShape(member, of, copied));
  }
  if (shape.text) object[textKey] = held[textKey] ?? '';
  copied(value, object);
  return object;
}
