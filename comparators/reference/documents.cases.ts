// Documents, rules and edits to draw from: few names and values, so that rules meet what they are about.
import fc from 'fast-check';
import { readNode, type Member, type Node, writeNode } from './reference-json.cases.js';
import type { Path } from './reference.cases.js';
import { spelledTimes } from './reference-scalars.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c', 'id', 'n', 't') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', 'a.b', '__proto__', 'constructor', "it's", '\ud800', '0', 'z'),
  },
);
const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '1',
    '1.0',
    '1e0',
    '10e-1',
    '2',
    '0.3',
    '0.30000000000000004',
    '0.1',
    '-1',
    '1.01',
  ),
  fc.constantFrom('9007199254740992', '9007199254740993', '1e400', '10e399', '1e-400', '100', '101', '1.5e2'),
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom(...Object.values(spelledTimes).filter((text) => text !== 'none')),
);
const text = fc.oneof(
  fc.constantFrom('', 'x', 'A', 'a', '1', '1.0', '2', '01', 'null', '\u00e9', 'e\u0301', '\ud800', '\u2028'),
  fc.constantFrom(...Object.keys(spelledTimes)),
);
const scalar: fc.Arbitrary<Node> = fc.oneof(
  { weight: 3, arbitrary: number.map((digits): Node => ({ kind: 'number', text: digits })) },
  { weight: 2, arbitrary: text.map((held): Node => ({ kind: 'string', text: held })) },
  fc.constantFrom('true', 'false', 'null').map((word): Node => ({ kind: 'word', word: word as 'null' })),
);

/** Any document; lists of alike members are as frequent as mixed ones. */
export const { node: anyNode } = fc.letrec<{ node: Node; list: Node; object: Node }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), tie('list')),
  object: fc
    .uniqueArray(fc.tuple(name, tie('node')), { maxLength: 4, selector: ([key]) => key })
    .map((members): Node => ({ kind: 'object', members })),
  list: fc.oneof(
    fc.array(tie('node'), { maxLength: 5 }).map((items): Node => ({ kind: 'list', items })),
    fc.array(scalar, { maxLength: 7 }).map((items): Node => ({ kind: 'list', items })),
    fc.array(tie('object'), { maxLength: 5 }).map((items): Node => ({ kind: 'list', items })),
    fc
      .array(fc.array(scalar, { maxLength: 3 }), { maxLength: 4 })
      .map((lists): Node => ({ kind: 'list', items: lists.map((items): Node => ({ kind: 'list', items })) })),
  ),
}));

/** How a candidate's document comes from legacy's. */
export interface Edit {
  readonly how: keyof typeof fitting;
  /** Which of the places that it fits, around. */
  readonly place: number;
  /** Which of its members, around. */
  readonly at: number;
  readonly name: string;
  readonly value: Node;
}
const isAny = (): boolean => true;
const isList = ({ kind }: Node): boolean => kind === 'list';
const isHolder = ({ kind }: Node): boolean => kind === 'list' || kind === 'object';
const isScalar = (node: Node): boolean => !isHolder(node);
const fitting = {
  replace: isAny,
  remove: isHolder,
  insert: isHolder,
  reverse: isList,
  rotate: isList,
  respell: isScalar,
  nudge: ({ kind }: Node) => kind === 'number',
  repeat: isHolder,
} satisfies Record<string, (node: Node) => boolean>;

export const anyEdit: fc.Arbitrary<Edit> = fc.record({
  how: fc.oneof(
    fc.constantFrom('reverse', 'rotate', 'respell', 'nudge'),
    fc.constantFrom('replace', 'remove', 'insert', 'repeat'),
  ),
  place: fc.nat({ max: 60 }),
  at: fc.nat({ max: 7 }),
  name,
  value: fc.oneof(scalar, anyNode),
});

/** A document after an edit; one that fits no place changes nothing. */
export function edited(document: Node, edit: Edit): Node {
  const place = placeOf(document, edit.place, fitting[edit.how]);
  return place === undefined ? document : withChange(document, place, (node) => changed(node, edit));
}

function withChange(node: Node, [step, ...rest]: Path, change: (node: Node) => Node): Node {
  if (step === undefined) return change(node);
  if (node.kind === 'list') {
    return {
      kind: 'list',
      items: node.items.map((item, at) => (at === step ? withChange(item, rest, change) : item)),
    };
  }
  if (node.kind !== 'object') return node;
  const members = node.members.map(
    ([key, held]): Member => [key, key === step ? withChange(held, rest, change) : held],
  );
  return { kind: 'object', members };
}

/** The n-th place, around, that holds what fits. */
function placeOf(document: Node, n: number, fits: (node: Node) => boolean): Path | undefined {
  const places: Path[] = [];
  const visit = (node: Node, path: Path): void => {
    if (fits(node)) places.push(path);
    if (node.kind === 'list') for (const [at, item] of node.items.entries()) visit(item, [...path, at]);
    if (node.kind === 'object') for (const [key, held] of node.members) visit(held, [...path, key]);
  };
  visit(document, []);
  return places[n % places.length];
}

function changed(node: Node, edit: Edit): Node {
  const { how, value } = edit;
  if (how === 'replace') return value;
  if (node.kind === 'list') return { kind: 'list', items: changedList(node.items, edit, value) };
  if (node.kind === 'object') {
    return { kind: 'object', members: changedList(node.members, edit, [edit.name, value]) };
  }
  if (how === 'respell') return respelt(node);
  return how === 'nudge' && node.kind === 'number' ? { kind: 'number', text: nudged(node.text) } : node;
}

function changedList<T>(list: readonly T[], { how, at }: Edit, value: T): readonly T[] {
  const place = list.length === 0 ? 0 : at % list.length;
  const one = list[place];
  if (how === 'remove') return list.toSpliced(place, 1);
  if (how === 'insert') return list.toSpliced(place, 0, value);
  if (how === 'repeat') return one === undefined ? list : [...list, one];
  if (how === 'reverse') return list.toReversed();
  if (how === 'rotate') return [...list.slice(place), ...list.slice(0, place)];
  return list;
}

function respelt(node: Node): Node {
  if (node.kind === 'number') return { kind: 'string', text: node.text };
  if (node.kind === 'string') {
    const same = Object.keys(spelledTimes).filter((other) => spelledTimes[other] === spelledTimes[node.text]);
    if (Object.hasOwn(spelledTimes, node.text)) return { kind: 'string', text: same.at(-1) ?? node.text };
    return /^\d+$/.test(node.text) && !node.text.startsWith('0') ? { kind: 'number', text: node.text } : node;
  }
  return node;
}

function nudged(digits: string): string {
  const value = Number(digits);
  return Math.abs(value) < 1e12 ? String(Math.round((value + 0.01) * 1000) / 1000) : digits;
}

/** A selector that is drawn before its document is known: the n-th place that fits, seen more or less closely. */
interface Aim {
  readonly place: number;
  /** One for each step of the way. */
  readonly views: readonly ('exact' | 'any' | 'below')[];
}

const aim: fc.Arbitrary<Aim> = fc.record({
  place: fc.nat({ max: 60 }),
  views: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constant('any' as const) },
      { weight: 2, arbitrary: fc.constant('exact' as const) },
      { weight: 2, arbitrary: fc.constant('below' as const) },
    ),
    { minLength: 6, maxLength: 6 },
  ),
});

/** Names stay, unless seen from above; of positions most are seen as any. */
function selectorOf({ place, views }: Aim, document: Node, fits: (node: Node) => boolean): string {
  let path = placeOf(document, place, fits) ?? ['a'];
  const above = path.findLastIndex((step, at) => views[at] === 'below' && typeof step === 'string');
  if (above >= 0) path = path.slice(above);
  const steps = path.map((step, at) => {
    if (above >= 0 && at === 0) return `..[${quoted(String(step))}]`;
    if (typeof step === 'string') return `[${quoted(step)}]`;
    return views[at] === 'exact' ? `[${step}]` : '[*]';
  });
  return `$${steps.join('')}`;
}

function quoted(one: string): string {
  return `'${one.replace(/[\\']/g, (char) => `\\${char}`)}'`;
}

type Aimed<R> = readonly (readonly [Aim, R])[];

function section<R>(rule: fc.Arbitrary<R>, maxLength = 2): fc.Arbitrary<Aimed<R>> {
  return fc.array(fc.tuple(aim, rule), { maxLength });
}

function placed<R>(
  aimed: Aimed<R>,
  document: Node,
  fits: (node: Node) => boolean,
): Readonly<Record<string, R>> | undefined {
  const entries = aimed.map(([aim, rule]) => [selectorOf(aim, document, fits), rule] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const listRule = fc.oneof(
  fc.constantFrom('ordered' as const, 'unordered' as const, 'unordered' as const),
  fc.constantFrom('id', 'a', ['id', 'n']).map((by) => ({ by })),
  fc.constantFrom('id', 'a', ['id', 'n']).map((by) => ({ by, order: 'any' as const })),
);
const absolute = fc.constantFrom(0, 0.01, '0.01', 1, 5).map((share) => ({ absolute: share }));
const relative = fc.constantFrom('1%', 0.5, '300%').map((share) => ({ relative: share }));
const time = fc.constantFrom('0s', '500ms', '1s', '2s', '1h').map((within) => ({ within }));
const values = fc.constantFrom<Record<string, string | number | boolean | null>>(
  { A: 'a', x: 1 },
  { '1': 'x', null: 'x' },
  { true: 'A', '': 'x' },
);

/** Rules of every kind, drawn before the document that they are about. */
const anyRules = fc.record({
  ignore: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Aimed<true>>([]) },
    section(fc.constant(true as const), 1),
  ),
  lists: section(listRule, 3),
  numbers: section(fc.oneof(absolute, relative)),
  times: section(time),
  values: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, section(values)),
  equate: fc.subarray(['null-absent', 'empty-absent', 'number-string'] as const),
  renames: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    fc.constantFrom({ '$.a': '$.z' }, { '$.a': '$.b', '$.b': '$.a' }, { "$['a.b']": '$.c' }),
  ),
});

function rulesFor(
  document: Node,
  drawn: typeof anyRules extends fc.Arbitrary<infer T> ? T : never,
): CompareRules {
  const ignore = drawn.ignore.map(([aim]) => selectorOf(aim, document, isAny));
  return withoutUndefined({
    ignore: ignore.length === 0 ? undefined : ignore,
    lists: placed(drawn.lists, document, isList),
    numbers: placed(drawn.numbers, document, isScalar),
    times: placed(drawn.times, document, isScalar),
    values: placed(drawn.values, document, isScalar),
    equate: drawn.equate.length === 0 ? undefined : drawn.equate,
    renames: drawn.renames,
  });
}

function withoutUndefined(rules: Record<string, unknown>): CompareRules {
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined));
}

/** Two documents as texts, and the rules between them. */
export interface Pair {
  readonly legacy: string;
  readonly candidate: string;
  readonly rules: CompareRules;
}

/** A document, and either a few edits of it or another one altogether. */
export const anyPair: fc.Arbitrary<Pair> = fc
  .record({
    legacy: anyNode,
    edits: fc.array(anyEdit, { maxLength: 6 }),
    other: fc.option(anyNode, { nil: undefined, freq: 5 }),
    rules: anyRules,
  })
  .map(({ legacy, edits, other, rules }) => {
    const candidate = other ?? edits.reduce(edited, legacy);
    // Blanks differ, so that equal bytes are never the reason for a match.
    return {
      legacy: writeNode(legacy),
      candidate: ` ${writeNode(candidate, ' ')}`,
      rules: rulesFor(legacy, rules),
    };
  });

/** Reads what `anyPair` wrote. */
export function readPair({ legacy, candidate }: Pair): { legacy: Node; candidate: Node } {
  return { legacy: readNode(legacy), candidate: readNode(candidate) };
}
