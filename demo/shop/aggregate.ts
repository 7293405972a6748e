import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { CONTRACT_HEADERS, type Overview, unknownCustomer } from '../contract.js';
import type { FraudStanding, Profile } from './facts.js';
import type { LoyaltyInFull } from './loyalty.js';
import type { OrderInFull } from './order-history.js';
import { fraudPart, loyaltyPart, ordersPart, paymentsPart, profilePart, returnsPart } from './parts.js';
import type { ReturnInFull } from './returns.js';
import { type Asked, ask, tell } from './source-client.js';

/** Where the aggregate finds the source services. */
export interface Sources {
  readonly profiles: string;
  readonly orders: string;
  readonly shipping: string;
  readonly payments: string;
  readonly loyalty: string;
  readonly returns: string;
  readonly fraud: string;
}

/** Which service takes which write of `POST /api/customers/:id/<name>`. */
const WRITES: Readonly<Record<string, keyof Sources>> = {
  orders: 'orders',
  shipments: 'shipping',
  payments: 'payments',
  loyalty: 'loyalty',
  returns: 'returns',
  'returns/closure': 'returns',
  fraud: 'fraud',
};

/** The value of an asked part, or null with a warning. */
function part<T, P>(name: string, asked: Asked<T>, shape: (value: T) => P, warnings: string[]): P | null {
  if (asked.kind === 'value') return shape(asked.value);
  warnings.push(`${name}: ${asked.kind === 'failed' ? asked.why : 'unknown'}`);
  return null;
}

/** Composes the overview; null for a customer whom nobody knows. A part that failed becomes a warning. */
async function compose(sources: Sources, id: string): Promise<Overview | null> {
  const customer = `/customers/${encodeURIComponent(id)}`;
  const profile = await ask<Profile>(`${sources.profiles}${customer}/profile`);
  if (profile.kind === 'unknown') return null;
  const [orders, loyalty, returns, fraud] = await Promise.all([
    ask<OrderInFull[]>(`${sources.orders}${customer}/orders`),
    ask<LoyaltyInFull>(`${sources.loyalty}${customer}/loyalty`),
    ask<ReturnInFull[]>(`${sources.returns}${customer}/returns`),
    ask<FraudStanding>(`${sources.fraud}${customer}/fraud`),
  ]);
  const warnings: string[] = [];
  const parts = {
    profile: part('profile', profile, profilePart, warnings),
    orders: part('orders', orders, ordersPart, warnings),
    // Told from the same answer: one warning for both is enough.
    payments: orders.kind === 'value' ? paymentsPart(orders.value) : null,
    loyalty: part('loyalty', loyalty, loyaltyPart, warnings),
    returns: part('returns', returns, returnsPart, warnings),
    fraud: part('fraud', fraud, fraudPart, warnings),
  };
  return {
    customerId: id,
    ...parts,
    partial: warnings.length > 0,
    warnings,
    generatedAt: new Date().toISOString(),
  };
}

/** The legacy: composes the overview over HTTP and hands writes to the service that owns them. */
export function aggregateApp(sources: Sources): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/api/customers/:id/overview', async (c) => {
    const id = c.req.param('id');
    const overview = await compose(sources, id);
    return overview
      ? c.json(overview, 200, CONTRACT_HEADERS)
      : c.json(unknownCustomer(id), 404, CONTRACT_HEADERS);
  });
  app.post('/api/customers/:id/:write{.+}', bodyLimit({ maxSize: 16 * 1024 }), async (c) => {
    const { id, write } = c.req.param();
    const owner = WRITES[write];
    if (!owner) return c.json({ type: 'about:blank', title: `Nobody takes ${write}`, status: 404 }, 404);
    const customer = `/customers/${encodeURIComponent(id)}`;
    const profile = await ask<Profile>(`${sources.profiles}${customer}/profile`);
    if (profile.kind === 'unknown') return c.json(unknownCustomer(id), 404);
    if (profile.kind === 'failed') return c.json({ title: `Profile: ${profile.why}`, status: 502 }, 502);
    const body: unknown = await c.req.json().catch(() => ({}));
    const told = await tell(`${sources[owner]}${customer}/${write}`, body);
    return new Response(told.body, { status: told.status, headers: { 'content-type': 'application/json' } });
  });
  return app;
}
