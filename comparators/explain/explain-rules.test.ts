import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placedRules } from '../rules/compile-rules.js';
import { type ExplainedRule, explainRules } from './explain-rules.js';
import { readGovernance } from './governance.js';
import { compilePaths } from '../rules/path-states.js';
import type { CompareRules } from '../rules/rules-schema.js';

const absolute = (digits: number) => ({ absolute: digits });
/** One line for each rule at a place, as a person would note it down. */
const lines = (rules: CompareRules): readonly string[] =>
  explainRules(rules)
    .filter(({ section }) => section !== 'headers')
    .map(({ place = 'everywhere', section, says, governs, why, instead, overriddenBy }: ExplainedRule) =>
      [
        `${place} ${section} ${says}`.trim(),
        ...(governs ? [] : [`never: ${why}`]),
        ...instead.map((other) => `instead of ${other.place}`),
        ...(governs ? overriddenBy.map(({ at }) => `not at ${at}`) : []),
      ].join(' | '),
    );

describe('an explanation of rules', () => {
  it('tells each rule from general to specific, and which of two governs where both stand', () => {
    expect(
      lines({
        numbers: {
          '$.summary.total': { relative: '1%' },
          '$..total': absolute(0.01),
          '$.a[*].x': absolute(1),
          '$[*].b.x': absolute(2),
          '$.l[2]': absolute(3),
          '$.l[*]': absolute(4),
        },
        times: { '$..at': { within: '2s' } },
        lists: { '$.orders': { by: ['id', 'line'] }, $: 'ordered' },
        values: { '$.state': { A: 'b', C: null } },
      }),
    ).toEqual([
      '$..at times within: 2s',
      '$..total numbers absolute: 0.01 | not at $.summary.total | not at $.l.total',
      '$ lists ordered',
      '$[*].b.x numbers absolute: 2 | not at $.a.b.x',
      '$.a[*].x numbers absolute: 1 | instead of $[*].b.x',
      '$.l[*] numbers absolute: 4 | instead of $..total | not at $.l[2]',
      '$.l[2] numbers absolute: 3 | instead of $.l[*]',
      '$.orders lists by: id, line',
      '$.state values A → b, C → null',
      '$.summary.total numbers relative: 1% | instead of $..total',
    ]);
  });

  it('tells why a rule can never govern', () => {
    expect(
      lines({
        ignore: ['$.meta', '$.meta.x', '$..trace', '$.a.trace', '$.b', '$.b'],
        numbers: {
          '$.meta.n': absolute(1),
          '$.b': absolute(1),
          '$..c': absolute(1),
          '$.c': absolute(1),
          '$[*]..c': absolute(1),
        },
        lists: { '$..l': 'unordered' },
      }),
    ).toEqual([
      '$..c numbers absolute: 1 | never: more specific rules govern all its places: numbers › $.c › absolute: 1 and numbers › $[*]..c › absolute: 1',
      '$..l lists unordered',
      '$..trace ignore',
      '$[*]..c numbers absolute: 1 | instead of $..c',
      '$.a.trace ignore | never: ignore › $..trace covers it',
      '$.b ignore',
      '$.b ignore | never: ignore › $.b covers it',
      '$.b numbers absolute: 1 | never: ignore › $.b silences it',
      '$.c numbers absolute: 1 | instead of $..c',
      '$.meta ignore',
      '$.meta.n numbers absolute: 1 | never: ignore › $.meta silences it',
      '$.meta.x ignore | never: ignore › $.meta covers it',
    ]);
  });

  it('tells where something is ignored that a rule would judge, but not of all that is ignored above it', () => {
    expect(lines({ ignore: ['$.a.total', '$.debug'], numbers: { '$..total': absolute(1) } })).toEqual([
      '$..total numbers absolute: 1 | not at $.a.total',
      '$.a.total ignore',
      '$.debug ignore',
    ]);
  });

  it('tells renames, equates, headers and whatever else is written', () => {
    const rules: CompareRules = {
      renames: { '$.orders': '$.rows' },
      equate: ['null-absent'],
      headers: ['Vary'],
      custom: './money.js',
      status: { equate: [[200, 203]] },
    };
    expect(lines(rules)).toEqual([
      '$.orders renames ← $.rows',
      'everywhere equate null-absent',
      'everywhere custom ./money.js',
      'everywhere status equate: [[200,203]]',
    ]);
    expect(explainRules(rules).map(({ where, place }) => [where.join(' › '), place])).toEqual([
      ['renames › $.orders', '$.orders'],
      ['equate › 0', undefined],
      ['custom', undefined],
      ['status', undefined],
      ['headers › 0', 'header:vary'],
    ]);
    expect(explainRules({}).map(({ says }) => says)).toContain('etag-presence');
  });

  it('agrees with every walk: who governs a place, governs in the explanation', () => {
    const selector = fc
      .array(fc.constantFrom('.a', '.b', '..a', '..b', '[*]', '[0]'), { minLength: 1, maxLength: 4 })
      .map((steps) => `$${steps.join('')}`);
    const path = fc.array(fc.constantFrom('a', 'b', 'c', 0, 1), { maxLength: 6 });
    const sections = fc.record({
      ignore: fc.uniqueArray(selector, { maxLength: 2 }),
      numbers: fc.uniqueArray(selector, { maxLength: 4 }),
      lists: fc.uniqueArray(selector, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(sections, fc.array(path, { minLength: 20 }), ({ ignore, numbers, lists }, paths) => {
        const rules = placedRules({
          ignore,
          numbers: Object.fromEntries(numbers.map((text) => [text, absolute(1)])),
          lists: Object.fromEntries(lists.map((text) => [text, 'unordered'])),
        });
        const { of, companies } = readGovernance(rules);
        const known = new Set(companies.map((company) => company.map(({ where }) => where.join()).join(' ')));
        const root = compilePaths(
          rules.map((rule) => ({ selector: rule.selector, mark: rule })),
          (marks) => marks,
        );
        for (const path of paths) {
          let state = root;
          let ignored = state.here.some(({ mark }) => mark.kind === 'ignore');
          for (const step of path) {
            state = typeof step === 'number' ? state.item(step) : state.member(step);
            ignored ||= state.here.some(({ mark }) => mark.kind === 'ignore');
          }
          if (ignored || state.here.length === 0) continue;
          const company = [...new Map(state.here.map((rule) => [rule.mark.kind, rule])).values()];
          expect(company.map((rule) => of(rule).governs)).not.toContain(false);
          expect(known).toContain(company.map(({ where }) => where.join()).join(' '));
        }
      }),
    );
  });
});
