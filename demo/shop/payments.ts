import type { Hono } from 'hono';
import { KEPT_ORDERS } from '../contract.js';
import type { EventLog, EventType } from './event-log.js';
import type { Order, Payment, PaymentStatus } from './facts.js';
import { Newest } from './newest.js';
import { bodyOf, type Manners, refusal, sourceApp } from './source.js';

const EVENTS: Record<PaymentStatus, EventType> = {
  AUTHORISED: 'payment-authorised',
  SETTLED: 'payment-settled',
  FAILED: 'payment-failed',
  REFUNDED: 'payment-refunded',
};

/** What is owed and paid. */
export class Payments {
  readonly #payments: Newest<Payment>;

  constructor(readonly log: EventLog) {
    this.#payments = new Newest(KEPT_ORDERS, (state) => log.archive({ about: 'payment', state }));
  }

  of(customerId: string): readonly Payment[] {
    return this.#payments.of(customerId);
  }

  authorise({ orderId, customerId, number, totalCents }: Order): void {
    this.#put({ orderId, customerId, number, status: 'AUTHORISED', amountCents: totalCents });
  }

  /** Gives the oldest payment that is not settled its outcome; undefined when all are settled. */
  conclude(customerId: string, status: PaymentStatus): Payment | undefined {
    const open = this.of(customerId).findLast((payment) => payment.status === 'AUTHORISED');
    const waiting = open ?? this.of(customerId).findLast((payment) => payment.status === 'FAILED');
    if (!waiting) return undefined;
    const concluded = { ...waiting, status };
    this.#put(concluded);
    return concluded;
  }

  #put(payment: Payment): void {
    this.#payments.put(payment);
    this.log.record(EVENTS[payment.status], { about: 'payment', state: payment });
  }
}

/** The payment service. */
export function paymentsApp(payments: Payments, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/payments', (c) => c.json(payments.of(c.req.param('id'))));
  app.post('/customers/:id/authorisations', async (c) => {
    payments.authorise(await c.req.json<Order>());
    return c.body(null, 204);
  });
  app.post('/customers/:id/payments', async (c) => {
    const { outcome } = await bodyOf(c.req);
    if (outcome !== 'SETTLED' && outcome !== 'FAILED' && outcome !== 'REFUNDED')
      return c.json(refusal(422, 'outcome is SETTLED, FAILED or REFUNDED'), 422);
    const payment = payments.conclude(c.req.param('id'), outcome);
    return payment ? c.json(payment) : c.json(refusal(409, 'No payment is open'), 409);
  });
  return app;
}
