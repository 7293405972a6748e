import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CanonicalScope, canonical } from './canonical.js';
import { type CompiledRules, compileRules } from '../rules/compile-rules.js';
import { type Duplicates, noDuplicates } from '../reading/document.js';
import { fingerprint } from './fingerprint.js';
import { readJson } from '../reading/json.js';
import { answerLimits } from '../limits.js';
import type { CompareRules } from '../rules/rules-schema.js';

const rulesTried: readonly CompareRules[] = [
  {},
  { lists: { '$..a': 'unordered', $: 'unordered' }, ignore: ['$..c'] },
  { equate: ['null-absent', 'empty-absent', 'unicode-forms'], ignore: ['$.a[*]'] },
];

/** Few values, written in several ways, so that many texts mean the same. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'null',
      '""',
      '0',
      '-0',
      '1.5',
      '15e-1',
      '1e400',
      '10e399',
      '"é"',
      '"e\\u0301"',
      '[]',
      '{}',
    ),
    fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('json')), { maxLength: 3 })
      .map((members) => `{${members.map(([name, value]) => `"${name}":${value}`).join()}}`),
  ),
}));

const scopeOf = (rules: CompiledRules, duplicates: Duplicates = noDuplicates): CanonicalScope => ({
  rules,
  duplicates: (object) => duplicates.get(object),
  emptied: new Set(),
  step: () => undefined,
  textKey: undefined,
  passedOver: () => undefined,
});

it('what has the same canonical text has the same fingerprint', () => {
  let alike = 0;
  fc.assert(
    fc.property(json, json, fc.constantFrom(...rulesTried), (left, right, authored) => {
      const rules = compileRules(authored);
      const [one, other] = [left, right].map((source) => {
        const { value, duplicates } = readJson(source, answerLimits);
        const scope = scopeOf(rules, duplicates);
        return {
          text: canonical(value, rules.root, scope, false),
          print: fingerprint(value, rules.root, scope),
        };
      });
      if (one?.text !== other?.text) return;
      alike += 1;
      expect(one?.print).toBe(other?.print);
    }),
    { numRuns: 5_000 },
  );
  expect(alike).toBeGreaterThan(100);
});

it('what differs in its leaves mostly has another', () => {
  const rules = compileRules({});
  const prints = Array.from({ length: 1_000 }, (_, at) =>
    fingerprint({ id: at, total: at / 4, items: [{ sku: `s-${at % 7}` }] }, rules.root, scopeOf(rules)),
  );
  expect(new Set(prints).size).toBeGreaterThan(990);
});
