import type { Hono } from 'hono';
import type { EventLog } from './event-log.js';
import { bodyOf, type Manners, refusal, sourceApp } from './source.js';

const MOST_OFFERS = 3;

/** What customers are offered. */
export class Promotions {
  readonly #offers = new Map<string, readonly string[]>();

  constructor(readonly log: EventLog) {}

  of(customerId: string): readonly string[] {
    return this.#offers.get(customerId) ?? [];
  }

  /** Grants an offer; the oldest one ends when there are too many. */
  grant(customerId: string, offer: string): void {
    const others = this.of(customerId).filter((other) => other !== offer);
    const offers = [offer, ...others].slice(0, MOST_OFFERS);
    this.#offers.set(customerId, offers);
    this.log.record('promotion-granted', { about: 'promotions', state: { customerId, offers } });
  }
}

/** The promotion service. */
export function promotionsApp(promotions: Promotions, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/offers', (c) => c.json(promotions.of(c.req.param('id'))));
  app.post('/customers/:id/offers', async (c) => {
    const { offer } = await bodyOf(c.req);
    if (typeof offer !== 'string' || offer.length === 0 || offer.length > 60)
      return c.json(refusal(422, 'offer is a text of 1 to 60 characters'), 422);
    promotions.grant(c.req.param('id'), offer);
    return c.body(null, 204);
  });
  return app;
}
