import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../rules/compile-rules.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { finish, pairsOf, still, suggestFor, volatile } from './kept.cases.js';
import { lookAt } from './look.js';
import { preview } from './preview.js';
import { nameOf } from './suggestion.js';
import { withRules } from './with-rules.js';

/** Ways in which a candidate may tell a member otherwise; `at` is whose it is. */
const ways: Readonly<
  Record<string, (at: number, value: number) => readonly [legacy: unknown, candidate: unknown]>
> = {
  same: (_, value) => [value, value],
  rounded: (at, value) => [value, value + (at % 2) * 0.004],
  scaled: (_, value) => [value, value * 100],
  shifted: (_, value) => [value, value + 1],
  text: (_, value) => [String(value), value],
  word: (at) => [['A', 'B', 'C'][at % 3], ['a', 'b', 'c'][at % 3]],
  merged: (at) => [['A', 'B', 'C'][at % 3], ['a', 'b', 'b'][at % 3]],
  noise: (at, value) => [`l${at} ${value}`, `c${at} ${value}`],
  moved: (at, value) => [
    [at, value, 'x'],
    ['x', at, value],
  ],
  keyed: (at, value) => [
    [
      { id: 1, v: at },
      { id: 2, v: value },
    ],
    [
      { id: 2, v: value },
      { id: 1, v: at },
    ],
  ],
  nothing: (at) => [null, at % 5 ? undefined : null],
};

const member = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  way: fc.constantFrom(...Object.keys(ways)),
  step: fc.constantFrom(1, 7, 13.5),
  /** Whose member differs, one of so many. */
  every: fc.constantFrom(1, 1, 2, 9),
  other: fc.boolean(),
});
type Member = typeof member extends fc.Arbitrary<infer T> ? T : never;

const documents = (members: readonly Member[]) =>
  pairsOf(24, (at) => {
    const [legacy, candidate]: Record<string, unknown>[] = [{ of: at }, { of: at }];
    for (const { name, way, step, every, other } of members) {
      const [left, right] = ways[way]!(at, 100 + at * step);
      legacy![name] = left;
      candidate![other ? `${name}${name}` : name] = at % every === 0 ? right : left;
    }
    return [legacy, candidate];
  });

const shows = (pairs: ReturnType<typeof documents>, rules: CompareRules) => {
  const compiled = compileRules(rules);
  return pairs.map((pair) => new Set(lookAt(pair, compiled, still)?.shows.keys()));
};

describe('whatever pairs show', () => {
  it('a suggestion that is taken silences what it says, in as many pairs, and nothing else', () => {
    let suggested = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(member, { selector: ({ name }) => name }),
        fc.boolean(),
        (members, isNoise) => {
          const pairs = documents(members);
          const { suggestions } = suggestFor(pairs, {}, isNoise ? { known: () => volatile() } : {});
          const before = shows(pairs, {});
          for (const { rules, silences, alsoSilences } of suggestions) {
            suggested += 1;
            const after = shows(pairs, withRules({}, rules));
            const gone = new Map<string, number>();
            before.forEach((names, at) => {
              for (const name of names) if (!after[at]!.has(name)) gone.set(name, (gone.get(name) ?? 0) + 1);
            });
            const told = [...silences, ...alsoSilences].map(
              (field) => [nameOf(field), field.silenced] as const,
            );
            expect(Object.fromEntries(gone)).toEqual(Object.fromEntries(told));
            for (const { pairs: all, silenced } of silences)
              expect(silenced).toBeGreaterThanOrEqual(0.99 * all);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(suggested).toBeGreaterThan(50);
  });

  it('no rule is suggested for what is another meaning', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('scaled', 'shifted', 'merged', 'noise'),
        fc.constantFrom(1, 7, 13.5),
        (way, step) => {
          const pairs = documents([{ name: 'a', way, step, every: 1, other: false }]);
          expect(suggestFor(pairs).suggestions).toEqual([]);
        },
      ),
    );
  });

  it('no two suggestions are for the same alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(member, { selector: ({ name }) => name }), (members) => {
        const { suggestions } = suggestFor(documents(members));
        const covered = new Set<string>();
        for (const { silences } of suggestions) {
          expect(silences.some((field) => !covered.has(nameOf(field)))).toBe(true);
          for (const field of silences) covered.add(nameOf(field));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('a preview counts as a comparison under each of the rules does', () => {
    fc.assert(
      fc.property(fc.uniqueArray(member, { selector: ({ name }) => name }), (members) => {
        const pairs = documents(members);
        const others: CompareRules = {
          ignore: ['$.a'],
          lists: { '$.b': 'unordered' },
          equate: ['number-string'],
        };
        const told = finish(preview({ present: {}, others, pairs, clock: still, hasTime: () => true }));
        const verdicts = (rules: CompareRules) => {
          const match = shows(pairs, rules).filter(({ size }) => size === 0).length;
          return { match, mismatch: pairs.length - match };
        };
        expect([told.before, told.after]).toEqual([verdicts({}), verdicts(others)]);
        expect(told).toMatchObject({ pairs: 24, entities: 24, unread: 0, complete: true });
      }),
      { numRuns: 60 },
    );
  });
});
