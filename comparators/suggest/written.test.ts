import { assert, constantFrom, dictionary, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { writtenRules } from './written.js';

describe('rules as YAML', () => {
  it('stand one line for each place, with remarks above', () => {
    const rules = {
      ignore: ['$.generatedAt'],
      lists: { '$.orders': { by: 'id', order: 'any' }, "$['a.b']": 'unordered' },
      values: { '$.status': { SENT: 'sent' } },
    } as const;
    const remarks = new Map([
      ['lists › $.orders', ['seen in 7 kept pairs', 'and so on']],
      ['ignore › $.generatedAt', ['volatile']],
    ]);
    expect(writtenRules({ ...rules, ignore: [...rules.ignore] }, remarks)).toBe(`ignore:
  # volatile
  - $.generatedAt
lists:
  # seen in 7 kept pairs
  # and so on
  $.orders: { by: id, order: any }
  $['a.b']: unordered
values:
  $.status: { SENT: sent }
`);
  });

  it('say what was meant, whatever stands in them, and no character that is not seen', () => {
    const text = string({ unit: 'binary', minLength: 1 });
    const odd = constantFrom('yes', 'null', '1', '-', '#', ': ', '\u202e', '\n', '"', "'", '{', '~');
    const word = record({ text, odd }).map(({ text, odd }) => `${odd}${text}`);
    assert(
      property(dictionary(word, dictionary(word, word), { maxKeys: 3 }), (values) => {
        const yaml = writtenRules({ values });
        expect(parse(yaml)).toEqual({ values });
        expect(yaml).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});
