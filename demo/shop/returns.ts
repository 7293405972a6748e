import type { Hono } from 'hono';
import { KEPT_RETURNS } from '../contract.js';
import type { EventLog } from './event-log.js';
import type { Return, WarehouseException } from './facts.js';
import { Newest } from './newest.js';
import { bodyOf, isWhole, type Manners, refusal, sourceApp } from './source.js';
import { ask, tell } from './source-client.js';

/** Why things come back. */
export const REASONS = ['changed-mind', 'damaged', 'incomplete', 'late'] as const;

/** A return with what the warehouse found. */
export interface ReturnInFull extends Return {
  readonly exception: string | null;
}

/** What a return is asked for with. */
export interface ReturnRequest {
  readonly orderId: string;
  readonly reason: string;
  readonly refundCents: number;
}

/** What comes back. */
export class Returns {
  readonly #returns: Newest<Return>;
  readonly #numbers = new Map<string, number>();

  constructor(readonly log: EventLog) {
    this.#returns = new Newest(KEPT_RETURNS, (state) => log.archive({ about: 'return', state }));
  }

  of(customerId: string): readonly Return[] {
    return this.#returns.of(customerId);
  }

  /** A new return with its number, not yet opened. */
  draft(customerId: string, request: ReturnRequest, openedAt = new Date()): Return {
    const number = (this.#numbers.get(customerId) ?? 0) + 1;
    this.#numbers.set(customerId, number);
    const returnId = `R-${customerId.slice(2)}-${number}`;
    return { ...request, returnId, customerId, number, status: 'OPEN', openedAt: openedAt.toISOString() };
  }

  open(opened: Return): void {
    this.#returns.put(opened);
    this.log.record('return-opened', { about: 'return', state: opened });
  }

  /** Closes the oldest open return; undefined when none is open. */
  close(customerId: string): Return | undefined {
    const oldest = this.of(customerId).findLast(({ status }) => status === 'OPEN');
    if (!oldest) return undefined;
    const closed: Return = { ...oldest, status: 'CLOSED' };
    this.#returns.put(closed);
    this.log.record('return-closed', { about: 'return', state: closed });
    return closed;
  }
}

/** The return service: it asks the warehouse before it answers, and has it inspect what comes back. */
export function returnsApp(
  returns: Returns,
  neighbours: { readonly warehouse: string },
  manners: Manners,
): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/returns', async (c) => {
    const id = c.req.param('id');
    const known = returns.of(id);
    const found = await ask<WarehouseException[]>(`${neighbours.warehouse}/customers/${id}/exceptions`);
    if (found.kind !== 'value') return c.json({ title: 'The warehouse did not answer', status: 502 }, 502);
    const full = known.map((entry): ReturnInFull => {
      const exception = found.value.find(({ returnId }) => returnId === entry.returnId)?.code ?? null;
      return { ...entry, exception };
    });
    return c.json(full);
  });
  app.post('/customers/:id/returns', async (c) => {
    const id = c.req.param('id');
    const { orderId, reason, refundCents } = await bodyOf(c.req);
    const known = REASONS.find((each) => each === reason);
    if (typeof orderId !== 'string' || orderId.length > 40 || !known || !isWhole(refundCents, 1, 10_000_000))
      return c.json(
        refusal(422, `orderId, refundCents and a reason (${REASONS.join(', ')}) are needed`),
        422,
      );
    const opened = returns.draft(id, { orderId, reason: known, refundCents });
    const { status } = await tell(`${neighbours.warehouse}/customers/${id}/inspections`, opened);
    if (status >= 300) return c.json({ title: 'The warehouse did not take the return', status: 502 }, 502);
    returns.open(opened);
    return c.json(opened, 201);
  });
  app.post('/customers/:id/returns/closure', (c) => {
    const closed = returns.close(c.req.param('id'));
    return closed ? c.json(closed) : c.json(refusal(409, 'No return is open'), 409);
  });
  return app;
}
