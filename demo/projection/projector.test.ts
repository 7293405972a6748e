import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DomainEvent, EventLog } from '../shop/event-log.js';
import { FraudAlerts } from '../shop/fraud.js';
import { LoyaltyAccounts } from '../shop/loyalty.js';
import { OrderHistory } from '../shop/order-history.js';
import { Payments } from '../shop/payments.js';
import { Profiles } from '../shop/profiles.js';
import { Promotions } from '../shop/promotions.js';
import { Returns } from '../shop/returns.js';
import { Shipping } from '../shop/shipping.js';
import { Warehouse } from '../shop/warehouse.js';
import { Projector, versionOf } from './projector.js';

const ID = 'C-1';
const SOUND = { mapping: false, rounding: false };

const deed = fc.constantFrom(
  'order',
  'settle',
  'fail',
  'delay',
  'deliver',
  'points',
  'offer',
  'return',
  'close',
  'watch',
);

/** The events of one customer to whom all this happened. */
function eventsOf(deeds: readonly string[]): readonly DomainEvent[] {
  const log = new EventLog();
  const orders = new OrderHistory(log);
  const payments = new Payments(log);
  const shipping = new Shipping(log);
  const returns = new Returns(log);
  const warehouse = new Warehouse(log);
  const does: Record<string, (n: number) => unknown> = {
    order: (n) => {
      const order = orders.draft(ID, 1 + (n % 3), 1_000 + n);
      payments.authorise(order);
      shipping.plan(order);
      orders.place(order);
    },
    settle: () => payments.conclude(ID, 'SETTLED'),
    fail: () => payments.conclude(ID, 'FAILED'),
    delay: () => shipping.move(ID, 'DELAYED'),
    deliver: () => shipping.move(ID, 'DELIVERED'),
    points: (n) => new LoyaltyAccounts(log).adjust(ID, n * 100),
    offer: (n) => new Promotions(log).grant(ID, `offer ${n}`),
    return: (n) => {
      const opened = returns.draft(ID, { orderId: 'counter', reason: 'damaged', refundCents: n + 1 });
      warehouse.inspect(opened);
      returns.open(opened);
    },
    close: () => returns.close(ID),
    watch: () => new FraudAlerts(log).judge(ID, 'WATCH'),
  };
  new Profiles(log).register({
    customerId: ID,
    name: 'Ada Abel',
    email: 'ada@example.com',
    phone: '+49 30 1',
    segment: 'family',
    since: '2020-01-01',
  });
  deeds.forEach((name, n) => does[name]?.(n));
  return log.read(0, 10_000).events;
}

function screenAfter(events: readonly DomainEvent[], bugs = SOUND) {
  const projector = new Projector(bugs);
  for (const event of events) projector.apply(event);
  return projector.screen(ID);
}

test('any order of the same events, with any repeats, draws the same screen', () => {
  const shuffled = fc.array(deed, { maxLength: 60 }).chain((deeds) => {
    const events = eventsOf(deeds);
    const repeats = fc.subarray([...events]);
    return repeats.chain((again) =>
      fc
        .shuffledSubarray([...events, ...again], { minLength: events.length + again.length })
        .map((delivered) => ({ events, delivered })),
    );
  });
  fc.assert(
    fc.property(shuffled, ({ events, delivered }) => {
      expect(screenAfter(delivered)).toEqual(screenAfter(events));
    }),
    { numRuns: 150 },
  );
});

test('a customer is unknown until somebody says who it is', () => {
  const events = eventsOf(['order', 'points']);
  const rest = events.slice(1);
  expect(screenAfter(rest)).toBeUndefined();
  expect(screenAfter([...rest, ...events])?.recentFulfilments).toHaveLength(1);
});

test('only the newest orders and returns stay, however many there were', () => {
  const screen = screenAfter(eventsOf([...Array(30).fill('order'), ...Array(10).fill('return')]));
  expect(screen?.recentFulfilments).toHaveLength(12);
  expect(screen?.recentFulfilments[0]?.orderId).toBe('O-1-30');
  expect(screen?.openServiceRecovery).toHaveLength(6);
});

test('the mapping bug takes a failed payment for an open one', () => {
  const events = eventsOf(['order', 'fail']);
  expect(screenAfter(events)?.paymentConcern).toMatchObject({ level: 'refused', refusals: 1 });
  const mapped = screenAfter(events, { mapping: true, rounding: false });
  expect(mapped?.paymentConcern).toMatchObject({ level: 'waiting', refusals: 0 });
});

test('the rounding bug changes totals only', () => {
  const events = eventsOf(['order', 'points', 'order', 'settle']);
  const sound = screenAfter(events);
  const rounded = screenAfter(events, { mapping: false, rounding: true });
  const worth = (screen: typeof sound) => screen?.recentFulfilments.map(({ worthCents }) => worthCents);
  expect(worth(sound)).toEqual([1_002, 1_000]);
  expect(worth(rounded)).toEqual([1_000, 1_000]);
  expect({ ...rounded, recentFulfilments: [] }).toEqual({ ...sound, recentFulfilments: [] });
});

test('another bug is another version, and the mended one is the first again', () => {
  const versions = [
    SOUND,
    { mapping: true, rounding: false },
    { mapping: false, rounding: true },
    { mapping: true, rounding: true },
  ].map(versionOf);
  expect(versions).toEqual([
    '1.0.0',
    '1.0.0-mapping-bug',
    '1.0.0-rounding-bug',
    '1.0.0-mapping-bug-rounding-bug',
  ]);
});
