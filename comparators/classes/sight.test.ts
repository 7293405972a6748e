import { describe, expect, it } from 'vitest';
import { compareObservations } from '../compare.js';
import type { ReadTrees } from '../compare-read.js';
import type { Answer } from '../observation.js';
import { compileRules } from '../rules/compile-rules.js';
import type { CompareRules } from '../rules/rules-schema.js';
import { type FreshnessRule, compileFreshness } from './freshness.js';
import { covers, placeOf } from './place.js';
import type { Looked } from './look.js';
import { sightsAt } from './sight.js';
import { placesOf } from './spread.js';
import { textOfView } from './view.js';

const rules: CompareRules = {
  lists: { '$.orders': { by: 'id' }, '$.tags': 'unordered' },
  values: { '$.status': { SHIPPED: 'shipped' } },
  equate: ['null-absent'],
};
const answer = (body: unknown, status = 200): Answer => ({
  kind: 'answer',
  status,
  headers: [['content-type', typeof body === 'string' ? 'application/xml' : 'application/json']],
  body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
});
function look(legacy: unknown, candidate: unknown, statuses: [number, number] = [200, 200]): Looked {
  let read: ReadTrees | undefined;
  const comparison = compareObservations(
    answer(legacy, statuses[0]),
    answer(candidate, statuses[1]),
    compileRules(rules),
    {},
    (told) => (read = told),
  );
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  return { comparison, read, statuses: { legacy: statuses[0], candidate: statuses[1] } };
}
const places = (looked: Looked) =>
  looked.comparison.differences.map((difference) => placeOf(difference, looked.read));
/** What a later look shows at the places where the first one differed. */
const later = (first: Looked, then: Looked): string =>
  sightsAt(places(first), then)
    .map((sight) => {
      if (!sight) return 'nothing';
      const { agrees, legacy, candidate } = sight;
      const told = [legacy, candidate].map((view) => (view ? textOfView(view) : '?'));
      return `${agrees ? 'agrees' : 'differs'} ${told.join(' | ')}`;
    })
    .join('; ');

describe('what a later look shows where two answers differed', () => {
  it.each([
    ['a value by its place', look({ a: 1 }, { a: 2 }), look({ a: 3 }, { a: 2 }), 'differs 3 | 2'],
    ['that it agrees', look({ a: 1 }, { a: 2 }), look({ a: 2 }, { a: 2 }), 'agrees 2 | 2'],
    [
      'nothing below what is missing above',
      look({ a: { b: 1 } }, { a: { b: 2 } }),
      look({ a: { b: 1 } }, {}),
      'differs 1 | content ',
    ],
    [
      'a keyed member wherever it stands',
      look({ orders: [{ id: 1, t: 1 }] }, { orders: [{ id: 1, t: 2 }] }),
      look(
        {
          orders: [
            { id: 9, t: 7 },
            { id: 1, t: 2 },
          ],
        },
        {
          orders: [
            { id: 9, t: 8 },
            { id: 1, t: 2 },
          ],
        },
      ),
      'agrees 2 | 2',
    ],
    [
      'a missing member by its key, not what is in it',
      look({ orders: [{ id: 1, t: 1 }] }, { orders: [] }),
      look({ orders: [{ id: 1, t: 5 }] }, { orders: [{ id: 1, t: 6 }] }),
      'agrees content 1 here | content 1 here',
    ],
    [
      'a member that should be gone',
      look({ orders: [] }, { orders: [{ id: 1 }] }),
      look({ orders: [] }, { orders: [{ id: 2 }, { id: 1 }] }),
      'differs content 0 here | content 1 here',
    ],
    [
      'members without a key by their number',
      look({ tags: ['a', 'b'] }, { tags: ['b'] }),
      look({ tags: ['x', 'y'] }, { tags: ['y'] }),
      'differs content 2 here | content 1 here',
    ],
    [
      'what stands for absent as absent',
      look({ a: 1 }, {}),
      look({ a: 1 }, { a: null }),
      'differs content 1 here | content 0 here',
    ],
    [
      'the order of a keyed list by its keys',
      look({ orders: [{ id: 1 }, { id: 2 }] }, { orders: [{ id: 2 }, { id: 1 }] }),
      look({ orders: [{ id: 1, t: 1 }, { id: 2 }] }, { orders: [{ id: 1, t: 2 }, { id: 2 }] }),
      'agrees content [1,2] | content [1,2]',
    ],
    [
      'a status',
      look({ a: 1 }, {}, [200, 404]),
      look({ a: 1 }, { a: 1 }, [200, 200]),
      'agrees content 200 | content 200',
    ],
    ['nothing, where one side refuses', look({ a: 1 }, { a: 2 }), look({ a: 1 }, {}, [200, 404]), 'nothing'],
    [
      'the text of an XML element at the element',
      look('<r><a x="1">b</a></r>', '<r><a x="1">c</a></r>'),
      look('<r><a x="2">b</a></r>', '<r><a x="3">b</a></r>'),
      'agrees "b" | "b"',
    ],
  ])('tells %s', (_, first, then, told) => expect(later(first, then)).toBe(told));

  it('two differences of one keyed member stand at places of their own, below it', () => {
    const [total, status] = places(
      look({ orders: [{ id: 1, t: 1, s: 'a' }] }, { orders: [{ id: 1, t: 2, s: 'b' }] }),
    );
    const [member] = places(look({ orders: [{ id: 1 }] }, { orders: [] }));
    expect(covers(member!, total!)).toBe(true);
    expect(covers(total!, status!)).toBe(false);
    expect(covers(total!, member!)).toBe(false);
  });

  it('the places of a pattern are those at which its differences stand', () => {
    const looked = look(
      {
        orders: [
          { id: 1, t: 1 },
          { id: 2, t: 2 },
        ],
      },
      {
        orders: [
          { id: 1, t: 3 },
          { id: 2, t: 4 },
        ],
      },
    );
    const found = looked.read ? placesOf('$.orders[*].t', 'value', looked.read) : [];
    expect(found.map(({ id }) => id)).toEqual(places(looked).map(({ id }) => id));
  });
});

describe('freshness', () => {
  const rule: FreshnessRule = {
    default: 5_000,
    fields: [
      ['$.fraud', 0],
      ['$.orders[*].total', 100],
    ],
  };
  it.each([
    [{ a: 1 }, { a: 2 }, 5_000],
    [{ fraud: 1 }, { fraud: 2 }, 0],
    [{ fraud: { score: 1 } }, { fraud: { score: 2 } }, 0],
    [{ orders: [{ id: 1, total: 1 }] }, { orders: [{ id: 1, total: 2 }] }, 100],
    [{ orders: [{ id: 1 }] }, { orders: [] }, 5_000],
  ])('of the difference between %j and %j is %i ms', (legacy, candidate, milliseconds) => {
    const [place] = places(look(legacy, candidate));
    expect(compileFreshness(rule)(place!)).toBe(milliseconds);
  });
});
