import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import { decimalKey, isWithin, parseDecimal } from './scalars/decimal.js';
import type { Comparison, Difference } from './difference.js';
import { writePath } from './pattern.js';
import type { CompareRules } from './rules/rules-schema.js';
import { parseSelector } from './rules/selector.js';

const rulesTried: readonly CompareRules[] = [
  {},
  { lists: { '$..a': 'unordered' }, equate: ['null-absent', 'empty-absent', 'number-string'] },
  { lists: { '$..a': { by: 'b' } }, ignore: ['$..c'], numbers: { '$..b': { relative: '1%' } } },
];

const key = fc.constantFrom('a', 'b', 'c', 'a.b', '__proto__', 'toString', 'é');
const scalar = fc.oneof(
  fc.constantFrom(null, true, false, '', '1', 'x', 0, 1, -1.5, 1e21),
  fc.integer(),
  fc.string({ maxLength: 5 }),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 6 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  ),
}));

function judge(
  legacy: unknown,
  candidate: unknown,
  rules: CompareRules = {},
): Exclude<Comparison, { verdict: 'unreadable' }> {
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  // Blanks differ, so that equal bytes are never the reason for a match.
  const spaced = new TextEncoder().encode(` ${JSON.stringify(candidate, null, 1)}`);
  const comparison = compareTexts(bytes(legacy), spaced, 'json', compileRules(rules));
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return comparison;
}

describe('comparing holds for any document', () => {
  it('finds no difference between a document and itself', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(...rulesTried), (document, rules) => {
        expect(judge(document, document, rules)).toMatchObject({
          verdict: 'match',
          differences: [],
          ignored: [],
        });
      }),
    );
  });

  it('gives the same verdict in both directions', () => {
    const symmetric = rulesTried.slice(0, 2);
    fc.assert(
      fc.property(tree, tree, fc.constantFrom(...symmetric), (left, right, rules) => {
        expect(judge(left, right, rules).verdict).toBe(judge(right, left, rules).verdict);
      }),
    );
  });

  it('matches without rules exactly what is the same value', () => {
    fc.assert(
      fc.property(tree, tree, (left, right) => {
        expect(judge(left, right).verdict === 'match').toBe(obvious(left) === obvious(right));
      }),
    );
  });

  it('does not care about the order of keys or of unordered lists', () => {
    fc.assert(
      fc.property(tree, fc.integer(), (document, seed) => {
        const rules: CompareRules = {
          lists: {
            $: 'unordered',
            '$[*]': 'unordered',
            '$..a': 'unordered',
            '$..b': 'unordered',
            '$..c': 'unordered',
          },
        };
        const names = ['a.b', '__proto__', 'toString', 'é'];
        for (const name of names) rules.lists = { ...rules.lists, [`$..['${name}']`]: 'unordered' };
        expect(judge(document, turned(document, seed, true), rules).verdict).toBe('match');
      }),
    );
  });

  it('names exactly the places that were changed', () => {
    const record = fc.record({
      id: fc.integer(),
      name: fc.string(),
      nested: fc.record({ n: fc.integer(), 'x.y': fc.boolean() }),
    });
    const documents = fc.record({
      list: fc.array(record, { minLength: 1, maxLength: 20 }),
      top: fc.integer(),
    });
    fc.assert(
      fc.property(documents, fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), (document, choices) => {
        const copy = structuredClone(document);
        const changed = new Set<string>();
        for (const choice of choices) {
          const at = choice % copy.list.length;
          copy.list[at]!.nested.n = document.list[at]!.nested.n + 1;
          changed.add(`$.list[${at}].nested.n`);
        }
        const { differences } = judge(document, copy);
        // Several members may have become one another's twins; then fewer edits say the same.
        if (
          new Set([...document.list, ...copy.list].map(obvious)).size ===
          document.list.length + changed.size
        ) {
          expect(differences.map(({ path }) => path).sort()).toEqual([...changed].sort());
        } else expect(differences.length).toBeGreaterThan(0);
      }),
    );
  });

  it('names members that were taken out of or put into a list', () => {
    const list = fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(list, fc.nat(), fc.constantFrom('ordered', 'unordered'), (members, choice, pair) => {
        const fewer = members.toSpliced(choice % members.length, 1);
        const rules: CompareRules = { lists: { $: pair as 'ordered' } };
        const told = ({ kind, path, pattern }: Difference): string => `${kind} ${path} ${pattern}`;
        expect(judge(members, fewer, rules).differences.map(told)).toEqual([
          `absent $[${choice % members.length}] $[*]`,
        ]);
        expect(judge(fewer, members, rules).differences.map(told)).toEqual([
          `extra $[${choice % members.length}] $[*]`,
        ]);
      }),
    );
  });

  it('writes paths that are selectors of the same place', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.nat(), key)), (steps) => {
        const read = parseSelector(writePath(steps)).steps;
        expect(read).toEqual(
          steps.map((step) =>
            typeof step === 'number' ? { kind: 'index', index: step } : { kind: 'name', name: step },
          ),
        );
      }),
    );
  });
});

describe('decimals hold for any number', () => {
  const text = fc
    .tuple(fc.boolean(), fc.nat(9_999), fc.nat(9_999), fc.integer({ min: -12, max: 12 }))
    .map(([minus, whole, fraction, exponent]) => `${minus ? '-' : ''}${whole}.${fraction}e${exponent}`);
  /** Scaled to units of 10^-20: slow and obvious. */
  const units = (number: string): bigint => {
    const [, sign, whole = '', fraction = '', exponent] = /^(-?)(\d+)\.(\d+)e(-?\d+)$/.exec(number) ?? [];
    const scaled = BigInt(whole + fraction) * 10n ** BigInt(20 - fraction.length + Number(exponent));
    return sign === '-' ? -scaled : scaled;
  };

  it('are equal exactly when their keys are', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(decimalKey(parseDecimal(left)!) === decimalKey(parseDecimal(right)!)).toBe(
          units(left) === units(right),
        );
      }),
    );
  });

  it('are within a tolerance exactly when the integers say so, edge included', () => {
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (left, right, tolerance, onEdge) => {
        const gap = units(left) - units(right);
        const distance = gap < 0n ? -gap : gap;
        const width = onEdge ? distance : units(tolerance.replace('-', ''));
        const allowed = parseDecimal(onEdge ? `${distance}e-20` : tolerance.replace('-', ''))!;
        expect(isWithin(parseDecimal(left)!, parseDecimal(right)!, allowed)).toBe(distance <= width);
      }),
    );
  });
});

/** One text per value, written the obvious way. */
function obvious(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(obvious).join()}]`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '0' : JSON.stringify(value);
  const members = Object.entries(value).map(([name, held]) => `${JSON.stringify(name)}:${obvious(held)}`);
  return `{${members.sort().join()}}`;
}

/** The same document with its keys, and the lists that a rule of the test covers, turned around. */
function turned(value: unknown, seed: number, covered: boolean, isRoot = true): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => turned(item, seed, isRoot, false));
    return covered && seed % 2 === 0 ? items.reverse() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([name, held]) => [name, turned(held, seed, true, false)] as const,
  );
  return Object.fromEntries(entries.reverse());
}
