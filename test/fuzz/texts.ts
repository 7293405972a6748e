import fc from 'fast-check';
import { compareTexts } from '../../comparators/compare-documents.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import type { Comparison } from '../../comparators/difference.js';
import { reference } from '../../comparators/reference/reference.cases.js';
import { isSymmetric, workLimits } from '../../comparators/reference/refute.cases.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { anyBytes, anySpoiling, plainJson, plainNdjson, showBytes, spoilt } from './bodies.js';
import { type Exploration, outcomeOf } from './exploration.js';

interface Texts {
  readonly legacy: Uint8Array;
  readonly candidate: Uint8Array;
  readonly format: 'json' | 'ndjson' | 'text' | undefined;
  readonly rules: CompareRules;
}

const someRules: readonly CompareRules[] = [
  {},
  {},
  {
    lists: { $: 'unordered', '$[*]': { by: 'a' } },
    equate: ['null-absent', 'empty-absent', 'number-string'],
  },
  { numbers: { '$..a': { relative: '10%' }, '$[*]': { absolute: 1 } }, times: { '$[*]': { within: '1s' } } },
  { renames: { '$.a': '$.b', '$..l': '$..m', '$.x[*]': '$.l[*].b' }, ignore: ['$..id'] },
];

/** Files whose bytes were spoilt: what is no JSON is told, what is JSON is compared. */
export const texts: Exploration<Texts> = {
  name: 'texts',
  drawn: fc
    .record({
      base: anyBytes,
      other: fc.option(anyBytes, { nil: undefined, freq: 3 }),
      spoilings: fc.tuple(anySpoiling, anySpoiling),
      format: fc.constantFrom(
        'json' as const,
        'json' as const,
        'ndjson' as const,
        'text' as const,
        undefined,
      ),
      rules: fc.constantFrom(...someRules),
    })
    .map(({ base, other, spoilings: [ofLegacy, ofCandidate], format, rules }) => {
      const legacy = ofLegacy.length > 2 ? spoilt(base, ofLegacy.slice(2)) : base;
      return { legacy, candidate: spoilt(other ?? legacy, ofCandidate), format, rules };
    }),

  judge(one) {
    const { legacy, candidate, rules } = one;
    const comparison = compare(one);
    const back = compare({ ...one, legacy: candidate, candidate: legacy });
    if (isSymmetric(rules) && back.verdict !== comparison.verdict)
      throw new Error(`${comparison.verdict} one way, ${back.verdict} the other`);
    if (comparison.verdict === 'unreadable' && comparison.why.reason !== 'undecodable')
      throw new Error(`small texts are called ${comparison.why.reason}: ${comparison.why.detail}`);
    const isSame = Buffer.compare(legacy, candidate) === 0;
    if (isSame && comparison.verdict === 'mismatch') throw new Error('the same bytes are a mismatch');
    // The rules reach the lines of a text too.
    const isPlain = one.format === 'text' && Object.keys(rules).length === 0;
    if (!isSame && comparison.verdict === 'match' && isPlain)
      throw new Error('texts of other bytes are a match');
    if (one.format === 'json') refuteTrees(one, comparison, plainJson);
    if (one.format === 'ndjson') refuteTrees(one, comparison, plainNdjson);
    return outcomeOf(comparison);
  },

  show: ({ legacy, candidate, format, rules }) =>
    [
      `legacy    ${showBytes(legacy)}`,
      `candidate ${showBytes(candidate)}`,
      `format    ${format ?? 'by content'}, rules ${JSON.stringify(rules)}`,
    ].join('\n'),
};

function compare({ legacy, candidate, format, rules }: Texts): Comparison {
  return compareTexts(legacy, candidate, format, compileRules(rules), workLimits());
}

/** What the platform can read must be compared as the reference says, what it cannot must be told so. */
function refuteTrees(
  { legacy, candidate, format, rules }: Texts,
  comparison: Comparison,
  read: typeof plainJson,
): void {
  if (format === 'json' && (legacy.byteLength === 0 || candidate.byteLength === 0)) return;
  const [left, right] = [read(legacy), read(candidate)];
  if (left === undefined || right === undefined) {
    const side = left === undefined ? 'legacy' : 'candidate';
    if (comparison.verdict !== 'unreadable' || comparison.why.side !== side)
      throw new Error(`${comparison.verdict}, where ${side} is no ${format}`);
    return;
  }
  if (comparison.verdict === 'unreadable') throw new Error(`unreadable: ${comparison.why.detail}`);
  if (left.marked !== right.marked) {
    if (comparison.verdict === 'match') throw new Error('a byte order mark is not told');
    return;
  }
  const said = reference(left.node, right.node, rules);
  const due = said === 'equal' ? 'match' : 'mismatch';
  // The same bytes match whatever the rules.
  const isSame = Buffer.compare(legacy, candidate) === 0;
  if (said !== 'unclear' && !isSame && comparison.verdict !== due)
    throw new Error(`a ${comparison.verdict} of what the reference calls ${said}`);
}
