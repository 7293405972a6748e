import { between, type Chance, chanceFrom, pick } from '../chance.js';
import { customerId } from '../customers.js';
import type { FraudAlerts } from './fraud.js';
import type { LoyaltyAccounts } from './loyalty.js';
import type { OrderHistory } from './order-history.js';
import type { Payments } from './payments.js';
import type { Profiles } from './profiles.js';
import type { Promotions } from './promotions.js';
import { REASONS, type Returns } from './returns.js';
import type { Shipping } from './shipping.js';
import type { Warehouse } from './warehouse.js';

/** Everything the shop knows. */
export interface Books {
  readonly profiles: Profiles;
  readonly orders: OrderHistory;
  readonly payments: Payments;
  readonly shipping: Shipping;
  readonly loyalty: LoyaltyAccounts;
  readonly promotions: Promotions;
  readonly returns: Returns;
  readonly warehouse: Warehouse;
  readonly fraud: FraudAlerts;
}

const FIRST = ['Ada', 'Ben', 'Chidi', 'Dana', 'Emre', 'Freya', 'Gita', 'Hugo', 'Ines', 'Jun'] as const;
const LAST = ['Abel', 'Brandt', 'Costa', 'Demir', 'Eriksen', 'Fischer', 'Garcia', 'Haas', 'Ito'] as const;
const SEGMENTS = ['consumer', 'consumer', 'consumer', 'family', 'business'] as const;
const OFFERS = ['Free shipping', 'Ten percent off', 'Double points', 'Early access'] as const;
/** The opening has one date, so that the same seed gives the same shop on any day. */
const OPENED = Date.parse('2025-01-06T08:00:00Z');
const DAY = 86_400_000;

/** Fills the books with the customers and their history, the same for the same seed. */
export function fillBooks(books: Books, customers: number, seed: string): void {
  const chance = chanceFrom(`${seed}/opening`);
  for (let number = 0; number < customers; number++) openCustomer(books, customerId(number), chance);
}

function openCustomer(books: Books, id: string, chance: Chance): void {
  const first = pick(chance, FIRST);
  const last = pick(chance, LAST);
  books.profiles.register({
    customerId: id,
    name: `${first} ${last}`,
    email: `${first}.${last}.${id.slice(2)}@example.com`.toLowerCase(),
    phone: `+49 30 ${between(chance, 1_000_000, 9_999_999)}`,
    segment: pick(chance, SEGMENTS),
    since: new Date(OPENED - between(chance, 200, 3_000) * DAY).toISOString().slice(0, 10),
  });
  const orders = between(chance, 1, 6);
  for (let order = orders; order > 0; order--) openOrder(books, id, OPENED - order * 9 * DAY, chance);
  books.loyalty.adjust(id, between(chance, 0, 4_000));
  if (chance() < 0.6) books.promotions.grant(id, pick(chance, OFFERS));
  if (chance() < 0.25) openReturn(books, id, chance);
  if (chance() < 0.04) books.fraud.judge(id, pick(chance, ['WATCH', 'WATCH', 'BLOCK']));
}

function openOrder(books: Books, id: string, placedAt: number, chance: Chance): void {
  const when = new Date(placedAt + between(chance, 0, DAY));
  const order = books.orders.draft(id, between(chance, 1, 9), between(chance, 499, 39_999), when);
  books.payments.authorise(order);
  books.shipping.plan(order);
  books.orders.place(order);
  const paid = chance();
  // One in eight stays authorised and one in fifteen fails: enough for the mapping bug to be seen.
  if (paid < 0.8) books.payments.conclude(id, 'SETTLED');
  else if (paid < 0.87) books.payments.conclude(id, 'FAILED');
  const sent = chance();
  if (sent < 0.75) books.shipping.move(id, 'DELIVERED');
  else if (sent < 0.85) books.shipping.move(id, 'DELAYED');
  else if (sent < 0.95) books.shipping.move(id, 'SHIPPED');
}

function openReturn(books: Books, id: string, chance: Chance): void {
  const order = pick(chance, books.orders.of(id) as [ReturnType<OrderHistory['draft']>]);
  const reason = pick(chance, REASONS);
  const request = { orderId: order.orderId, reason, refundCents: order.totalCents };
  const opened = books.returns.draft(id, request, new Date(OPENED - between(chance, 1, 6) * DAY));
  books.warehouse.inspect(opened);
  books.returns.open(opened);
  if (chance() < 0.4) books.returns.close(id);
}
