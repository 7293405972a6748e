import type { Figure } from '../figure.js';
import { type Arrived, travel } from '../ramp.js';
import type { Story } from '../story.js';

/** The whole way at the defaults: 24 h in shadow, then at least a quarter of an hour at 1, 5, 25, 50 and 100 %. */
export const rampStory: Story = {
  name: 'ramp',
  tells: 'a route rises by itself, from shadow to live: when is it where, and what if it breaks on the way?',
  async tell({ chance }) {
    const clean = await travel({ dial: {}, days: 3 }, chance('clean'));
    const fault = { from: 0.25, rate: 0.02 };
    const broken = await travel({ dial: {}, days: 3, fault }, chance('broken'));
    return [...arrivals(clean), ...takenBack(broken)];
  },
};

const at = ({ shares }: Arrived, share: number): number =>
  shares.find((reached) => reached.share === share)?.hours ?? Number.POSITIVE_INFINITY;

const arrivals = (clean: Arrived): readonly Figure[] =>
  ([0.01, 0.05, 0.25, 0.5, 1] as const).map((share) => ({
    what: `nothing is wrong, 10 requests a second: reaches ${share === 1 ? 'live' : `${share * 100} %`} after`,
    measured: { kind: 'amount', values: [at(clean, share)], unit: 'h', isCertain: true },
    bound: share === 1 ? { most: 30 } : { none: '' },
  }));

const takenBack = (broken: Arrived): readonly Figure[] => [
  {
    what: '2 % of entities are bad from 25 % on: does not rise any further',
    measured: { kind: 'share', hits: Number(at(broken, 0.5) === Number.POSITIVE_INFINITY), runs: 1 },
    bound: { least: 1 },
  },
  {
    what: '2 % of entities are bad from 25 % on: is taken back after',
    measured: { kind: 'amount', values: [broken.takenBackAfter], unit: 's', isCertain: true },
    bound: { most: 120 },
  },
];
