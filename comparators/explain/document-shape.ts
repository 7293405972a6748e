import { nearestName } from './nearest-name.js';
import { writeSelector } from '../pattern.js';
import { isObject } from '../scalars/scalars.js';
import type { Selector, SelectorStep } from '../rules/selector.js';

/** A place of a document, all members of a list as one, and what stands below it. */
export interface Shape {
  readonly steps: readonly SelectorStep[];
  readonly members: Map<string, Shape>;
  item: Shape | undefined;
}

/**
 * Which names a document has, and where.
 * @param textKey the member that holds the text of an object, and stands at its place
 */
export function shapeOf(document: unknown, textKey?: string): Shape {
  const root = placeAt([]);
  const add = (value: unknown, shape: Shape): void => {
    if (Array.isArray(value)) {
      for (const item of value) add(item, (shape.item ??= placeAt([...shape.steps, { kind: 'any' }])));
    } else if (isObject(value)) {
      for (const name of Object.keys(value)) {
        if (name === textKey) continue;
        const member = shape.members.get(name) ?? placeAt([...shape.steps, { kind: 'name', name }]);
        shape.members.set(name, member);
        add(value[name], member);
      }
    }
  };
  add(document, root);
  return root;
}

const placeAt = (steps: readonly SelectorStep[]): Shape => ({ steps, members: new Map(), item: undefined });

/**
 * The place that a selector may have meant which selects nothing: one that ends with the same name and has its
 * others before it, in their order, or one that is near where the selector leads nowhere.
 */
export function placeMeant(shape: Shape, selector: Selector): string | undefined {
  const meant = ofSameNames(shape, selector) ?? ofNearName(shape, selector);
  return meant && writeSelector(meant.steps);
}

function ofSameNames(shape: Shape, { steps }: Selector): Shape | undefined {
  const wanted = namesOf(steps);
  if (wanted.length === 0) return undefined;
  const isMember = (last: SelectorStep | undefined): boolean => last !== undefined && 'name' in last;
  for (const place of allBelow(shape)) {
    if (isMember(place.steps.at(-1)) !== isMember(steps.at(-1))) continue;
    const names = namesOf(place.steps);
    let at = 0;
    for (const name of names) if (name === wanted[at]) at += 1;
    if (at === wanted.length && names.at(-1) === wanted.at(-1)) return place;
  }
  return undefined;
}

const namesOf = (steps: readonly SelectorStep[]): readonly string[] =>
  steps.flatMap((step) => ('name' in step ? [step.name] : []));

function ofNearName(shape: Shape, { steps }: Selector): Shape | undefined {
  let here = [shape];
  for (const step of steps) {
    const next = new Set(here.flatMap((place) => entered(place, step)));
    if (next.size > 0) here = [...next];
    else return 'name' in step ? nearest(here, step) : undefined;
  }
  return undefined;
}

function entered(place: Shape, step: SelectorStep): readonly Shape[] {
  const { members, item } = place;
  switch (step.kind) {
    case 'name':
      return present(members.get(step.name));
    case 'index':
      return present(item);
    case 'any':
      return [...members.values(), ...present(item)];
    case 'below':
      return [place, ...allBelow(place)].flatMap((one) => present(one.members.get(step.name)));
  }
}

/** A name that is near, among those that stand where the step looks, or in the members of a list there. */
function nearest(here: readonly Shape[], step: Extract<SelectorStep, { name: string }>): Shape | undefined {
  const among =
    step.kind === 'below'
      ? here.flatMap((place) => [place, ...allBelow(place)])
      : here.flatMap((place) => [place, ...present(place.item)]);
  const name = nearestName(step.name, [...new Set(among.flatMap(({ members }) => [...members.keys()]))]);
  return name === undefined ? undefined : among.flatMap(({ members }) => present(members.get(name)))[0];
}

/** In the document's order. */
function* allBelow({ members, item }: Shape): Generator<Shape> {
  for (const place of [...members.values(), ...present(item)]) {
    yield place;
    yield* allBelow(place);
  }
}

const present = (shape: Shape | undefined): readonly Shape[] => (shape === undefined ? [] : [shape]);
