import { compareSchema } from '../comparators/rules/rules-schema.js';
import type { Inquire, Preview, ToldSuggestions } from '../evidence/inquiry.js';
import { hostile } from './fake-rows.cases.js';
import type { ReadRules } from './rules-reader.js';

const support = { pairs: 40, entities: 38, matching: 12 };

export const fakeSuggestions: ToldSuggestions = {
  suggestions: [
    {
      section: 'numbers',
      rules: { numbers: { '$.orders[*].total': { absolute: 0.01 } } },
      silences: [{ pattern: '$.orders[*].total', kind: 'value', pairs: 40, entities: 38, silenced: 40 }],
      alsoSilences: [],
      support,
      forgives: true,
    },
    {
      section: 'values',
      rules: { values: { [`$['${hostile}']`]: { [hostile]: hostile.toLowerCase() } } },
      silences: [{ pattern: `$['${hostile}']`, kind: 'value', pairs: 9, entities: 9, silenced: 9 }],
      alsoSilences: [],
      support: { pairs: 9, entities: 9, matching: 9 },
      forgives: false,
      each: [{ legacy: hostile, candidate: hostile.toLowerCase(), pairs: 9 }],
    },
    {
      section: 'ignore',
      rules: { ignore: ['$.generatedAt'] },
      silences: [{ pattern: '$.generatedAt', kind: 'value', pairs: 40, entities: 40, silenced: 40 }],
      alsoSilences: [],
      support,
      forgives: false,
      compared: { compared: 256, differing: 256, settled: 60, volatile: 60 },
    },
  ],
  withheld: ['$.email'],
  pairs: 120,
  entities: 97,
  complete: true,
  custom: 'none',
};

export const fakePreview: Preview = {
  pairs: 120,
  entities: 97,
  unread: 0,
  before: { match: 40, mismatch: 80 },
  after: { match: 79, mismatch: 41 },
  fields: [{ pattern: '$.orders[*].total', kind: 'value', before: 40, after: 1 }],
  silenced: [
    {
      path: '$.orders[0].total',
      pattern: '$.orders[*].total',
      kind: 'value',
      legacy: 12.5,
      candidate: hostile,
    },
  ],
  complete: true,
  custom: 'not-asked',
};

/** Answers about one route; of any other there is no analyst. */
export const fakeRules: Inquire = {
  suggestions: async (route) =>
    route === 'customer-overview'
      ? { kind: 'told', told: fakeSuggestions }
      : { kind: 'unavailable', detail: 'No analyst runs now.' },
  preview: async (route, rules) => {
    if (route !== 'customer-overview') return { kind: 'unavailable', detail: 'No analyst runs now.' };
    if (rules.renames)
      return { kind: 'invalid', problems: [{ where: ['renames', '$.a'], message: 'is taken' }] };
    return { kind: 'told', told: fakePreview };
  },
};

/** Takes what is JSON; the real one reads YAML and belongs to another room. */
export const fakeReadRules: ReadRules = (text) => {
  try {
    return { kind: 'valid', rules: compareSchema.parse(JSON.parse(text)) };
  } catch {
    const problem = { line: 2, column: 3, where: 'numbers.$.total', message: 'expected { absolute: 0.01 }' };
    return { kind: 'invalid', problems: [problem] };
  }
};
