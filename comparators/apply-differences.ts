import type { Difference } from './difference.js';
import { setMember } from './reading/json-strict.js';
import { type PathStep, readPath } from './pattern.js';
import { isObject } from './scalars/scalars.js';
import { textKey } from './reading/xml.js';

/** Where a member of a list stands: at a position of legacy's; of the candidate's what only that has. */
export interface ListPlace {
  readonly side: 'legacy' | 'candidate';
  readonly at: number;
}

/** Legacy's document, and the same with differences applied. */
export interface Applied {
  /**
   * As far as differences go into them, a single XML element is the list of it, a text the element that has
   * it, and of what redaction hid the members that differ are there.
   */
  readonly legacy: unknown;
  readonly value: unknown;
  /** Where the members of a list of either document stand. */
  readonly places: (list: readonly unknown[]) => readonly ListPlace[];
}

/**
 * What the candidate's document would be if it had just these differences, in legacy's shape and order:
 * laid beside legacy's it shows what the verdict rests on, and nothing that a rule forgives. A place that
 * a cut document does not have is passed over, and so is the order of a list.
 * @param legacy a tree of plain values; of a text its lines
 */
export function applyDifferences(legacy: unknown, differences: readonly Difference[]): Applied {
  const placed = differences.flatMap(placedIn);
  const places = new Places();
  const shaped = copyOf([legacy], places) as unknown[];
  new Shape(shaped, places).take(placed);
  const changed = copyOf(shaped, places) as unknown[];
  change(changed, places, placed);
  return { legacy: shaped[0], value: changed[0], places: (list) => places.of(list) };
}

type Container = unknown[] | Record<string, unknown>;

/** The document is the only member of a list: it may be replaced as a whole. */
interface Placed extends Difference {
  readonly steps: readonly PathStep[];
  readonly last: PathStep;
}

function placedIn(difference: Difference): Placed[] {
  const { path, kind } = difference;
  // How a whole document is written shows at no place in it.
  if (!path.startsWith('$') || kind === 'order' || (kind === 'format' && path === '$')) return [];
  // A path that was not written by this house names no place.
  const steps = readPath(path);
  if (steps === undefined) return [];
  const all = [0, ...steps];
  return [{ ...difference, steps: all.slice(0, -1), last: all.at(-1) ?? 0 }];
}

/** The places of lists that have lost or gained members; of all others each member stands where it stands. */
class Places {
  private readonly known = new WeakMap<readonly unknown[], ListPlace[]>();

  of(list: readonly unknown[]): ListPlace[] {
    let places = this.known.get(list);
    if (places === undefined) {
      places = list.map((_, at) => ({ side: 'legacy', at }));
      this.known.set(list, places);
    }
    return places;
  }

  /** The index of what stands at a position of legacy's; -1 where nothing does. */
  indexOf(list: readonly unknown[], position: PathStep): number {
    const places = this.of(list);
    const isIt = (place: ListPlace | undefined): boolean => place?.side === 'legacy' && place.at === position;
    return isIt(places[Number(position)]) ? Number(position) : places.findIndex(isIt);
  }

  put(list: unknown[], index: number, value: unknown, place: ListPlace): void {
    this.of(list).splice(index, 0, place);
    list.splice(index, 0, value);
  }

  take(list: unknown[], index: number): void {
    this.of(list).splice(index, 1);
    list.splice(index, 1);
  }

  copy(from: readonly unknown[], to: readonly unknown[]): void {
    this.known.set(to, [...this.of(from)]);
  }
}

function heldAt(container: Container, step: PathStep, places: Places): unknown {
  if (Array.isArray(container)) return container[places.indexOf(container, step)];
  return Object.hasOwn(container, step) ? container[step] : undefined;
}

function putAt(container: Container, step: PathStep, value: unknown, places: Places): void {
  if (!Array.isArray(container)) setMember(container, String(step), value);
  else container[places.indexOf(container, step)] = value;
}

/** What is told of a place that is the place of an element's text: its attributes and children stay. */
const isText = ({ kind, legacy }: Difference, held: unknown): held is Record<string, unknown> =>
  kind === 'value' && typeof legacy === 'string' && isObject(held);

/** Brings legacy's document into the shape that differences go into. */
class Shape {
  /** Inside of what was hidden: they hold no more than what differences tell. */
  private readonly hidden = new WeakSet<object>();
  private readonly isXml: boolean;

  constructor(
    private readonly holder: unknown[],
    private readonly places: Places,
  ) {
    this.isXml = looksLikeXml(holder[0]);
  }

  take(placed: readonly Placed[]): void {
    const containers = placed.map((one) => this.containerOf(one));
    // What has members is known now: a text is told beside them.
    for (const [at, container] of containers.entries()) {
      const one = placed[at];
      if (container !== undefined && one !== undefined) this.tell(container, one);
    }
  }

  private containerOf({ steps, last, kind }: Placed): Container | undefined {
    return steps.reduce<Container | undefined>((container, step, at) => {
      const isList = typeof (steps[at + 1] ?? last) === 'number';
      return container && this.opened(container, step, isList, kind);
    }, this.holder);
  }

  private opened(
    container: Container,
    step: PathStep,
    list: boolean,
    kind: Difference['kind'],
  ): Container | undefined {
    const held = heldAt(container, step, this.places);
    if (list && Array.isArray(held)) return held;
    if (!list && isObject(held)) return held;
    const isHidden = this.hidden.has(container) ? held === undefined : isMark(held);
    const made = isHidden ? (list ? [] : {}) : this.settled(held, list, kind);
    if (made === undefined) return undefined;
    if (isHidden) this.hidden.add(made);
    this.put(container, step, made);
    return made;
  }

  /** XML does not say what is a list, nor what has members. */
  private settled(held: unknown, list: boolean, kind: Difference['kind']): Container | undefined {
    if (!this.isXml) return undefined;
    if (list) return held !== undefined ? [held] : kind === 'extra' ? [] : undefined;
    return typeof held === 'string' ? { [textKey]: held } : undefined;
  }

  private tell(container: Container, { last, legacy }: Placed): void {
    const held = heldAt(container, last, this.places);
    if (legacy === undefined) return;
    // Of two texts of mixed line ends a line is told with its end, which the lines of a text come without.
    const isLine = typeof held === 'string' && legacy === `${held}\r`;
    if (isObject(held)) {
      if (this.hidden.has(held)) setMember(held, textKey, legacy);
    } else if (isLine || this.hidden.has(container)) this.put(container, last, legacy);
  }

  private put(container: Container, step: PathStep, value: unknown): void {
    if (!Array.isArray(container) || this.places.indexOf(container, step) >= 0) {
      putAt(container, step, value, this.places);
      return;
    }
    if (!this.hidden.has(container)) return;
    const at = Number(step);
    const before = this.places.of(container).filter((place) => place.at < at).length;
    this.places.put(container, before, value, { side: 'legacy', at });
  }
}

/** What stands in a document for what redaction hid (redact.ts). */
export const isMark = (value: unknown): boolean =>
  typeof value === 'string' && /^\[redacted [^\]]{1,6}\]$/.test(value);

/** Whether a document may have been XML: one root, and no value but texts. */
function looksLikeXml(document: unknown): boolean {
  if (!isObject(document) || Object.keys(document).length !== 1) return false;
  const isTexts = (value: unknown): boolean =>
    typeof value === 'object' && value !== null
      ? Object.values(value).every(isTexts)
      : typeof value === 'string';
  return isTexts(document);
}

/** Stands in lists for what is to be taken out of them, so that indexes stay meanwhile. */
const removed = Symbol('removed');

function change(holder: unknown[], places: Places, placed: readonly Placed[]): void {
  const shrunk = new Set<unknown[]>();
  const added: { readonly list: unknown[]; readonly at: number; readonly value: unknown }[] = [];
  for (const difference of placed) {
    const { kind, steps, last, candidate } = difference;
    const container = steps.reduce<unknown>(
      (at, step) => (isContainer(at) ? heldAt(at, step, places) : undefined),
      holder,
    );
    if (!isContainer(container)) continue;
    const held = heldAt(container, last, places);
    if (Array.isArray(container)) {
      if (kind === 'extra' && container !== holder) {
        added.push({ list: container, at: Number(last), value: candidate });
        continue;
      }
      if (places.indexOf(container, last) < 0) continue;
      if (kind === 'absent') shrunk.add(container);
    }
    if (isText(difference, held)) setMember(held, textKey, candidate);
    else if (kind !== 'absent') putAt(container, last, candidate, places);
    else if (Array.isArray(container)) putAt(container, last, removed, places);
    else delete container[last];
  }
  for (const list of shrunk) {
    for (let at = list.length - 1; at >= 0; at -= 1) if (list[at] === removed) places.take(list, at);
  }
  for (const { list, at, value } of added)
    places.put(list, Math.min(at, list.length), value, { side: 'candidate', at });
}

const isContainer = (value: unknown): value is Container => Array.isArray(value) || isObject(value);

function copyOf(value: unknown, places: Places): unknown {
  if (Array.isArray(value)) {
    const list = value.map((item) => copyOf(item, places));
    places.copy(value, list);
    return list;
  }
  if (!isObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) setMember(copy, key, copyOf(held, places));
  return copy;
}
