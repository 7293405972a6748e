import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import { pastNames } from '../api/shapes.js';
import { fieldStates } from './fields/field-filter.js';
import { pastOf, routeAddress, routeQuery } from './route-query.js';

const text = fc.string({ minLength: 1, maxLength: 20 }).filter((one) => one.trim() === one);
const asked = fc.record(
  {
    class: fc.constantFrom(...mismatchClasses),
    state: fc.constantFrom(...fieldStates),
    pattern: text,
    evidence: text,
    last: fc.constantFrom(...pastNames),
  },
  { requiredKeys: [] },
);

describe('the address of a route’s page', () => {
  it('is read as what it was made of', () =>
    fc.assert(
      fc.property(asked, fc.string(), (query, route) => {
        const { pathname, searchParams } = new URL(routeAddress(route, query), 'http://banyan');
        expect(routeQuery.parse(Object.fromEntries(searchParams))).toEqual(query);
        expect(pathname.split('/')).toHaveLength(3);
      }),
      { examples: [[{}, '..//?#&']] },
    ));

  it('says nothing of what is not asked for, nor of what nobody can ask for', () => {
    expect(routeAddress('a b', { class: undefined })).toBe('/routes/a%20b');
    expect(routeQuery.parse({ last: '2 weeks', class: 'odd', evidence: '', pattern: ' ' })).toEqual({});
    expect(pastOf({})).toBe('1h');
  });
});
