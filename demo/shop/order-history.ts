import type { Hono } from 'hono';
import { KEPT_ORDERS } from '../contract.js';
import type { EventLog } from './event-log.js';
import type { Order, Payment, Shipment } from './facts.js';
import { Newest } from './newest.js';
import { bodyOf, isWhole, type Manners, refusal, sourceApp } from './source.js';
import { ask, tell } from './source-client.js';

/** An order with what its neighbours know of it. */
export interface OrderInFull extends Order {
  readonly payment: Payment | null;
  readonly shipment: Shipment | null;
}

/** What was bought. */
export class OrderHistory {
  readonly #orders: Newest<Order>;
  readonly #numbers = new Map<string, number>();

  constructor(readonly log: EventLog) {
    this.#orders = new Newest(KEPT_ORDERS, (state) => log.archive({ about: 'order', state }));
  }

  of(customerId: string): readonly Order[] {
    return this.#orders.of(customerId);
  }

  /** A new order with its number, not yet placed. */
  draft(customerId: string, items: number, totalCents: number, placedAt = new Date()): Order {
    const number = (this.#numbers.get(customerId) ?? 0) + 1;
    this.#numbers.set(customerId, number);
    const orderId = `O-${customerId.slice(2)}-${number}`;
    return { orderId, customerId, number, placedAt: placedAt.toISOString(), items, totalCents };
  }

  place(order: Order): void {
    this.#orders.put(order);
    this.log.record('order-placed', { about: 'order', state: order });
  }
}

/** Where the order history finds its neighbours. */
export interface OrderNeighbours {
  readonly payments: string;
  readonly shipping: string;
}

/** The order history service: it asks payments and shipping before it answers. */
export function orderHistoryApp(history: OrderHistory, neighbours: OrderNeighbours, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/orders', async (c) => {
    const id = c.req.param('id');
    // The orders first: payment and shipment are planned before an order is placed, so both are found.
    const orders = history.of(id);
    const [payments, shipments] = await Promise.all([
      ask<Payment[]>(`${neighbours.payments}/customers/${id}/payments`),
      ask<Shipment[]>(`${neighbours.shipping}/customers/${id}/shipments`),
    ]);
    if (payments.kind !== 'value' || shipments.kind !== 'value')
      return c.json({ title: 'Payments or shipping did not answer', status: 502 }, 502);
    const full = orders.map((order): OrderInFull => {
      const payment = payments.value.find(({ orderId }) => orderId === order.orderId) ?? null;
      const shipment = shipments.value.find(({ orderId }) => orderId === order.orderId) ?? null;
      return { ...order, payment, shipment };
    });
    return c.json(full);
  });
  app.post('/customers/:id/orders', async (c) => {
    const id = c.req.param('id');
    const { items, totalCents } = await bodyOf(c.req);
    if (!isWhole(items, 1, 99) || !isWhole(totalCents, 1, 10_000_000))
      return c.json(refusal(422, 'items (1 to 99) and totalCents (1 to 10000000) are whole numbers'), 422);
    const order = history.draft(id, items, totalCents);
    const planned = await Promise.all([
      tell(`${neighbours.payments}/customers/${id}/authorisations`, order),
      tell(`${neighbours.shipping}/customers/${id}/plans`, order),
    ]);
    if (planned.some(({ status }) => status >= 300))
      return c.json({ title: 'Payments or shipping did not take the order', status: 502 }, 502);
    history.place(order);
    return c.json(order, 201);
  });
  return app;
}
