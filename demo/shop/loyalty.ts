import type { Hono } from 'hono';
import { quoteId } from '../contract.js';
import type { FaultBoard } from '../faults.js';
import type { EventLog } from './event-log.js';
import type { Loyalty } from './facts.js';
import { bodyOf, isWhole, type Manners, refusal, sourceApp } from './source.js';
import { ask, tell } from './source-client.js';

const TIERS = [
  { tier: 'BRONZE', from: 0 },
  { tier: 'SILVER', from: 1_000 },
  { tier: 'GOLD', from: 3_000 },
  { tier: 'PLATINUM', from: 8_000 },
] as const;

/** A customer's standing with what is offered for it. */
export interface LoyaltyInFull extends Loyalty {
  readonly offers: readonly string[];
  readonly quoteId: string;
}

/** What customers have earned. */
export class LoyaltyAccounts {
  readonly #accounts = new Map<string, Loyalty>();

  constructor(readonly log: EventLog) {}

  of(customerId: string): Loyalty {
    return this.#accounts.get(customerId) ?? { customerId, points: 0, tier: 'BRONZE', toNextTier: 1_000 };
  }

  /** Adds points, or takes them; an account never falls below zero. */
  adjust(customerId: string, by: number): Loyalty {
    const points = Math.max(0, this.of(customerId).points + by);
    const { tier } = TIERS.findLast(({ from }) => points >= from) ?? TIERS[0];
    const toNextTier = (TIERS.find(({ from }) => from > points)?.from ?? points) - points;
    const account = { customerId, points, tier, toNextTier };
    this.#accounts.set(customerId, account);
    this.log.record('loyalty-adjusted', { about: 'loyalty', state: account });
    return account;
  }
}

/** The loyalty service: it asks promotions before it answers, and tells them of a new tier. */
export function loyaltyApp(
  accounts: LoyaltyAccounts,
  neighbours: { readonly promotions: string },
  faults: FaultBoard,
  manners: Manners,
): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/loyalty', async (c) => {
    const id = c.req.param('id');
    const offers = await ask<string[]>(`${neighbours.promotions}/customers/${id}/offers`);
    if (offers.kind !== 'value') return c.json({ title: 'Promotions did not answer', status: 502 }, 502);
    const account = accounts.of(id);
    const quote = quoteId(id, account.points, faults.isOn('volatile-field'));
    return c.json({ ...account, offers: offers.value, quoteId: quote } satisfies LoyaltyInFull);
  });
  app.post('/customers/:id/loyalty', async (c) => {
    const id = c.req.param('id');
    const { points } = await bodyOf(c.req);
    if (!isWhole(points, -10_000, 10_000))
      return c.json(refusal(422, 'points is a whole number from -10000 to 10000'), 422);
    const before = accounts.of(id).tier;
    const account = accounts.adjust(id, points);
    if (account.tier === before) return c.json(account);
    const told = await tell(`${neighbours.promotions}/customers/${id}/offers`, {
      offer: `Welcome to ${account.tier}`,
    });
    return told.status < 300 ? c.json(account) : c.json(refusal(409, 'Promotions refused the offer'), 409);
  });
  return app;
}
