import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compareTexts, readTexts } from '../../comparators/compare-documents.js';
import type { Difference } from '../../comparators/difference.js';
import { compileRedaction, redactDifference, redactDocument } from '../../comparators/redact.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { type DeltaLine, deltaLines, drawable } from './delta-lines.js';

const written = ({ depth, sign, text }: DeltaLine): string => `${sign}${'  '.repeat(depth)}${text}`;

const keyed = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hidden = compileRedaction(['$']);
const mark = (text: string): unknown =>
  redactDifference({ path: '$.a', pattern: '$.a', kind: 'value', legacy: text }, hidden, keyed, 'xml').legacy;

/** Two XML documents as a sample keeps them, drawn. */
function drawnXml(legacy: string, candidate: string, redact: readonly string[] = []): string[] | undefined {
  const [left, right] = [Buffer.from(legacy), Buffer.from(candidate)];
  const redaction = compileRedaction(redact);
  const read = readTexts(left, right, 'xml');
  const comparison = compareTexts(left, right, 'xml', compileRules({}));
  if ('why' in read || comparison.verdict === 'unreadable') throw new Error('no XML');
  const differences = comparison.differences.map((one) => redactDifference(one, redaction, keyed, 'xml'));
  return deltaLines(redactDocument(read.legacy, redaction, keyed), differences)?.map(written);
}

describe('the diff', () => {
  const told = (legacy: unknown, candidate: unknown, rules: CompareRules = {}) => {
    const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
    const comparison = compareTexts(bytes(legacy), bytes(candidate), 'json', compileRules(rules));
    const differences = comparison.verdict === 'unreadable' ? [] : comparison.differences;
    return deltaLines(legacy, differences)?.map(written);
  };

  it('shows what only one side has, and that the rest is the same', () => {
    expect(told({ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 4, e: 5 } })).toEqual([
      ' {',
      '   "b": {',
      '-    "c": 2',
      '+    "c": 4',
      '-    "d": 3',
      '+    "e": 5',
      '   }',
      '   … the rest is the same',
      ' }',
    ]);
    expect(told({ a: 1 }, { a: 1 })).toEqual([]);
    expect(told('text', { a: 1 })).toEqual(['-"text"', '+{"a":1}']);
  });

  it('shows lists as their rule pairs them, in the order of legacy', () => {
    const rules: CompareRules = { lists: { $: { by: 'id' } }, ignore: ['$[*].t'] };
    expect(
      told(
        [
          { id: 1, t: 1 },
          { id: 2, x: 1 },
        ],
        [{ id: 2, x: 2, t: 2 }],
        rules,
      ),
    ).toEqual([
      ' [',
      '-  [0]: {"id":1,"t":1}',
      '   [1]: {',
      '-    "x": 1',
      '+    "x": 2',
      '     … the rest is the same',
      '   }',
      ' ]',
    ]);
  });

  it('shows of a list what is gone before what came in its place', () => {
    expect(told([10, 20, 30], [10, 'x', 30])?.slice(1, -1)).toEqual(['-  [1]: 20', '+  [1]: "x"']);
  });

  it('tells legacy’s positions, and of what only the candidate has that they are the candidate’s', () => {
    const legacy = [{ a: 0 }, { a: 1 }, { a: 2, b: 2 }, { a: 3 }];
    const differences: readonly Difference[] = [
      { path: '$[2].b', pattern: '$[*].b', kind: 'value', legacy: 2, candidate: 9 },
      { path: '$[1]', pattern: '$[*]', kind: 'absent', legacy: { a: 1 } },
      { path: '$[2]', pattern: '$[*]', kind: 'extra', candidate: { a: 7 } },
    ];
    expect(deltaLines(legacy, differences)?.map(written)).toEqual([
      ' [',
      '-  [1]: {"a":1}',
      '   [2]: {',
      '-    "b": 2',
      '+    "b": 9',
      '     … the rest is the same',
      '   }',
      '+  candidate [2]: {"a":7}',
      ' ]',
    ]);
  });

  it('pairs what the differences pair, whatever else looks alike', () => {
    const differences: readonly Difference[] = [
      { path: '$[0]', pattern: '$[*]', kind: 'value', legacy: 1, candidate: 2 },
      { path: '$[1]', pattern: '$[*]', kind: 'value', legacy: 2, candidate: 3 },
    ];
    expect(deltaLines([1, 2], differences)?.map(({ sign, text }) => sign + text)).toEqual([
      ' [',
      '-[0]: 1',
      '+[0]: 2',
      '-[1]: 2',
      '+[1]: 3',
      ' ]',
    ]);
  });

  it('shows names that every object inherits', () => {
    expect(told({ a: 1 }, JSON.parse('{"a":1,"__proto__":1,"toString":2}'))?.slice(1, -2)).toEqual([
      '+  "__proto__": 1',
      '+  "toString": 2',
    ]);
  });

  it('shows a member called #text as what it is', () => {
    expect(told({ a: { '#text': 'x', k: 1 } }, { a: 'y' })).toEqual([
      ' {',
      '-  "a": {"#text":"x","k":1}',
      '+  "a": "y"',
      ' }',
    ]);
  });

  it('shows of an XML list that only one side has as such where it differs', () => {
    expect(drawnXml('<r><i>1</i></r>', '<r><i>0</i><i>1</i></r>')).toEqual([
      ' {',
      '   "r": {',
      '     "i": [',
      '+      candidate [0]: "0"',
      '     ]',
      '   }',
      ' }',
    ]);
  });

  it('shows where in a hidden list of XML elements two answers differ', () => {
    const [legacy, candidate] = [
      '<u>A</u><email>a</email><email>b</email>',
      '<u>B</u><email>a</email><email>c</email>',
    ];
    expect(drawnXml(`<r>${legacy}</r>`, `<r>${candidate}</r>`, ['$..email'])).toEqual([
      ' {',
      '   "r": {',
      '-    "u": "A"',
      '+    "u": "B"',
      '     "email": [',
      `-      [1]: "${mark('b')}"`,
      `+      [1]: "${mark('c')}"`,
      '     ]',
      '   }',
      ' }',
    ]);
    const more = drawnXml('<r><email>a</email></r>', '<r><email>a</email><email k="1">c</email></r>', [
      '$..email',
    ]);
    expect(more?.slice(2, -2)).toEqual([
      '     "email": [',
      expect.stringMatching(/^\+ {6}candidate \[1\]: "\[redacted /),
      '     ]',
    ]);
  });

  it('shows what differs of elements that are hidden with their text and attributes', () => {
    const drawn = drawnXml('<r><email k="1">a</email></r>', '<r><email k="2">b</email></r>', ['$..email']);
    expect(drawn?.slice(2, -2)).toEqual([
      '     "email": {',
      `-      "k": "${mark('1')}"`,
      `+      "k": "${mark('2')}"`,
      `-      "#text": "${mark('a')}"`,
      `+      "#text": "${mark('b')}"`,
      '     }',
    ]);
  });

  it('shows which line ends otherwise in texts of mixed line ends', () => {
    const [legacy, candidate] = ['a\r\nb\r\nc\n', 'a\r\nb\nc\n'];
    const comparison = compareTexts(Buffer.from(legacy), Buffer.from(candidate), 'text', compileRules({}));
    const differences = comparison.verdict === 'unreadable' ? [] : comparison.differences;
    expect(deltaLines(drawable(legacy), differences)?.map(written)).toEqual([
      ' [',
      '-  [1]: "b\\r"',
      '+  [1]: "b"',
      ' ]',
    ]);
  });

  it('is not drawn of what is not kept', () => {
    const differences: readonly Difference[] = [
      { path: '$[3]', pattern: '$[*]', kind: 'value', candidate: 'x' },
    ];
    expect(deltaLines(drawable('[withheld: 70000 characters are too many to keep]'), differences)).toEqual(
      [],
    );
    expect(deltaLines(undefined, differences)).toEqual([]);
  });

  it('is not drawn for what the differ could hang on', () => {
    let deep: unknown = 1;
    for (let n = 0; n < 50_000; n += 1) deep = [deep];
    const list = Array.from({ length: 6000 }, (_, id) => ({ id: `x${id}` }));
    expect(deltaLines(list, [])).toBeUndefined();
    expect(deltaLines(deep, [])).toBeUndefined();
  });
});
