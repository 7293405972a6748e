import type { Field, Value } from '../world/fields.js';
import type { MeaningFault } from './fault.js';
import { versionAt } from './rolling-deploy.js';

/** The projection takes a value of this field for something else. */
function meaning(rate: number, field: Field, told: (value: Value) => Value): MeaningFault {
  return { kind: 'meaning', class: 'semantic', rate, fields: [field], told };
}

const inText = (change: (text: string) => string) => (value: Value) =>
  typeof value === 'string' ? change(value) : value;
const inCapitals = inText((text) => text.toUpperCase());
const taken = (from: string, to: string) => (value: Value) => (value === from ? to : value);

export const mappingAll = meaning(1, 'tier', taken('gold', 'silver'));
export const mappingThird = meaning(1 / 3, 'orders.status', taken('shipped', 'delivered'));
export const mappingFew = meaning(0.03, 'loyalty.level', taken('tree', 'leaf'));
/** To whole euros. */
export const rounding = meaning(1, 'orders.total', (value) => Math.round(Number(value)));
export const unitCents = meaning(1, 'creditLimit', (value) => Number(value) * 100);
/** Seconds where legacy tells milliseconds. */
export const unitSeconds = meaning(1, 'registeredAt', (value) => Math.floor(Number(value) / 1000));
export const enumSpelling = meaning(
  1,
  'status',
  inText((text) => text.toLowerCase()),
);
/** Where legacy knows none. */
export const wrongDefault = meaning(1, 'country', (value) => value ?? 'DE');
export const shapeText = meaning(1, 'rank', String);
export const shapeObject = meaning(0.3, 'tags', (value) =>
  Object.fromEntries((value as readonly string[]).map((tag, at) => [`tag${at}`, tag])),
);

/** The second version of the candidate shouts names; while it is rolled out, both answer. */
export const rollingDeploy: MeaningFault = {
  kind: 'meaning',
  class: 'semantic',
  rate: 1,
  fields: ['name'],
  told: (value, moment) => (versionAt(moment) === 'v2' ? inCapitals(value) : value),
};
