import { logNotWorse } from '../formulas/not-worse.js';
import type { PairedCounts } from '../formulas/paired.js';
import { logRaise } from '../formulas/raise.js';
import { logTooBad } from '../formulas/too-bad.js';
import { logWorse } from '../formulas/worse.js';

/** Of n, k were bad: against a rate of τ (F1 says below it, F2 above). */
interface RateProof {
  readonly formula: 'F1' | 'F2';
  readonly n: number;
  readonly k: number;
  readonly tau: number;
}

/** Pairs, against a difference of η points (F5 says not worse, F6 worse). */
interface PairProof extends PairedCounts {
  readonly formula: 'F5' | 'F6';
  readonly eta: number;
}

/** An e-value with what it was computed from and what it needs, both as natural logarithms. */
export type Proof = (RateProof | PairProof) & { readonly logE: number; readonly needs: number };

/** ln E of a proof, from what it was computed from (design: evidence §4). */
export function logOf(proof: RateProof | PairProof): number {
  switch (proof.formula) {
    case 'F1':
      return logRaise(proof.n, proof.k, proof.tau);
    case 'F2':
      return logTooBad(proof.n, proof.k, proof.tau);
    case 'F5':
      return logNotWorse(proof, proof.eta);
    case 'F6':
      return logWorse(proof, proof.eta);
  }
}

/** Whether it proves what it is to prove: E ≥ 1/α, at any time (Ville). */
export const holds = ({ logE, needs }: Proof): boolean => logE >= needs;

/** That a rate is below τ. */
export const below = (n: number, k: number, tau: number, alpha: number): Proof =>
  proof({ formula: 'F1', n, k, tau }, alpha);
/** That a rate is above τ. */
export const above = (n: number, k: number, tau: number, alpha: number): Proof =>
  proof({ formula: 'F2', n, k, tau }, alpha);
/** That the candidate is not bad by η points more often than legacy. */
export const notWorse = (counts: PairedCounts, eta: number, alpha: number): Proof =>
  proof({ formula: 'F5', ...only(counts), eta }, alpha);
/** That it is. */
export const worse = (counts: PairedCounts, eta: number, alpha: number): Proof =>
  proof({ formula: 'F6', ...only(counts), eta }, alpha);

const proof = (of: RateProof | PairProof, alpha: number): Proof => ({
  ...of,
  logE: logOf(of),
  needs: Math.log(1 / alpha),
});

const only = ({ pairs, candidateOnlyBad, legacyOnlyBad }: PairedCounts): PairedCounts => ({
  pairs,
  candidateOnlyBad,
  legacyOnlyBad,
});
