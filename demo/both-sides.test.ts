import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Overview } from './contract.js';
import { customerId } from './customers.js';
import { FaultBoard } from './faults.js';
import { type ShopPorts, shopPorts } from './ports.js';
import { type Projection, startProjection } from './projection/projection.js';
import { type Shop, startShop } from './shop/shop.js';

const CUSTOMERS = 24;
const IDS = Array.from({ length: CUSTOMERS }, (_, number) => customerId(number));
const WAIT = { timeout: 30_000, interval: 30 };
const faults = new FaultBoard();
let shop: Shop;
let projection: Projection;

/** Every service takes any free port. */
const anyPorts = (): ShopPorts =>
  Object.fromEntries(Object.keys(shopPorts(0)).map((name) => [name, 0])) as ShopPorts;
const opened = { address: '127.0.0.1', seed: 'test', customers: CUSTOMERS, pace: 0 };

beforeAll(async () => {
  shop = await startShop({ ...opened, ports: anyPorts(), faults });
  const listen = { address: '127.0.0.1', port: 0 };
  const poll = [5, 10] as const;
  projection = await startProjection({ listen, log: shop.events.url, seed: 'test', faults, poll });
  await vi.waitFor(() => expect(projection.follower.caughtUp).toBe(true), WAIT);
});
afterEach(() => {
  for (const name of faults.on()) faults.switch(name, false);
});
afterAll(async () => {
  await projection.close();
  await shop.close();
});

const fromLegacy = (id: string) => fetch(`${shop.aggregate.url}/api/customers/${id}/overview`);
const fromCandidate = (id: string) => fetch(`${projection.hosted.url}/views/customer-overview/${id}`);

/** What a client can tell of an answer, but for what the config ignores. */
async function seen(answer: Response) {
  const { generatedAt, ...body } = (await answer.json()) as Overview;
  const { headers, status } = answer;
  return {
    status,
    type: headers.get('content-type'),
    cache: headers.get('cache-control'),
    vary: headers.get('vary'),
    etag: headers.get('etag'),
    dated: typeof generatedAt,
    body,
  };
}

/** The customers whom the two sides tell differently. */
async function differing(): Promise<string[]> {
  const pairs = await Promise.all(
    IDS.map(async (id) => {
      const [legacy, candidate] = await Promise.all([
        fromLegacy(id).then(seen),
        fromCandidate(id).then(seen),
      ]);
      return JSON.stringify(legacy) === JSON.stringify(candidate) ? [] : [id];
    }),
  );
  return pairs.flat();
}

function write(id: string, what: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const url = `${shop.aggregate.url}/api/customers/${id}/${what}`;
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** One write of each kind, with the answers that a sound one gets. */
async function writeAll(id: string): Promise<void> {
  const writes: [string, object][] = [
    ['orders', { items: 2, totalCents: 12_345 }],
    ['payments', { outcome: 'FAILED' }],
    ['payments', { outcome: 'FAILED' }],
    ['shipments', { status: 'DELAYED' }],
    ['loyalty', { points: 3_000 }],
    ['returns', { orderId: 'counter', reason: 'damaged', refundCents: 999 }],
    ['returns', { orderId: 'counter', reason: 'late', refundCents: 499 }],
    ['returns/closure', {}],
    ['fraud', { level: 'WATCH' }],
  ];
  for (const [what, body] of writes) expect((await write(id, what, body)).status, what).toBeLessThan(300);
}

test('both sides tell every quiet customer alike, to the byte that a client can see', async () => {
  for (const id of IDS) expect(await seen(await fromCandidate(id))).toEqual(await seen(await fromLegacy(id)));
});

test('an unknown customer gets the same 404 from both', async () => {
  const [legacy, candidate] = [await fromLegacy('C-1'), await fromCandidate('C-1')];
  expect(legacy.status).toBe(404);
  expect(await seen(candidate)).toEqual(await seen(legacy));
});

test('both sides follow every kind of write', async () => {
  const before = await seen(await fromLegacy(customerId(0)));
  await writeAll(customerId(0));
  await vi.waitFor(async () => expect(await differing()).toEqual([]), WAIT);
  const after = await seen(await fromCandidate(customerId(0)));
  for (const part of ['orders', 'payments', 'loyalty', 'returns', 'fraud'] as const)
    expect(after.body[part], part).not.toEqual(before.body[part]);
});

test('a customer with more orders than are kept stays alike', async () => {
  for (let n = 0; n < 15; n++) await write(customerId(1), 'orders', { items: 1, totalCents: 1_000 + n });
  for (let n = 0; n < 9; n++)
    await write(customerId(1), 'returns', { orderId: 'x', reason: 'late', refundCents: 1 + n });
  await vi.waitFor(async () => expect(await differing()).toEqual([]), WAIT);
  expect((await seen(await fromCandidate(customerId(1)))).body.returns).toHaveLength(6);
});

test('writes that make no sense are refused and change nothing', async () => {
  const before = await seen(await fromLegacy(customerId(2)));
  for (const [what, body, status] of [
    ['orders', { items: 0, totalCents: 1 }, 422],
    ['orders', { items: 'many' }, 422],
    ['payments', { outcome: 'LOST' }, 422],
    ['shipments', {}, 422],
    ['loyalty', { points: 1.5 }, 422],
    ['returns', { reason: 'boredom' }, 422],
    ['fraud', { level: 'VERY' }, 422],
    ['wishes', {}, 404],
  ] as const)
    expect((await write(customerId(2), what, body)).status, what).toBe(status);
  expect((await write('C-1', 'orders', { items: 1, totalCents: 1 })).status).toBe(404);
  expect(await seen(await fromLegacy(customerId(2)))).toEqual(before);
});

test.each(['mapping-bug', 'rounding-bug', 'volatile-field'] as const)(
  '%s makes the sides differ, and they agree again when it is off',
  async (name) => {
    faults.switch(name, true);
    await vi.waitFor(async () => expect((await differing()).length).toBeGreaterThan(0), WAIT);
    faults.switch(name, false);
    await vi.waitFor(async () => expect(await differing()).toEqual([]), WAIT);
  },
);

test('the candidate tells its version, which a bug changes', async () => {
  const version = async (id: string) => (await fromCandidate(id)).headers.get('x-app-version');
  expect([await version(customerId(0)), await version('C-1')]).toEqual(['1.0.0', '1.0.0']);
  faults.switch('rounding-bug', true);
  await vi.waitFor(async () => expect(await version(customerId(0))).toBe('1.0.0-rounding-bug'), WAIT);
  faults.switch('rounding-bug', false);
  await vi.waitFor(async () => expect(await version(customerId(0))).toBe('1.0.0'), WAIT);
});

test('what was lost comes back when dropped-events is switched off, and nothing old gets lost', async () => {
  faults.switch('dropped-events', true);
  expect(await differing()).toEqual([]);
  for (const id of IDS.slice(5, 12)) await writeAll(id);
  await vi.waitFor(
    () => expect(projection.follower.progress.after).toBe(projection.follower.progress.head),
    WAIT,
  );
  expect((await differing()).length).toBeGreaterThan(0);
  faults.switch('dropped-events', false);
  await vi.waitFor(async () => expect(await differing()).toEqual([]), WAIT);
});

test('with lag an order is missing first and comes by itself', async () => {
  faults.switch('lag', true);
  await write(customerId(13), 'orders', { items: 1, totalCents: 777 });
  expect(await differing()).toEqual([customerId(13)]);
  await vi.waitFor(async () => expect(await differing()).toEqual([]), WAIT);
});

test('duplicates and overtaking change nothing in the end', async () => {
  faults.switch('duplicates', true);
  faults.switch('out-of-order', true);
  for (const id of IDS.slice(14, 18)) await writeAll(id);
  await vi.waitFor(async () => expect(await differing()).toEqual([]), WAIT);
});

test('a failing candidate answers some reads with 503, a slow one answers all the same', async () => {
  faults.switch('failing-candidate', true);
  const statuses = await Promise.all(
    Array.from({ length: 120 }, async () => (await fromCandidate(customerId(0))).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  faults.switch('failing-candidate', false);
  faults.switch('slow-candidate', true);
  expect(await seen(await fromCandidate(customerId(0)))).toEqual(await seen(await fromLegacy(customerId(0))));
});

test('the same seed opens the same shop', async () => {
  const twin = await startShop({ ...opened, ports: anyPorts(), faults });
  const other = await startShop({ ...opened, seed: 'other', ports: anyPorts(), faults });
  const told = async ({ aggregate }: Shop) =>
    seen(await fetch(`${aggregate.url}/api/customers/${customerId(20)}/overview`));
  expect(await told(twin)).toEqual(await told(shop));
  expect(await told(other)).not.toEqual(await told(shop));
  await twin.close();
  await other.close();
});

test('a service that is down makes the answer partial, not wrong', async () => {
  const limping = await startShop({ ...opened, ports: anyPorts(), faults });
  await limping.services.promotions.close();
  const answer = await fetch(`${limping.aggregate.url}/api/customers/${customerId(3)}/overview`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    loyalty: null,
    partial: true,
    warnings: ['loyalty: answered 502'],
    fraud: { level: expect.any(String) },
  });
  await limping.close();
});

test('a shop that is opened anew is projected anew', async () => {
  const first = await startShop({ ...opened, ports: anyPorts(), faults });
  const listen = { address: '127.0.0.1', port: 0 };
  const poll = [5, 10] as const;
  const follower = await startProjection({ listen, log: first.events.url, seed: 'test', faults, poll });
  await vi.waitFor(() => expect(follower.follower.caughtUp).toBe(true), WAIT);
  const port = first.events.port;
  await first.close();
  const ports = { ...anyPorts(), events: port };
  const second = await startShop({ ...opened, seed: 'another', ports, faults });
  const told = async (url: string) => seen(await fetch(url));
  await vi.waitFor(
    async () =>
      expect(await told(`${follower.hosted.url}/views/customer-overview/${customerId(4)}`)).toEqual(
        await told(`${second.aggregate.url}/api/customers/${customerId(4)}/overview`),
      ),
    WAIT,
  );
  await follower.close();
  await second.close();
});
