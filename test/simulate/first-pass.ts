import type { Chance } from '../../demo/chance.js';
import { cleanPairsLeft } from '../../routing-rules/formulas/raise.js';
import { below, holds } from '../../routing-rules/guards/proof.js';
import { wilsonUpper } from './naive/wilson.js';

/** How many clean ones come before the next bad one, each bad with this probability. */
const cleanRun = (rate: number, chance: Chance): number =>
  rate === 0 ? Number.POSITIVE_INFINITY : Math.floor(Math.log(1 - chance()) / Math.log(1 - rate));

/** Entities, each bad with this probability, to a most. */
export interface Stream {
  readonly rate: number;
  readonly tau: number;
  readonly alpha: number;
  readonly most: number;
}

/**
 * The entity after which F1 passes for the first time, at a look after each; Infinity if it does not. Between two
 * bad ones E only grows, so that before a bad one it stands highest: only there it is computed.
 * @param seen told what was counted before each bad one
 */
export function firstPass(
  { rate, tau, alpha, most }: Stream,
  chance: Chance,
  seen: (from: number, to: number, bad: number) => void = () => undefined,
): number {
  let passed = Number.POSITIVE_INFINITY;
  for (let [n, k] = [0, 0]; n < most; k += 1) {
    const highest = Math.min(most, n + cleanRun(rate, chance));
    seen(n, highest, k);
    if (passed === Number.POSITIVE_INFINITY && holds(below(highest, k, tau, alpha)))
      passed = n + (cleanPairsLeft(n, k, tau, alpha) ?? 0);
    n = highest + 1;
  }
  return passed;
}

/** Whether Wilson's interval, looked at every 100 requests, ever lies below τ in the same stream. */
export class WilsonBeside {
  promoted = false;

  constructor(
    private readonly tau: number,
    private readonly z: number,
  ) {}

  /** Of the looks between two bad ones the last one sees the lowest interval. */
  readonly seen = (from: number, to: number, bad: number): void => {
    const look = Math.floor(to / 100) * 100;
    if (look >= from) this.promoted ||= wilsonUpper(look, bad, this.z) < this.tau;
  };
}
