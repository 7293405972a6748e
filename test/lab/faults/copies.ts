import { shareOf } from '../../../demo/chance.js';
import { type Moment, type StreamFault, type ViewFault, coinOf, coinOfEntity } from './fault.js';

/** A copy that stood still when the world began, and so never shows what came later. */
const stoppedAt = 0;

const neverWhenLater = ({ at }: Moment): number => (at <= stoppedAt ? at : Infinity);

/** The candidate answers for ¼ × freshness from the current copy, then as long from the one that stopped. */
export const flappingReplica: ViewFault = {
  kind: 'view',
  class: 'missing',
  rate: 0.02,
  side: 'candidate',
  asOf: (moment) => {
    const turn = moment.settings.freshness / 4;
    const turns = Math.floor(moment.at / turn + 2 * coinOfEntity(moment, 'turn'));
    return turns % 2 === 0 ? moment.at : Math.min(moment.at, stoppedAt);
  },
  everywhereBy: neverWhenLater,
  isMixed: true,
};

/** Each read of the candidate meets one of the two copies by chance. */
export const flappingBalancer: ViewFault = {
  kind: 'view',
  class: 'missing',
  rate: 0.02,
  side: 'candidate',
  asOf: (moment) => (coinOf(moment, 'copy') < 0.5 ? moment.at : Math.min(moment.at, stoppedAt)),
  everywhereBy: neverWhenLater,
  isMixed: true,
  arguable: () => 'each read meets a copy by chance: all re-reads may meet the current one',
};

/** How far the lagging copy is behind, in parts of freshness. */
const behind = 0.6;

/** Half of the candidate's reads meet a copy that is 0.6 × freshness behind the other one. */
export const laggingReplica: ViewFault = {
  kind: 'view',
  class: 'stale',
  rate: 0.03,
  side: 'candidate',
  asOf: (moment) => (coinOf(moment, 'copy') < 0.5 ? moment.at : moment.at - delayOf(moment)),
  everywhereBy: (moment) => moment.at + delayOf(moment),
  isMixed: true,
};

const delayOf = ({ settings }: Moment): number => Math.round(behind * settings.freshness);

/** Legacy answers from a cache that is made anew every freshness, for each customer at another instant. */
export const cachedLegacy: ViewFault = {
  kind: 'view',
  class: 'stale',
  rate: 0.03,
  side: 'legacy',
  asOf: (moment) => {
    const { every, first } = cacheOf(moment);
    return Math.floor((moment.at - first) / every) * every + first;
  },
  everywhereBy: (moment) => {
    const { every, first } = cacheOf(moment);
    return Math.ceil((moment.at - first) / every) * every + first;
  },
  isMixed: false,
};

function cacheOf(moment: Moment): { readonly every: number; readonly first: number } {
  const every = moment.settings.freshness;
  return { every, first: Math.floor(coinOfEntity(moment, 'cache') * every) };
}

/** Every 40 × freshness the stream stands still for 3 × freshness; then all that waited is applied at once. */
export const streamOutage: StreamFault = {
  kind: 'stream',
  class: 'stale',
  rate: 0.05,
  held: (at, { freshness }) => {
    const since = at % (40 * freshness);
    const from = 20 * freshness;
    return since >= from && since < from + 3 * freshness ? at - since + from + 3 * freshness : at;
  },
};

/** Every event of the customer takes longer, by anything up to 3 × freshness. */
export const slowStream: StreamFault = {
  kind: 'stream',
  class: 'stale',
  rate: 0.03,
  held: (at, { seed, freshness }) => at + Math.round(3 * freshness * shareOf(`${seed}/slow/${at}`)),
};
