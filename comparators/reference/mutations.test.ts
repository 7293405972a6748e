import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts } from '../compare-documents.js';
import { compileRules } from '../rules/compile-rules.js';
import type { Difference } from '../difference.js';
import { type PathStep, writePath, writePattern } from '../pattern.js';
import type { CompareRules } from '../rules/rules-schema.js';

type Value = string | number | boolean | null | Value[] | { [name: string]: Value };

/** Every list is keyed, so that nothing is left to choose. */
const rules: CompareRules = { lists: { '$..list': { by: 'id' } } };
const scalar = fc.oneof(fc.integer(), fc.string({ maxLength: 4 }), fc.boolean(), fc.constant(null));
const name = fc.constantFrom('a', 'b', 'c', 'a.b', '__proto__', 'é', '');
const { tree } = fc.letrec<{ tree: Value; object: Value; list: Value }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('object'), tie('list')),
  object: fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  list: fc
    .array(tie('tree'), { maxLength: 5 })
    .map((held): Value => ({ list: held.map((value, id) => ({ id, value })) })),
}));

function tell(legacy: Value, candidate: Value): string[] {
  const bytes = (value: Value): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  const comparison = compareTexts(bytes(legacy), bytes(candidate), 'json', compileRules(rules));
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return comparison.differences
    .map(({ kind, path, pattern }: Difference) => `${kind} ${path} ${pattern}`)
    .sort();
}

describe('a document that was changed in some places', () => {
  it('differs in exactly those places', () => {
    fc.assert(
      fc.property(
        tree,
        fc.array(fc.tuple(fc.nat(), fc.constantFrom('value', 'type', 'absent', 'extra')), {
          minLength: 1,
          maxLength: 8,
        }),
        (legacy, changes) => {
          const candidate = structuredClone({ $: legacy });
          const due: string[] = [];
          const taken: PathStep[][] = [];
          for (const [n, kind] of changes) {
            const places = placesFor(kind, legacy);
            const place = places[n % places.length];
            if (place === undefined || taken.some((one) => touches(one, place))) continue;
            taken.push(place);
            const told = kind === 'extra' ? [...place, 'added'] : place;
            due.push(`${kind} ${writePath(told)} ${writePattern(told)}`);
            change(candidate, ['$', ...place], kind);
          }
          const changed = candidate.$;
          expect(tell(legacy, withoutGaps(changed))).toEqual(due.sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  it('differs in one order for each keyed list that was turned around', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 2, maxLength: 6 }), tree, (held, other) => {
        const list = held.map((value, id) => ({ id, value }));
        const document = { first: { list }, other, second: { list } };
        const turned = { second: { list: list.toReversed() }, other, first: { list } };
        expect(tell(document, turned)).toEqual(['order $.second.list $.second.list']);
      }),
    );
  });
});

/** Places where such a change can be made, the keys of members left alone. */
function placesFor(kind: string, document: Value): PathStep[][] {
  const places: PathStep[][] = [];
  const visit = (value: Value, path: PathStep[], isMember: boolean): void => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const fits = {
      value: typeof value !== 'object',
      type: !isMember,
      absent: path.length > 0,
      extra: isObject,
    }[kind];
    if (fits === true) places.push(path);
    if (Array.isArray(value)) for (const [at, one] of value.entries()) visit(one, [...path, at], true);
    else if (isObject)
      for (const [key, one] of Object.entries(value))
        if (!(isMember && key === 'id')) visit(one, [...path, key], false);
  };
  visit(document, [], false);
  return places;
}

/** True when one place stands in the other. */
function touches(left: readonly PathStep[], right: readonly PathStep[]): boolean {
  const common = Math.min(left.length, right.length);
  return left.slice(0, common).every((step, at) => step === right[at]);
}

function change(root: Value, path: readonly PathStep[], kind: string): void {
  const holder = path
    .slice(0, -1)
    .reduce<Record<PathStep, unknown>>(
      (at, step) => at[step] as Record<PathStep, unknown>,
      root as unknown as Record<PathStep, unknown>,
    );
  const last = path.at(-1)!;
  const value = holder[last] as Value;
  // A member taken out leaves its place until all changes are made: paths count positions before.
  if (kind === 'absent') {
    if (Array.isArray(holder)) holder[Number(last)] = undefined;
    else Reflect.deleteProperty(holder, last);
  } else if (kind === 'extra') (value as Record<string, unknown>)['added'] = 1;
  else set(holder, last, kind === 'type' ? otherType(value) : otherValue(value));
}

function set(holder: Record<PathStep, unknown>, key: PathStep, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function otherType(value: Value): Value {
  return typeof value === 'string' ? [value] : 'another type';
}

function otherValue(value: Value): Value {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'string' ? `${value}!` : value === false;
}

function withoutGaps(value: Value): Value {
  if (Array.isArray(value)) return value.filter((one) => one !== undefined).map(withoutGaps);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, Value> = {};
  for (const [key, one] of Object.entries(value)) set(copy, key, withoutGaps(one));
  return copy;
}
