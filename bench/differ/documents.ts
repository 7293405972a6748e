import { customerText, type Json } from '../upstream/customer.js';

/** How the candidate's document differs from legacy's. */
export const situations = ['equal', 'two differences', 'all leaves differing', 'orders reversed'] as const;
export type Situation = (typeof situations)[number];

/** How large legacy's document is. */
export interface Size {
  readonly name: string;
  readonly bytes: number;
  /** Just so many orders, where bytes are not what it is about. */
  readonly orders?: number;
}

/** Two texts, and what there is to be found between them. */
export interface Documents {
  readonly legacy: string;
  /** Ends with a line feed, so that no two texts are the same bytes: a short cut that is not measured here. */
  readonly candidate: string;
  /** How many leaves have another value. */
  readonly changed: number;
  /** Whether the orders, a list keyed by `orderId`, stand in another order. */
  readonly moved: boolean;
}

interface Customer {
  readonly [member: string]: Json;
  readonly address: Readonly<Record<string, Json>>;
  readonly orders: readonly Readonly<Record<string, Json>>[];
}

/** The same documents for the same size and situation, always. */
export function documentsOf({ bytes, orders }: Size, situation: Situation): Documents {
  const generated = JSON.parse(customerText(7, bytes)) as Customer;
  const legacy = { ...generated, orders: generated.orders.slice(0, orders) };
  const { candidate, changed } = candidates[situation](legacy);
  return {
    legacy: JSON.stringify(legacy),
    candidate: `${JSON.stringify(candidate)}\n`,
    changed,
    moved: situation === 'orders reversed',
  };
}

const candidates: Readonly<Record<Situation, (legacy: Customer) => { candidate: Json; changed: number }>> = {
  equal: (legacy) => ({ candidate: legacy, changed: 0 }),
  'two differences': (legacy) => {
    const middle = legacy.orders.length >> 1;
    const address = { ...legacy.address, city: 'Elsewhere' };
    const orders = legacy.orders.with(middle, { ...legacy.orders[middle], total: -1 });
    return { candidate: { ...legacy, address, orders }, changed: 2 };
  },
  'all leaves differing': (legacy) => ({ candidate: everyLeafChanged(legacy), changed: leavesIn(legacy) }),
  'orders reversed': (legacy) => ({
    candidate: { ...legacy, orders: legacy.orders.toReversed() },
    changed: 0,
  }),
};

/** Every leaf gets a value of its type that occurs nowhere before, but for booleans, which have no third. */
function everyLeafChanged(value: Json): Json {
  if (typeof value === 'string') return `${value}~`;
  if (typeof value === 'number') return -1 - value;
  if (typeof value === 'boolean') return !value;
  if (value === null) return value;
  if (Array.isArray(value)) return value.map(everyLeafChanged);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, everyLeafChanged(member)]));
}

function leavesIn(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + leavesIn(member), 0);
}
