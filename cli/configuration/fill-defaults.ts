import { type Document, isCollection, isMap, isScalar, type Node, Pair, visit, YAMLMap } from 'yaml';
import { type Default, defaults, type WrittenConfiguration } from './defaults.js';
import { nameOf } from './hide-secrets.js';
import { knownKeys } from './json-schema.js';

/** The comment after a default. */
const mark = ' default';
/** What of a route holds without a candidate too; all else is of comparing, or of a dial. */
const ofEveryRoute = 'routes.*.match.';
/** A map that nobody wrote stands on one line up to this many keys. */
const keysOfOneLine = 3;

/**
 * Writes every default that is in force into a banyan.yaml, marked, among its other keys in the order of the schema.
 * The document must have no aliases.
 */
export function fillDefaults(document: Document, root: YAMLMap): void {
  const file = document.toJS() as WrittenConfiguration;
  const made = new Set<YAMLMap>();
  for (const [place, value] of Object.entries(defaults))
    fill({ document, file, made, place, steps: place.split('.'), value }, root, 0, []);
  // Inner ones were noted before those that hold them.
  for (const map of made) if (fitsOneLine(map)) putOnOneLine(map);
}

/** One default, and what it is written into. */
interface Filling {
  readonly document: Document;
  readonly file: WrittenConfiguration;
  /** Maps that nobody wrote. */
  readonly made: Set<YAMLMap>;
  /** As in {@link defaults}. */
  readonly place: string;
  readonly steps: readonly string[];
  readonly value: Default;
}

/** Writes a default wherever it is in force, below a map that stands at its step `at`; tells whether it did. */
function fill(filling: Filling, map: YAMLMap, at: number, names: readonly string[]): boolean {
  const { steps, made } = filling;
  const step = steps[at] ?? '';
  const found = memberOf(map, step);
  let written = false;
  if (step === '*') written = fillEach(filling, map, at, names);
  else if (at === steps.length - 1) written = !found && fillHere(filling, map, names);
  // What is no map is written another way, such as one value for all stages.
  else if (found) written = isMap(found.value) && fill(filling, found.value, at + 1, names);
  else {
    const other = new YAMLMap();
    written = fill(filling, other, at + 1, names);
    if (written) {
      made.add(other);
      insert(map, steps.slice(0, at), step, other);
    }
  }
  // What stands on one line has no place for the mark of one key.
  if (written) map.flow = false;
  return written;
}

const fillEach = (filling: Filling, map: YAMLMap, at: number, names: readonly string[]): boolean =>
  map.items
    .map(({ key, value }) => {
      const named = [...names, nameOf(key)];
      return isMap(value) && isInForce(filling, named) && fill(filling, value, at + 1, named);
    })
    .includes(true);

function fillHere(
  { document, file, steps, value }: Filling,
  map: YAMLMap,
  names: readonly string[],
): boolean {
  const written = typeof value === 'function' ? value(file, names) : value;
  if (written === undefined) return false;
  const node: Node = document.createNode(written, { flow: true, aliasDuplicateObjects: false });
  node.comment = mark;
  insert(map, steps.slice(0, -1), steps.at(-1) ?? '', node);
  return true;
}

const isInForce = ({ file, place }: Filling, [name = '']: readonly string[]): boolean =>
  !place.startsWith('routes.') ||
  place.startsWith(ofEveryRoute) ||
  file.routes?.[name]?.candidate !== undefined;

const memberOf = (map: YAMLMap, name: string) => map.items.find(({ key }) => nameOf(key) === name);

/** Before the first key that the schema has later; what was written keeps its own order. */
function insert(map: YAMLMap, parent: readonly string[], name: string, value: Node): void {
  const order = orderAt(parent);
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const later = map.items.findIndex(({ key }) => rank(nameOf(key)) > rank(name));
  map.items.splice(later === -1 ? map.items.length : later, 0, new Pair(name, value));
}

/** The keys that the schema knows at a place; asked once of each, for routes may be many. */
function orderAt(place: readonly string[]): readonly string[] {
  const key = place.join('.');
  const order = orders.get(key) ?? knownKeys(place);
  orders.set(key, order);
  return order;
}
const orders = new Map<string, readonly string[]>();

const fitsOneLine = ({ items }: YAMLMap): boolean =>
  items.length <= keysOfOneLine &&
  items.every(({ value }) => isScalar(value) || (isCollection(value) && value.flow === true));

function putOnOneLine(map: YAMLMap): void {
  visit(map, {
    Node: (_, node) => {
      delete node.comment;
    },
  });
  map.flow = true;
  map.comment = mark;
}
