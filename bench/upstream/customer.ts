/** A JSON document as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const firstNames = ['Amara', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farah', 'Goran', 'Hanna'];
const goods = ['Kettle', 'Desk lamp', 'Rain jacket', 'Bookshelf', 'Headphones', 'Garden hose', 'Carafe'];
const carriers = ['north-parcel', 'quick-post', 'blue-van'];

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a customer-care page shows of one customer, as JSON text of exactly so many bytes (all ASCII). */
export function customerText(id: number, bytes: number): string {
  const chance = seeded(id);
  const orders: Json[] = [];
  let document = customer(id, orders, '');
  for (let size = JSON.stringify(document).length; size < bytes; ) {
    const order = anOrder(orders.length, chance);
    size += JSON.stringify(order).length + (orders.length > 0 ? 1 : 0);
    // The last one may not fit; the note fills the rest.
    if (size > bytes) break;
    orders.push(order);
  }
  document = customer(id, orders, '');
  const missing = Math.max(0, bytes - JSON.stringify(document).length);
  return JSON.stringify(customer(id, orders, 'n'.repeat(missing)));
}

/** The same document with the members of every object in another order; lists stay as they are. */
export function reordered(value: Json, chance: () => number): Json {
  if (isList(value)) return value.map((item) => reordered(item, chance));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => ({ name, member, place: chance() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ name, member }) => [name, reordered(member, chance)]),
  );
}

function customer(id: number, orders: readonly Json[], note: string): Json {
  const name = firstNames[id % firstNames.length] ?? '';
  return {
    customerId: `c-${id}`,
    name: `${name} Example`,
    email: `${name.toLowerCase()}.${id}@example.com`,
    since: '2019-04-01T08:30:00Z',
    loyalty: { tier: 'silver', points: 1000 + id, vouchers: [{ code: `V${id}`, percent: 10, used: false }] },
    address: { street: 'Long Lane 7', city: 'Port Example', postcode: '12345', country: 'XX' },
    flags: { vip: id % 7 === 0, blocked: false, newsletter: true },
    orders,
    note,
  };
}

function anOrder(place: number, chance: () => number): Json {
  const items = Array.from({ length: 1 + Math.floor(chance() * 3) }, (_, line) => ({
    sku: `sku-${Math.floor(chance() * 90_000) + 10_000}`,
    name: goods[Math.floor(chance() * goods.length)] ?? '',
    quantity: 1 + line,
    price: Math.round(chance() * 20_000) / 100,
  }));
  const cents = items.reduce((sum, { quantity, price }) => sum + Math.round(quantity * price * 100), 0);
  return {
    orderId: `o-${place}`,
    placedAt: `2024-0${1 + (place % 9)}-11T10:15:00Z`,
    total: cents / 100,
    currency: 'EUR',
    items,
    payment: { method: 'card', status: 'settled', reference: `p-${Math.floor(chance() * 1e9)}` },
    shipment: { carrier: carriers[place % carriers.length] ?? '', status: 'delivered', parcels: 1 },
  };
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
