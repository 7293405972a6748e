import type { Applied, ListPlace } from '../../comparators/apply-differences.js';
import { visible } from './visible-text.js';

/** What the differ is given of two documents: each object and list as an object of its labels. */
export interface LabelledPair {
  readonly legacy: unknown;
  readonly value: unknown;
  /** How an object of labels is drawn; undefined for what is no such object. */
  readonly drawnAs: (node: unknown) => DrawnNode | undefined;
}

export interface DrawnNode {
  readonly list: boolean;
  readonly size: number;
  /** The labels of a list in the order they are drawn; an object is drawn as the differ finds its members. */
  readonly order: readonly string[];
}

/**
 * Labels what both documents hold together; what only one has, or has as another kind of value, stays as it
 * is. A member of a list goes by where it stands instead of by what it looks like, so that the drawing pairs
 * just what the comparison has paired.
 */
export function labelled({ legacy, value, places }: Applied): LabelledPair {
  const drawn = new WeakMap<object, DrawnNode>();

  function pair(left: unknown, right: unknown): readonly [unknown, unknown] {
    const isList = Array.isArray(left);
    if (!isContainer(left) || !isContainer(right) || isList !== Array.isArray(right)) return [left, right];
    const [ofLeft, ofRight] = [membersOf(left), membersOf(right)];
    const [alike, other]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
    for (const [label, member] of ofLeft) {
      const isShared = ofRight.has(label);
      const [inLeft, inRight] = isShared ? pair(member, ofRight.get(label)) : [member, undefined];
      alike[label] = inLeft;
      if (isShared) other[label] = inRight;
    }
    for (const [label, member] of ofRight) if (!ofLeft.has(label)) other[label] = member;
    const order = isList ? inOrder([...ofLeft.keys()], [...ofRight.keys()]) : [];
    drawn.set(other, { list: isList, size: ofRight.size, order });
    return [alike, other];
  }

  function membersOf(value: object): ReadonlyMap<string, unknown> {
    if (!Array.isArray(value))
      return new Map(Object.entries(value).map(([name, held]) => [visible(JSON.stringify(name)), held]));
    const at = places(value);
    return new Map(value.map((item, index) => [positionOf(at[index]), item]));
  }

  const [left, right] = pair(legacy, value);
  return {
    legacy: left,
    value: right,
    drawnAs: (node) => (isContainer(node) ? drawn.get(node) : undefined),
  };
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Positions are legacy's, as in paths: of what both have, of what only legacy has, and of what replaces a
 * member. What only the candidate has stands at no position of legacy's; its own is said to be that.
 */
const positionOf = (place: ListPlace | undefined): string =>
  place?.side === 'candidate' ? `candidate [${place.at}]` : `[${place?.at}]`;

/** In the order of legacy; what the candidate has before a member that both have stands before it, after what is gone there. */
function inOrder(left: readonly string[], right: readonly string[]): readonly string[] {
  const [inLeft, order] = [new Set(left), [] as string[]];
  let next = 0;
  let waiting: string[] = [];
  const shared = new Set(right);
  for (const label of right) {
    if (!inLeft.has(label)) {
      waiting.push(label);
      continue;
    }
    for (; next < left.length && !shared.has(left[next] ?? ''); next += 1) order.push(left[next] ?? '');
    order.push(...waiting, label);
    waiting = [];
    next += 1;
  }
  return [...order, ...left.slice(next), ...waiting];
}
