import { describe, expect, it } from 'vitest';
import { compareTexts } from '../compare-documents.js';
import { compileRules } from '../rules/compile-rules.js';
import { corpus, type Nasty } from './corpus.cases.js';
import { answerLimits } from '../limits.js';
import { workLimits } from './refute.cases.js';

/** Enough for any document of the corpus that says nothing else, in thousands of steps. */
const plentyOfWork = 20;

function tell({
  legacy,
  candidate,
  rules = {},
  work = plentyOfWork,
  keys = answerLimits.keys,
}: Nasty): string[] {
  const limits = { ...answerLimits, ...workLimits(work), keys, decodedBytes: 16 * 1024 * 1024 };
  const comparison = compareTexts(legacy(), candidate(), 'json', compileRules(rules), limits);
  if (comparison.verdict === 'unreadable')
    return [`unreadable ${comparison.why.side} ${comparison.why.reason}`];
  expect(comparison.verdict).toBe(comparison.differences.length === 0 ? 'match' : 'mismatch');
  const paths = comparison.differences.map(({ kind, path }) => `${kind} ${path}`);
  if (paths.length <= 3) return paths;
  return [...new Set(comparison.differences.map(({ kind, pattern }) => `${kind} ${pattern}`))];
}

for (const [about, cases] of Object.entries(corpus)) {
  describe(`nasty JSON: ${about}`, () => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
      expect(tell(one)).toEqual(one.told);
    });
  });
}
