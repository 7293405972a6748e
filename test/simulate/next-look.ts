import { cleanPairsLeft } from '../../routing-rules/formulas/raise.js';

/**
 * Looks at each count, as often as one likes, whether F1 passes; computes it only where it can. So many clean ones are
 * missing at least, and a bad one only makes it more: before they have come no look can pass.
 */
export class NextLook {
  #from = 0;

  constructor(
    private readonly tau: number,
    private readonly alpha: number,
  ) {}

  /** @param n counts that only grow from call to call, `k` of them bad, of which the same holds */
  passes(n: number, k: number): boolean {
    if (n < this.#from) return false;
    const left = cleanPairsLeft(n, k, this.tau, this.alpha);
    if (left === 0) return true;
    this.#from = n + (left ?? Number.POSITIVE_INFINITY);
    return false;
  }
}
