import { type FieldsCovered, coverage } from './coverage-guard.js';
import { formatShare } from './units.js';
import { cleanPairsLeft, logRaise } from './formulas/raise.js';
import { logTooBad } from './formulas/too-bad.js';

/** What a guard says: `pass` lets the dial rise, `hold` cannot decide, `fail` says it must not. */
export type Verdict = 'pass' | 'hold' | 'fail';

/** What one guard found, with a sentence for people. */
export interface GuardFinding {
  readonly name: string;
  readonly verdict: Verdict;
  readonly detail: string;
}

/** The evidence that the guards look at. */
export interface GuardEvidence {
  /** Distinct entities compared, and those bad at least once. */
  readonly entities: number;
  readonly bad: number;
  /** Requests compared, and those whose skip counts against the route. */
  readonly compared: number;
  readonly dropped: number;
  /** How the fields of legacy's answers stand; null while nothing is known of them. */
  readonly fields: FieldsCovered | null;
}

/** The thresholds of a route. */
export interface GuardSettings {
  /** τ: the mismatch rate to be proven not reached. */
  readonly below: number;
  /** α: the error that is accepted when saying so. */
  readonly alpha: number;
  /** Least number of entities. */
  readonly keys: number;
  /** Largest share of requests that may go uncompared. */
  readonly dropped: number;
}

/** A condition on evidence; to add one, write it and list it in {@link guards}. */
export type Guard = (evidence: GuardEvidence, settings: GuardSettings) => GuardFinding;

const mismatch: Guard = ({ entities, bad }, { below, alpha }) => {
  const left = cleanPairsLeft(entities, bad, below, alpha);
  const aim = `below ${formatShare(below)} at ${formatShare(1 - alpha)} confidence`;
  const seen = `${count(bad)} of ${count(entities)} entities bad`;
  if (logRaise(entities, bad, below) >= Math.log(1 / alpha)) return pass('mismatch', `${seen}: ${aim}`);
  const need =
    left === null ? 'more clean entities than can be counted' : `${count(left)} more clean entities`;
  return logTooBad(entities, bad, below) >= Math.log(1 / alpha)
    ? fail('mismatch', `${seen}: proven above ${formatShare(below)}; ${need} for ${aim}`)
    : hold('mismatch', `${seen}: ${need} for ${aim}`);
};

const guards: readonly Guard[] = [mismatch, coverage];

/** What every guard says of this evidence. */
export const examine = (evidence: GuardEvidence, settings: GuardSettings): readonly GuardFinding[] =>
  guards.map((guard) => guard(evidence, settings));

const count = (value: number): string => value.toLocaleString('en-US');
const pass = (name: string, detail: string): GuardFinding => ({ name, verdict: 'pass', detail });
const hold = (name: string, detail: string): GuardFinding => ({ name, verdict: 'hold', detail });
const fail = (name: string, detail: string): GuardFinding => ({ name, verdict: 'fail', detail });
