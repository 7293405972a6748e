import type { Hono } from 'hono';
import type { EventLog } from './event-log.js';
import type { FraudStanding } from './facts.js';
import { bodyOf, type Manners, refusal, sourceApp } from './source.js';

/** How far customers are trusted. */
export class FraudAlerts {
  readonly #standings = new Map<string, FraudStanding>();

  constructor(readonly log: EventLog) {}

  of(customerId: string): FraudStanding {
    return this.#standings.get(customerId) ?? { customerId, level: 'NONE', alerts: 0 };
  }

  /** Sets the level; every level but NONE is one more alert, NONE clears them. */
  judge(customerId: string, level: FraudStanding['level']): FraudStanding {
    const alerts = level === 'NONE' ? 0 : this.of(customerId).alerts + 1;
    const state = { customerId, level, alerts };
    this.#standings.set(customerId, state);
    this.log.record(level === 'NONE' ? 'fraud-cleared' : 'fraud-flagged', { about: 'fraud', state });
    return state;
  }
}

/** The fraud alert service. */
export function fraudApp(alerts: FraudAlerts, manners: Manners): Hono {
  const app = sourceApp(manners);
  app.get('/customers/:id/fraud', (c) => c.json(alerts.of(c.req.param('id'))));
  app.post('/customers/:id/fraud', async (c) => {
    const { level } = await bodyOf(c.req);
    if (level !== 'NONE' && level !== 'WATCH' && level !== 'BLOCK')
      return c.json(refusal(422, 'level is NONE, WATCH or BLOCK'), 422);
    return c.json(alerts.judge(c.req.param('id'), level));
  });
  return app;
}
