import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../reading/json.js';
import { answerLimits } from '../limits.js';
import { anyNode, anyPair } from './documents.cases.js';
import { type Node, plainOf, readNode, writeNode } from './reference-json.cases.js';
import { reference } from './reference.cases.js';
import { type Judged, refute } from './refute.cases.js';
import type { CompareRules } from '../rules/rules-schema.js';

const say = (legacy: string, candidate: string, rules: CompareRules = {}): string =>
  reference(readNode(legacy), readNode(candidate), rules);

describe('the reference, slow and obvious', () => {
  it.each<[string, string, string, CompareRules?]>([
    ['[1,2]', '[2,1]', 'unequal'],
    ['[1,2]', '[2,1]', 'equal', { lists: { $: 'unordered' } }],
    ['{"a":1}', '{"a":1.0}', 'equal'],
    ['{"a":1}', '{"a":2}', 'equal', { ignore: ['$..a'] }],
    ['{"a":1}', '{"a":2}', 'equal', { numbers: { '$..a': { absolute: 0 }, '$.a': { absolute: 1 } } }],
    ['[1,2]', '[2]', 'unclear', { ignore: ['$[0]'] }],
  ])('says of %s and %s: %s', (legacy, candidate, said, rules) => {
    expect(say(legacy, candidate, rules)).toBe(said);
  });
});

describe('comparing by rules', () => {
  it('says what the reference says, tells what it must, and the same from the other side', () => {
    const judged: Judged[] = [];
    fc.assert(
      fc.property(anyPair, (pair) => void judged.push(refute(pair))),
      { numRuns: 5_000 },
    );
    // Drawn at random, but neither side of the question may be rare.
    for (const said of ['equal', 'unequal'])
      expect(judged.filter((one) => one.said === said).length).toBeGreaterThan(200);
  });
});

describe('reading JSON', () => {
  const read = (text: string): unknown => readJson(text, answerLimits).value;

  it('is what JSON.parse reads, wherever that is faithful', () => {
    const plain = fc.oneof(fc.json(), anyNode.map((node) => writeNode(node, ' ')).filter(isFaithful));
    fc.assert(
      fc.property(plain, (text) => {
        expect(read(text)).toEqual(JSON.parse(text));
        // An exact number elsewhere makes the strict reader read the same.
        expect((read(`[${text},1e400]`) as unknown[])[0]).toEqual(JSON.parse(text));
      }),
    );
  });

  it('fails where JSON.parse fails, and the reference with both', () => {
    const spoilt = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom(',', ']', '}', '"', '\\', '0', '-', 'e', '\n', '\u0001', ''),
      )
      .map(([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));
    fc.assert(
      fc.property(spoilt, (text) => {
        const fails = (one: (text: string) => unknown): boolean => {
          try {
            one(text);
            return false;
          } catch {
            return true;
          }
        };
        expect([fails(read), fails(readNode)]).toEqual([fails(JSON.parse), fails(JSON.parse)]);
      }),
      { numRuns: 1_000 },
    );
  });
});

/** True where doubles hold every number; keys are drawn once each. */
function isFaithful(text: string): boolean {
  const all = (node: Node): boolean => {
    if (node.kind === 'list') return node.items.every(all);
    if (node.kind === 'object') return node.members.every(([, held]) => all(held));
    return (
      node.kind !== 'number' ||
      (node.text.length < 15 && Number.isFinite(plainOf(node)) && !node.text.includes('-400'))
    );
  };
  return all(readNode(text));
}
