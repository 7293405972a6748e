import { describe, expect, it } from 'vitest';
import { answerLimits } from '../limits.js';
import { readXml } from '../reading/xml.js';
import { redactInSample } from './redact-in-sample.js';

describe('what redact hides in a sample', () => {
  const customer = { name: 'x', contacts: [{ email: 'a' }, { email: 'b' }] };

  it.each<[string, string, Record<string, string>, object]>([
    ['at any depth', '$..email', {}, { places: 2 }],
    ['with all below it', '$.customer', {}, { places: 1 }],
    ["under the candidate's name", '$.user.name', { '$.customer': '$.user' }, { places: 1 }],
    ['not where it is misspelt', '$..emial', {}, { places: 0, alike: '$.customer.contacts[*].email' }],
    [
      'not past the members of a list',
      '$.customer.contacts.email',
      {},
      { places: 0, alike: '$.customer.contacts[*].email' },
    ],
    ['not what is not there', '$..zebra', {}, { places: 0 }],
  ])('is told: %s', (_, entry, renames, expected) => {
    expect(redactInSample({ value: { customer }, format: 'json' }, [entry, 'header:x'], renames)).toEqual([
      { entry, ...expected },
    ]);
  });

  it('is told of XML as it is hidden there: lists do not count', () => {
    const value = readXml('<r><p lang="en">1</p><p>2</p></r>', answerLimits);
    expect(redactInSample({ value, format: 'xml' }, ['$.r.p', '$.r.p[*].lang', '$.r.q'])).toMatchObject([
      { places: 1 },
      { places: 1 },
      { places: 0 },
    ]);
  });
});
