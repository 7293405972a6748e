import { type Applied, isMark } from '../../comparators/apply-differences.js';
import type { Difference } from '../../comparators/difference.js';
import { type PathStep, readPath, writePath } from '../../comparators/pattern.js';
import { textKey } from '../../comparators/reading/xml.js';
import { isObject } from '../../comparators/scalars/scalars.js';
import { drawnPair, isSmall } from './drawn-pair.js';
import { type Leaves, leavesOf, mostLike } from './likeness.js';

/** The places of the two bodies that are to be marked, by the paths of their own lines. */
export interface MarkedPlaces {
  readonly legacy: ReadonlySet<string>;
  readonly candidate: ReadonlySet<string>;
}

/**
 * Marks where each body holds just what a difference says that it holds. Paths are legacy's: in the candidate
 * the member of a list is looked for that is most like what the differences make of legacy's, and under
 * another name of the same object what is most like it there.
 * @param bodies trees of plain values; of texts their lines
 * @param ignored those that a rule has silenced: they tell as well what the candidate looks like
 */
export function markedPlaces(
  bodies: { readonly legacy: unknown; readonly candidate: unknown },
  differences: readonly Difference[],
  ignored: readonly Difference[] = [],
): MarkedPlaces {
  const { legacy, candidate } = bodies;
  const pair = isSmall(candidate) ? drawnPair(legacy, [...differences, ...ignored]) : undefined;
  const search = new Search(pair);
  const marked = { legacy: new Set<string>(), candidate: new Set<string>() };
  for (const { path, kind, ...told } of differences) {
    const steps = readPath(path);
    if (steps === undefined) continue;
    const here = { steps, isExtra: kind === 'extra' };
    if (told.legacy !== undefined) add(marked.legacy, direct(legacy, steps), told.legacy);
    if (told.candidate !== undefined) add(marked.candidate, search.find(candidate, here), told.candidate);
  }
  return marked;
}

/** What stands at a place of a body, and the path it has there. */
interface Found {
  readonly held: unknown;
  readonly steps: readonly PathStep[];
}

function add(places: Set<string>, found: Found | undefined, told: unknown): void {
  if (found === undefined) return;
  const { held, steps } = found;
  if (isMark(held) || isTold(held, told)) places.add(writePath(steps));
  // The text of an XML element is told at the element's place.
  else if (isObject(held) && isTold(held[textKey], told)) places.add(writePath([...steps, textKey]));
}

/** A line may be told with its end, which the lines of a text come without. */
const isTold = (held: unknown, told: unknown): boolean =>
  held !== undefined &&
  (JSON.stringify(bare(held)) === JSON.stringify(bare(told)) ||
    (typeof held === 'string' && told === `${held}\r`));

/** An XML element is told in the shape that it has on either side: here as if nothing else were of its name. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? bare(value[0]) : value.map(bare);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([name, held]) => name !== textKey || held !== '');
  if (members.length === 0) return '';
  if (members.length === 1 && textKey in value) return value[textKey];
  return members.map(([name, held]) => [name, bare(held)]);
}

const direct = (body: unknown, steps: readonly PathStep[]): Found | undefined =>
  steps.reduce<Found | undefined>((at, step) => at && into(at, step), { held: body, steps: [] });

/** What was hidden as a whole is the place of all that is in it; a single XML element is the list of it. */
function into(at: Found, step: PathStep): Found | undefined {
  const { held } = at;
  if (isMark(held) || (step === 0 && !Array.isArray(held))) return at;
  if (!isNode(held) || !Object.hasOwn(held, step)) return undefined;
  return { held: (held as Record<PathStep, unknown>)[step], steps: [...at.steps, step] };
}

/** A member that is looked for, and where it would stand if nothing had moved. */
interface Wanted {
  readonly near: PathStep;
  readonly member: unknown;
}

/** Looks for places of the candidate's body, guided by what the differences make of legacy's. */
class Search {
  private readonly leaves = new WeakMap<readonly unknown[], readonly Leaves[]>();
  /** By what is looked for: of one member several places may be asked. */
  private readonly known = new WeakMap<object, PathStep>();

  constructor(private readonly pair: Applied | undefined) {}

  find(
    candidate: unknown,
    { steps, isExtra }: { readonly steps: readonly PathStep[]; readonly isExtra: boolean },
  ): Found | undefined {
    if (this.pair === undefined) return direct(candidate, steps);
    let at: Found | undefined = { held: candidate, steps: [] };
    let wanted = this.pair.value;
    for (const [depth, step] of steps.entries()) {
      const side = isExtra && depth === steps.length - 1 ? 'candidate' : 'legacy';
      const found: Wanted = this.member(wanted, step, side);
      at = at && into(at, this.stepIn(at.held, wanted, found));
      wanted = found.member;
    }
    return at;
  }

  private member(wanted: unknown, step: PathStep, side: 'legacy' | 'candidate'): Wanted {
    const index = Array.isArray(wanted)
      ? (this.pair?.places(wanted).findIndex((place) => place.side === side && place.at === step) ?? -1)
      : step;
    const isThere = isNode(wanted) && Object.hasOwn(wanted, index);
    return {
      near: side === 'candidate' ? step : index,
      member: isThere ? (wanted as Record<PathStep, unknown>)[index] : undefined,
    };
  }

  private stepIn(held: unknown, wanted: unknown, { near, member }: Wanted): PathStep {
    if (Array.isArray(wanted) && !Array.isArray(held)) return 0;
    if (member === undefined) return near;
    const known = isNode(member) ? this.known.get(member) : undefined;
    if (known !== undefined) return known;
    const found = Array.isArray(held)
      ? (mostLike(leavesOf(member), this.leavesIn(held), Number(near)) ?? near)
      : named(held, wanted, near, member);
    if (isNode(member)) this.known.set(member, found);
    return found;
  }

  private leavesIn(list: readonly unknown[]): readonly Leaves[] {
    const leaves = this.leaves.get(list) ?? list.map(leavesOf);
    this.leaves.set(list, leaves);
    return leaves;
  }
}

/** Under its own name; or, where a rename has moved it, the name that legacy does not know. */
function named(held: unknown, wanted: unknown, name: PathStep, member: unknown): PathStep {
  if (!isObject(held) || !isObject(wanted) || Object.hasOwn(held, name)) return name;
  const others = Object.keys(held).filter((other) => !Object.hasOwn(wanted, other));
  const among = others.map((other) => leavesOf(held[other]));
  return others[mostLike(leavesOf(member), among, 0) ?? -1] ?? name;
}

const isNode = (value: unknown): value is object => typeof value === 'object' && value !== null;
