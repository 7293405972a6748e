import { chanceFrom } from '../../../demo/chance.js';
import { shuffled } from '../chance.js';
import type { Value } from '../world/fields.js';
import { epoch } from '../world/settings.js';
import { type Moment, type NoiseFault, coinOf } from './fault.js';

/** The clock of the machine that answered, and an id of this answer: on both sides. */
export const volatileFields: NoiseFault = {
  kind: 'noise',
  class: 'volatile',
  rate: 1,
  fields: ['generatedAt', 'traceId'],
  sides: ['legacy', 'candidate'],
  touches: () => true,
  told: (value, moment) => (isTrace(value) ? traceOf(moment) : clockOf(moment)),
};

const isTrace = (value: Value): boolean => typeof value === 'string' && value.startsWith('trace');

function traceOf(moment: Moment): string {
  const half = (purpose: string): string =>
    Math.floor(coinOf(moment, purpose) * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return `trace-${half('trace')}${half('id')}`;
}

/** To the microsecond: no two machines agree that far. */
function clockOf(moment: Moment): string {
  const micro = Math.floor(coinOf(moment, 'micro') * 1000);
  return new Date(epoch + moment.at).toISOString().replace('Z', `${String(micro).padStart(3, '0')}Z`);
}

/** Both sides tell the members in another order at each read. */
export const shuffledList: NoiseFault = {
  kind: 'noise',
  class: 'volatile',
  rate: 0.3,
  fields: ['tags'],
  sides: ['legacy', 'candidate'],
  touches: (value) => (value as readonly string[]).length > 1,
  told: (value, moment) => shuffled(chanceFrom(`${coinOf(moment, 'shuffle')}`), value as readonly string[]),
  arguable: (value: Value) =>
    (value as readonly string[]).length < 7
      ? 'so few members that an order may come back by chance'
      : undefined,
};

/** Legacy stands still, the candidate tells another number at each read. */
export const unstableCandidate: NoiseFault = {
  kind: 'noise',
  class: 'semantic',
  rate: 0.03,
  fields: ['loyalty.points'],
  sides: ['candidate'],
  touches: () => true,
  told: (value, moment) => Number(value) + 1 + Math.floor(coinOf(moment, 'points') * 100_000),
};
