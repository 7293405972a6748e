/**
 * The usual way to promote: the upper end of Wilson's interval of the rate of bad requests.
 * @param z of one side: 2.326 for 1 %, 1.645 for 5 %
 */
export function wilsonUpper(requests: number, bad: number, z: number): number {
  if (requests === 0) return 1;
  const rate = bad / requests;
  const middle = rate + (z * z) / (2 * requests);
  const spread = z * Math.sqrt((rate * (1 - rate)) / requests + (z * z) / (4 * requests * requests));
  return (middle + spread) / (1 + (z * z) / requests);
}

/** Requests between two looks. */
const everySo = 100;

/** Promotes as soon as, at one of its looks, the interval of the requests counted lies below a threshold. */
export class WilsonPromoter {
  #requests = 0;
  #bad = 0;
  #promoted = false;

  constructor(
    private readonly tau: number,
    private readonly z: number,
  ) {}

  count(isBad: boolean): void {
    this.#requests += 1;
    if (isBad) this.#bad += 1;
    if (this.#requests % everySo !== 0) return;
    this.#promoted ||= wilsonUpper(this.#requests, this.#bad, this.z) < this.tau;
  }

  get promoted(): boolean {
    return this.#promoted;
  }
}
