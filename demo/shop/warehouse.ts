import type { Hono } from 'hono';
import { KEPT_RETURNS } from '../contract.js';
import type { EventLog } from './event-log.js';
import type { Return, WarehouseException } from './facts.js';
import { Newest } from './newest.js';
import { type Manners, sourceApp } from './source.js';

const FOUND: Readonly<Record<string, string>> = { damaged: 'DAMAGED', incomplete: 'PARTS_MISSING' };

/** What the warehouse finds wrong with what comes back. */
export class Warehouse {
  readonly #exceptions: Newest<WarehouseException>;

  constructor(readonly log: EventLog) {
    this.#exceptions = new Newest(KEPT_RETURNS, (state) => log.archive({ about: 'exception', state }));
  }

  of(customerId: string): readonly WarehouseException[] {
    return this.#exceptions.of(customerId);
  }

  /** Looks at a return and raises an exception where its reason calls for one. */
  inspect({ returnId, customerId, number, reason }: Return): void {
    const code = FOUND[reason];
    if (!code) return;
    const state: WarehouseException = { returnId, customerId, number, code };
    this.#exceptions.put(state);
    this.log.record('warehouse-exception-raised', { about: 'exception', state });
  }
}

/** The warehouse service. */
export function warehouseApp(warehouse: Warehouse, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/exceptions', (c) => c.json(warehouse.of(c.req.param('id'))));
  app.post('/customers/:id/inspections', async (c) => {
    warehouse.inspect(await c.req.json<Return>());
    return c.body(null, 204);
  });
  return app;
}
