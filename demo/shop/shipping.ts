import type { Hono } from 'hono';
import { KEPT_ORDERS } from '../contract.js';
import type { EventLog, EventType } from './event-log.js';
import type { Order, Shipment, ShipmentStatus } from './facts.js';
import { Newest } from './newest.js';
import { bodyOf, type Manners, refusal, sourceApp } from './source.js';

const EVENTS: Record<ShipmentStatus, EventType> = {
  PLANNED: 'shipment-planned',
  SHIPPED: 'shipment-sent',
  DELAYED: 'shipment-delayed',
  DELIVERED: 'shipment-delivered',
};
const CARRIERS = ['Post', 'Courier', 'Freight'] as const;
const DAY = 86_400_000;

/** Where the goods are. */
export class Shipping {
  readonly #shipments: Newest<Shipment>;

  constructor(readonly log: EventLog) {
    this.#shipments = new Newest(KEPT_ORDERS, (state) => log.archive({ about: 'shipment', state }));
  }

  of(customerId: string): readonly Shipment[] {
    return this.#shipments.of(customerId);
  }

  plan({ orderId, customerId, number, placedAt, items }: Order): void {
    const carrier = CARRIERS[items % CARRIERS.length] ?? CARRIERS[0];
    const expectedAt = new Date(Date.parse(placedAt) + 3 * DAY).toISOString();
    this.#put({ orderId, customerId, number, status: 'PLANNED', carrier, expectedAt });
  }

  /** Moves the oldest shipment that is under way; a delay costs two days. Undefined when all have arrived. */
  move(customerId: string, status: ShipmentStatus): Shipment | undefined {
    const underWay = this.of(customerId).findLast((shipment) => shipment.status !== 'DELIVERED');
    if (!underWay) return undefined;
    const late = status === 'DELAYED' ? 2 * DAY : 0;
    const expectedAt = new Date(Date.parse(underWay.expectedAt) + late).toISOString();
    const moved = { ...underWay, status, expectedAt };
    this.#put(moved);
    return moved;
  }

  #put(shipment: Shipment): void {
    this.#shipments.put(shipment);
    this.log.record(EVENTS[shipment.status], { about: 'shipment', state: shipment });
  }
}

/** The shipping service. */
export function shippingApp(shipping: Shipping, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/shipments', (c) => c.json(shipping.of(c.req.param('id'))));
  app.post('/customers/:id/plans', async (c) => {
    shipping.plan(await c.req.json<Order>());
    return c.body(null, 204);
  });
  app.post('/customers/:id/shipments', async (c) => {
    const { status } = await bodyOf(c.req);
    if (status !== 'SHIPPED' && status !== 'DELAYED' && status !== 'DELIVERED')
      return c.json(refusal(422, 'status is SHIPPED, DELAYED or DELIVERED'), 422);
    const shipment = shipping.move(c.req.param('id'), status);
    return shipment ? c.json(shipment) : c.json(refusal(409, 'Nothing is under way'), 409);
  });
  return app;
}
