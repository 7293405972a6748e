import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts } from '../compare-documents.js';
import type { Comparison } from '../difference.js';
import { compileRules } from '../rules/compile-rules.js';

type Item = Record<string, unknown>;

/** How a candidate's document came to differ from legacy's in shape, and the rename that undoes it. */
interface Move {
  readonly rename: readonly [legacy: string, candidate: string];
  readonly apply: (document: Item) => void;
}

function take(holder: unknown, name: string, put: (value: unknown) => void): void {
  const item = holder as Item | undefined;
  if (item === undefined || !Object.hasOwn(item, name)) return;
  const value = item[name];
  delete item[name];
  put(value);
}

const named =
  (from: string, to: string) =>
  (holder: unknown): void =>
    take(holder, from, (value) => ((holder as Item)[to] = value));

const members = ({ l = [] }: { readonly l?: Item[] }): Item[] => l;

/** Those that move what is inside of another stand before it. */
const moves: readonly Move[] = [
  { rename: ['$..id', '$..key'], apply: (document) => members(document).forEach(named('id', 'key')) },
  { rename: ['$.a', '$.ra'], apply: named('a', 'ra') },
  { rename: ['$.b', '$.deep.er.b'], apply: (it) => take(it, 'b', (b) => (it['deep'] = { er: { b } })) },
  { rename: ['$.l[*].t', '$.l[*].tt'], apply: (it) => members(it).forEach(named('t', 'tt')) },
  {
    rename: ['$.l[*].p.q', '$.l[*].pq'],
    apply: (it) => {
      for (const item of members(it)) {
        take(item['p'], 'q', (q) => (item['pq'] = q));
        delete item['p'];
      }
    },
  },
  { rename: ['$.o.x', '$.ox'], apply: (it) => take(it['o'], 'x', (x) => (it['ox'] = x)) },
  { rename: ['$.o.y', '$.o.yy'], apply: (it) => named('y', 'yy')(it['o']) },
  { rename: ['$.o', '$.oo'], apply: named('o', 'oo') },
  { rename: ['$.l', '$.ll'], apply: named('l', 'll') },
];

const leaf = fc.integer({ min: 1, max: 99 });
const legacyDocument = fc.record(
  {
    a: leaf,
    b: leaf,
    o: fc.record({ x: leaf, y: leaf, z: leaf }, { requiredKeys: [] }),
    l: fc.array(
      fc.record(
        { id: leaf, t: leaf, p: fc.record({ q: leaf }) },
        {
          requiredKeys: ['id'],
        },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ['a', 'o', 'l'] },
);

/** Candidate paths are of the candidate's document, in which containers have their new names. */
function inCandidate(path: string, chosen: readonly Move[]): string {
  const has = (place: string): boolean => chosen.some(({ rename }) => rename[0] === place);
  let written = path;
  if (has('$.o')) written = written.replace(/^\$\.o(?=\.)/, '$.oo');
  if (has('$.l')) written = written.replace(/^\$\.l(?=\[)/, '$.ll');
  return written;
}

const scene = fc
  .record({
    legacy: legacyDocument,
    chosen: fc.subarray([...moves]),
    order: fc.infiniteStream(fc.nat()),
    xml: fc.boolean(),
  })
  .map(({ legacy, chosen, order, xml }) => {
    const candidate = structuredClone(legacy) as Item;
    for (const { apply } of chosen) apply(candidate);
    const root = (path: string): string => (xml ? path.replace(/^\$(?!\.\.)/, '$.r') : path);
    const renames = chosen.map(({ rename }) => [root(rename[0]), root(inCandidate(rename[1], chosen))]);
    const shuffled = renames
      .map((rename) => ({ rename, at: order.next().value ?? 0 }))
      .toSorted((left, right) => left.at - right.at)
      .map(({ rename }) => rename as [string, string]);
    return { legacy, candidate, renames: Object.fromEntries(shuffled), xml };
  });

function xmlOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => xmlOf(name, item)).join('');
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([key, held]) => xmlOf(key, held))
          .join('')
      : String(value);
  return `<${name}>${inside}</${name}>`;
}

function compare(
  legacy: unknown,
  candidate: unknown,
  renames: Record<string, string>,
  xml = false,
): Comparison {
  const bytes = (value: unknown): Uint8Array =>
    new TextEncoder().encode(xml ? xmlOf('r', value) : JSON.stringify(value));
  const lists = xml ? { '$.r.l': { by: 'id' } } : undefined;
  const rules = compileRules({ renames, ...(lists && { lists }) });
  return compareTexts(bytes(legacy), bytes(candidate), undefined, rules);
}

describe('renames', () => {
  it('bring a candidate back into legacy’s shape, whatever their order', () => {
    fc.assert(
      fc.property(scene, ({ legacy, candidate, renames, xml }) => {
        expect(compare(legacy, candidate, renames, xml)).toMatchObject({ verdict: 'match' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('leave a value that differs the only difference, told at legacy’s place', () => {
    fc.assert(
      fc.property(scene, ({ legacy, candidate, renames, xml }) => {
        fc.pre(legacy.o.z !== undefined);
        const changed = JSON.parse(JSON.stringify(candidate).replace(/"z":\d+/, '"z":100')) as unknown;
        expect(compare(legacy, changed, renames, xml)).toMatchObject({
          differences: [{ path: xml ? '$.r.o.z' : '$.o.z' }],
        });
      }),
    );
  });

  it.each<[string, unknown, unknown, Record<string, string>]>([
    [
      'one inside of another',
      { x: { y: { z: 1 } } },
      { a: { b: { c: 1 } } },
      { '$..x': '$..a', '$..y': '$..b', '$..z': '$..c' },
    ],
    [
      'one inside of the same',
      { id: { id: { id: 1 } } },
      { key: { key: { key: 1 } } },
      { '$..id': '$..key' },
    ],
  ])('with .. move %s', (_, legacy, candidate, renames) => {
    expect(compare(legacy, candidate, renames)).toMatchObject({ verdict: 'match' });
  });
});
