import { create } from 'jsondiffpatch';
import microdiff from 'microdiff';
import { compareTexts } from '../../comparators/compare-documents.js';
import { compareTrees } from '../../comparators/compare-values.js';
import { compileRules } from '../../comparators/rules/compile-rules.js';
import { readJson } from '../../comparators/reading/json.js';
import { Deadline, fileLimits } from '../../comparators/limits.js';
import { unrenamed } from '../../comparators/shape/apply-renames.js';
import { type Answer, answerOf, answerOfDelta, answerOfMicrodiff } from './answer.js';

/** The names by which tables and aims call what compares. */
export const differNames = {
  parse: 'JSON.parse of both',
  compare: 'banyan differ, after reading',
  whole: 'banyan differ, bytes to verdict',
  jsondiffpatch: 'jsondiffpatch 0.7.7',
  microdiff: 'microdiff 1.6.0',
} as const;
export type DifferName = (typeof differNames)[keyof typeof differNames];

/** Two documents as they came, and whether their orders are to be paired by `orderId`. */
export interface Given {
  readonly legacy: Buffer;
  readonly candidate: Buffer;
  readonly keyed: boolean;
}

/** Does the work once, and gives what tells the answer when asked; undefined of what gives none. */
export type Work = () => () => Answer | undefined;

/**
 * Makes a contender ready: only what its `Work` does is measured. Nobody changes what is compared, so it
 * is parsed once; each side by itself, since what both sides shared would be equal at one glance.
 */
export const prepare: Readonly<Record<DifferName, (given: Given) => Work>> = {
  [differNames.parse]: (given) => {
    const [legacy, candidate] = [given.legacy.toString(), given.candidate.toString()];
    return () => {
      const both = [JSON.parse(legacy), JSON.parse(candidate)];
      // Kept until here, so that none of it may be left out.
      return () => void both;
    };
  },
  [differNames.compare]: (given) => {
    const legacy = readJson(given.legacy.toString(), fileLimits);
    const candidate = readJson(given.candidate.toString(), fileLimits);
    const rules = rulesFor(given);
    return () => {
      const trees = { legacy, candidate: unrenamed(candidate) };
      const { differences, ignored } = compareTrees(trees, rules, new Deadline(fileLimits));
      return () => answerOf([...differences, ...ignored]);
    };
  },
  [differNames.whole]: (given) => {
    const rules = rulesFor(given);
    return () => {
      const comparison = compareTexts(given.legacy, given.candidate, 'json', rules, fileLimits);
      return () => (comparison.verdict === 'unreadable' ? nothingRight : answerOf(comparison.differences));
    };
  },
  [differNames.jsondiffpatch]: (given) => {
    const { legacy, candidate } = parsed(given);
    // Without a key members are matched by their place, as its documentation advises.
    const byKey = (item: { orderId?: string }, place?: number): string => item.orderId ?? `#${place}`;
    const differ = create(given.keyed ? { objectHash: byKey } : {});
    return () => {
      const delta = differ.diff(legacy, candidate);
      return () => answerOfDelta(delta);
    };
  },
  [differNames.microdiff]: (given) => {
    const { legacy, candidate } = parsed(given);
    return () => {
      const differences = microdiff(legacy, candidate);
      return () => answerOfMicrodiff(differences);
    };
  },
};

const nothingRight: Answer = { changed: 0, moved: 0, other: 1 };

const rulesFor = ({ keyed }: Given) =>
  compileRules(keyed ? { lists: { '$.orders': { by: 'orderId' } } } : {});

type Parsed = Record<string, unknown>;

const parsed = ({ legacy, candidate }: Given): { legacy: Parsed; candidate: Parsed } => ({
  legacy: JSON.parse(legacy.toString()) as Parsed,
  candidate: JSON.parse(candidate.toString()) as Parsed,
});
