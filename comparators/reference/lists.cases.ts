// Lists in lists whose members are nearly alike, and rules for all of them: where pairing has most to choose.
import fc from 'fast-check';
import { anyEdit, type Edit, edited, type Pair } from './documents.cases.js';
import { type Member, type Node, writeNode } from './reference-json.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';

const number = (text: string): Node => ({ kind: 'number', text });
const string = (text: string): Node => ({ kind: 'string', text });
const scalar = fc.constantFrom<Node>(
  number('0'),
  number('0.01'),
  number('0.02'),
  number('1'),
  number('-1'),
  number('9007199254740993'),
  string('1'),
  string('x'),
  string(''),
  string('2024-01-01T00:00:00Z'),
  number('1704067201'),
  { kind: 'word', word: 'null' },
);

function listOf(member: fc.Arbitrary<Node>, least: number): fc.Arbitrary<Node> {
  // The size is said, or most lists would hold none or one.
  const lists = fc.array(member, { minLength: least, maxLength: 4, size: 'max' });
  return lists.map((items): Node => ({ kind: 'list', items }));
}

const object: fc.Arbitrary<Node> = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('id', 't', 'n', 'a'),
      fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: listOf(scalar, 0) }),
    ),
    { maxLength: 3, size: 'max', selector: ([name]) => name },
  )
  .map((members): Node => ({ kind: 'object', members }));
const shallow = fc.oneof(listOf(scalar, 2), listOf(object, 2), listOf(fc.oneof(scalar, object), 0));
const list = fc.oneof(
  shallow,
  listOf(shallow, 2),
  listOf(fc.oneof(scalar, object, shallow), 2),
  listOf(listOf(shallow, 1), 1),
);

const pairing = fc.constantFrom('unordered' as const, 'unordered' as const, 'ordered' as const, { by: 'id' });
const tolerance = fc.constantFrom(
  { absolute: 0.01 },
  { absolute: 1 },
  { relative: '50%' },
  { relative: '200%' },
);

function at<R>(places: readonly string[], rule: fc.Arbitrary<R>): fc.Arbitrary<Record<string, R>> {
  return fc.dictionary(fc.constantFrom(...places), rule, { maxKeys: 3 });
}

const rules: fc.Arbitrary<CompareRules> = fc.record({
  lists: at(['$', '$[*]', '$[*]', '$[0]', '$[1]', '$[*][*]', '$[*][0]', '$[0][*]', '$..a'], pairing),
  numbers: at(['$[*]', '$[*][*]', '$..n', '$..id', '$[0]', '$..a[*]'], tolerance),
  times: at(['$[*]', '$..t', '$[*][1]'], fc.constant({ within: '1s' })),
  values: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    at(['$[*]', '$..n'], fc.constant({ x: '1', '': 'x', null: 0 })),
  ),
  ignore: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    fc.subarray(['$..t', '$..n', '$[*][*]', '$[*][0]', '$[1]', '$[*].a', '$..a[*]'], { maxLength: 2 }),
  ),
  equate: fc.subarray(['null-absent', 'empty-absent', 'number-string'] as const),
});

/** Every list, and every object, in another order; the same numbers always give the same order. */
function shuffled(node: Node, order: readonly number[]): Node {
  if (node.kind === 'object') {
    return {
      kind: 'object',
      members: node.members.map(([key, held]): Member => [key, shuffled(held, order)]),
    };
  }
  if (node.kind !== 'list') return node;
  const [first = 0, ...rest] = order;
  const items = node.items.map((item) => shuffled(item, rest));
  const sorted = items
    .map((item, n) => ({ item, rank: (first >> (3 * n)) & 7 }))
    .sort((a, b) => a.rank - b.rank);
  return { kind: 'list', items: sorted.map(({ item }) => item) };
}

/** A list, and the same list in another order and with few edits. */
export const listPair: fc.Arbitrary<Pair> = fc
  .record({
    legacy: list,
    order: fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 4_095 }), fc.nat({ max: 4_095 })), {
      minLength: 4,
      maxLength: 4,
    }),
    edits: fc.oneof(fc.constant<Edit[]>([]), fc.array(anyEdit, { maxLength: 2 })),
    rules,
  })
  .map(({ legacy, order, edits, rules }) => ({
    legacy: writeNode(legacy),
    candidate: ` ${writeNode(edits.reduce(edited, shuffled(legacy, order)), ' ')}`,
    rules,
  }));
