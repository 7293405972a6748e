import type { Figure } from '../figure.js';
import { type Compared, compareTimes, type Slowness, type Watching } from '../slower.js';
import type { Story, Telling } from '../story.js';

type Quantile = 'p95' | 'p99';
const quantiles = ['p95', 'p99'] as const;

/** What is tried, and which of the two verdicts is the right one: within 10 % is not worse, beyond the margin it is. */
const slownesses: readonly (readonly [string, Slowness, Partial<Record<Quantile, 'passed' | 'failed'>>])[] = [
  ['as fast as legacy', {}, { p95: 'passed', p99: 'passed' }],
  ['5 % slower', { by: 1.05 }, { p95: 'passed', p99: 'passed' }],
  ['10 % slower', { by: 1.1 }, { p95: 'passed', p99: 'passed' }],
  ['20 % slower', { by: 1.2 }, { p95: 'failed' }],
  ['30 % slower', { by: 1.3 }, { p95: 'failed', p99: 'failed' }],
];

/**
 * So many requests stall that exactly one point more of them (half a point, at p99) is above 110 % of legacy's
 * quantile than of legacy's are above it. Times are lognormal with σ = ½.
 */
const stalling: Readonly<Record<Quantile, Slowness>> = {
  p95: { stalls: (0.06 - 0.03326) / (1 - 0.03326) },
  p99: { stalls: (0.015 - 0.005925) / (1 - 0.005925) },
};

/** The default window, with 18,000 pairs; and one with as few pairs as it may have. */
const hourly: Watching = { perSecond: 5, window: 3_600, windows: 4, stops: false };
const thin: Watching = { perSecond: 2, window: 1_001, windows: 20, stops: false };
const margins: readonly (readonly [string, Quantile, Watching])[] = [
  ['18,000 pairs an hour', 'p95', hourly],
  ['18,000 pairs an hour', 'p99', hourly],
  ['2,000 pairs in each window', 'p95', thin],
  ['2,000 pairs in each window', 'p99', thin],
];

/** How well a slower candidate is told from one that is not. */
export const latencyStory: Story = {
  name: 'latency',
  tells:
    'the candidate is so much slower: do the guards on p95 and p99 pass or fail, and after how many pairs?',
  tell: async (telling) => [
    ...slownesses.flatMap(([what, slowness, right]) => power(what, slowness, right, telling)),
    ...margins.map((one) => margin(one, telling)),
  ],
};

function power(
  name: string,
  slowness: Slowness,
  right: (typeof slownesses)[number][2],
  { chance, runs }: Telling,
): readonly Figure[] {
  const draws = chance(name);
  const all = Array.from({ length: Math.ceil(runs / 10) }, () =>
    compareTimes(slowness, { ...hourly, stops: true }, draws),
  );
  return quantiles.flatMap((quantile) => figuresOf(name, quantile, right[quantile], all));
}

function figuresOf(
  name: string,
  quantile: Quantile,
  right: 'passed' | 'failed' | undefined,
  all: readonly Compared[],
): readonly Figure[] {
  const came = (to: 'passed' | 'failed') => all.map((one) => one[quantile][to]);
  const share = (to: 'passed' | 'failed', usual: 'promoted' | 'slower'): Figure => ({
    what: `${name}: ${quantile} ${to === 'passed' ? 'passes' : 'fails'}`,
    measured: { kind: 'share', hits: came(to).filter(Number.isFinite).length, runs: all.length },
    bound: boundOf(to, right),
    naive: { how: 'Mann-Whitney', hits: all.filter((one) => one.usual[usual]).length, runs: all.length },
  });
  const shares = [share('passed', 'promoted'), share('failed', 'slower')];
  if (right === undefined) return shares;
  const pairs: Figure = {
    what: `${name}: pairs until ${quantile} ${right === 'passed' ? 'passes' : 'fails'}`,
    measured: { kind: 'amount', values: came(right), unit: 'pairs' },
    bound: { none: '' },
  };
  return [...shares, pairs];
}

/** What is right nearly always comes; what is wrong never, but for the error that is accepted. */
function boundOf(to: 'passed' | 'failed', right: 'passed' | 'failed' | undefined): Figure['bound'] {
  if (right === undefined) return { none: 'none: it is near its margin' };
  return right === to ? { least: 0.95 } : { most: 0.01 };
}

function margin([pairs, quantile, watching]: (typeof margins)[number], { chance, runs }: Telling): Figure {
  const what = `so many requests stall that ${quantile} is exactly at its margin, ${pairs}: passes`;
  const draws = chance(what);
  const all = Array.from({ length: Math.ceil(runs / 4) }, () =>
    compareTimes(stalling[quantile], watching, draws),
  );
  return {
    what,
    measured: {
      kind: 'share',
      hits: all.filter((one) => Number.isFinite(one[quantile].passed)).length,
      runs: all.length,
    },
    bound: { most: 0.01 },
    naive: {
      how: 'Mann-Whitney',
      hits: all.filter(({ usual }) => usual.promoted).length,
      runs: all.length,
    },
  };
}
