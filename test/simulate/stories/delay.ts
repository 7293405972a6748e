import { delayOf } from '../delay.js';
import type { Figure } from '../figure.js';
import type { Story, Telling } from '../story.js';

const tau = 0.001;
const histories = [0, 20_000, 100_000];
/** Multiples of τ, and twice the design's order of magnitude, where it names one. */
const rates: readonly (readonly [string, number, number | undefined])[] = [
  ['2 τ', 2 * tau, undefined],
  ['5 τ', 5 * tau, 90],
  ['10 τ', 10 * tau, 34],
  ['100 %', 1, 6],
];

/** How soon the dial comes down where the candidate breaks. */
export const delayStory: Story = {
  name: 'delay',
  tells: 'the candidate breaks after so many clean entities: how long until the dial comes down?',
  tell: async (telling) => [
    ...histories.flatMap((clean) => rates.flatMap((rate) => delays(clean, rate, telling))),
    ...settling(telling),
    ...quiet(telling),
  ],
};

function delays(
  clean: number,
  [name, rate, most]: (typeof rates)[number],
  { chance, runs }: Telling,
): Figure[] {
  const what = `${name} after ${clean.toLocaleString('en-US')} clean ones, 100 entities a second`;
  const draws = chance(what);
  const all = Array.from({ length: Math.ceil(runs / 10) }, () =>
    delayOf({ perSecond: 100, clean, rate, most: 20_000 }, draws),
  );
  const bound = most === undefined ? { none: '' } : { most };
  const detector = {
    what: `${what}: by the detector`,
    measured: ticks(all.map((one) => one.detector)),
    bound,
  };
  if (rate < 1) return [detector];
  return [
    detector,
    { what: `${what}: by the burst`, measured: ticks(all.map((one) => one.alarm)), bound: { most: 1 } },
  ];
}

/** What has to be read again first is known 2 × freshness later, and counted where it was compared. */
function settling({ chance, runs }: Telling): Figure[] {
  const what = '5 τ after 20,000 clean ones, each known 12 s later';
  const draws = chance(what);
  const values = Array.from(
    { length: Math.ceil(runs / 10) },
    () =>
      delayOf({ perSecond: 100, clean: 20_000, rate: 5 * tau, settles: 12, most: 20_000 }, draws).detector,
  );
  return [{ what, measured: ticks(values), bound: { most: 90 + 12 } }];
}

/** The less is compared in a second, the less a second tells. */
function quiet({ chance, runs }: Telling): Figure[] {
  return [10, 1].map((perSecond) => {
    const what = `10 τ after 20,000 clean ones, ${perSecond} ${perSecond === 1 ? 'entity' : 'entities'} a second`;
    const draws = chance(what);
    const values = Array.from(
      { length: Math.ceil(runs / 10) },
      () => delayOf({ perSecond, clean: 20_000, rate: 10 * tau, most: 50_000 }, draws).detector,
    );
    return { what, measured: ticks(values), bound: { none: '' } };
  });
}

const ticks = (values: readonly number[]) => ({ kind: 'amount' as const, values, unit: 's' });
