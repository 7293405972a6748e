import { type Chance, lognormal } from '../../demo/chance.js';
import type { PairedTimes } from '../../evidence/tally.js';
import { PairWatch } from '../../evidence/watch/pair-watch.js';
import { guardsSchema } from '../../routing-rules/guard-rules.js';
import { latency } from '../../routing-rules/guards/latency.js';
import type {
  GuardEvidence,
  GuardSettings,
  LatencyEvidence,
  LatencyRule,
} from '../../routing-rules/guards/guard.js';
import { holds, notWorse, worse } from '../../routing-rules/guards/proof.js';
import { MannWhitney } from './naive/mann-whitney.js';
import { ruleOf } from './place.js';

const alpha = 0.01;

/** How much slower the candidate is than legacy. */
export interface Slowness {
  /** All of its times, by this factor. */
  readonly by?: number;
  /** These parts of its requests, by two seconds each. */
  readonly stalls?: number;
}

/** How it is watched. */
export interface Watching {
  /** Pairs of one second. */
  readonly perSecond: number;
  /** Seconds of the window from which legacy's quantiles are taken. */
  readonly window: number;
  /** So many windows are watched at most, after the first, which only tells how slow legacy is. */
  readonly windows: number;
  /** Whether it ends as soon as both quantiles have passed or failed. */
  readonly stops: boolean;
}

/** What the guard on one quantile came to first, after how many pairs; Infinity where it did not. */
export interface Judged {
  readonly passed: number;
  readonly failed: number;
}

/** One run, until everything asked for is known or the time is over. */
export interface Compared {
  readonly p95: Judged;
  readonly p99: Judged;
  /** The usual way said "slower", or "not slower", at one of its looks. */
  readonly usual: { readonly slower: boolean; readonly promoted: boolean };
}

/** Half of what a request takes is its own, on both sides. */
function timesOf({ by = 1, stalls = 0 }: Slowness, chance: Chance): PairedTimes {
  const sigma = 0.5;
  const part = sigma * Math.SQRT1_2;
  const common = lognormal(chance, 1, part);
  const legacy = 0.08 * common * lognormal(chance, 1, part);
  const candidate = by * 0.08 * common * lognormal(chance, 1, part);
  return {
    legacy: { failed: false, total: legacy },
    candidate: { failed: false, total: chance() < stalls ? candidate + 2 : candidate },
  };
}

/** Watches pairs, and asks the guard on latency after every second of them. */
export function compareTimes(
  slowness: Slowness,
  { perSecond, window, windows, stops }: Watching,
  chance: Chance,
): Compared {
  const latencyOf = { window: `${window}s`, pairs: 2_000, p95: {}, p99: {} };
  const rule = ruleOf({ guards: guardsSchema.parse({ latency: latencyOf }) });
  const watch = new PairWatch(rule);
  const usual = new Usual();
  // Warm from the second tick on.
  watch.close(true);
  const second = (): void => {
    for (let i = 0; i < perSecond; i += 1) {
      const times = timesOf(slowness, chance);
      watch.note(times);
      usual.note(times);
    }
    watch.close(true);
  };
  for (let tick = 1; tick < window; tick += 1) second();
  const [p95, p99] = rule.guards.latency;
  const judged = { p95: new FirstVerdict(p95), p99: new FirstVerdict(p99) };
  for (let tick = 0; tick < windows * window; tick += 1) {
    second();
    const { p95, p99 } = watch.latency;
    judged.p95.look(p95);
    judged.p99.look(p99);
    if (stops && judged.p95.isDecided && judged.p99.isDecided) break;
  }
  return { ...judged, usual };
}

/** Remembers after how many pairs the guard on one quantile first passed, and first failed. */
class FirstVerdict implements Judged {
  passed = Number.POSITIVE_INFINITY;
  failed = Number.POSITIVE_INFINITY;

  constructor(private readonly rule: LatencyRule | undefined) {}

  look(of: LatencyEvidence | undefined): void {
    const { rule } = this;
    if (!rule || !of) throw new Error('the route guards no such quantile');
    if (this.passed > of.pairs && holds(notWorse(of, rule.margin, alpha)) && saysPass(rule, of))
      this.passed = of.pairs;
    if (this.failed > of.pairs && holds(worse(of, rule.margin, alpha))) this.failed = of.pairs;
  }

  get isDecided(): boolean {
    return Math.min(this.passed, this.failed) < Number.POSITIVE_INFINITY;
  }
}

/** The guard itself, asked where the formula that it rests on passes: it may know better. */
function saysPass(rule: LatencyRule, of: LatencyEvidence): boolean {
  const evidence = { latency: { [rule.name]: of } } as unknown as GuardEvidence;
  const settings = { latency: [rule], alpha } as unknown as GuardSettings;
  return latency(evidence, settings).every(({ verdict }) => verdict === 'pass');
}

/** Every 500 pairs: is the candidate slower at 5 % (Mann and Whitney)? If not, it is promoted. */
class Usual {
  slower = false;
  promoted = false;
  readonly #test = new MannWhitney();
  #pairs = 0;

  note({ legacy, candidate }: PairedTimes): void {
    this.#test.note(legacy.total, candidate.total);
    this.#pairs += 1;
    if (this.#pairs % 500 !== 0) return;
    const isSlower = this.#test.z > 1.645;
    this.slower ||= isSlower;
    this.promoted ||= !isSlower && this.#pairs >= 2_000;
  }
}
