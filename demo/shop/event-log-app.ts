import { Hono } from 'hono';
import type { EventLog } from './event-log.js';

const MOST = 2_000;

/** The log over HTTP: `GET /events?after=N&limit=M`. */
export function eventLogApp(log: EventLog): Hono {
  const app = new Hono();
  app.get('/events', (c) => {
    const after = Number(c.req.query('after') ?? 0);
    const limit = Number(c.req.query('limit') ?? MOST);
    if (!Number.isSafeInteger(after) || after < 0 || !Number.isSafeInteger(limit) || limit < 1)
      return c.json({ title: 'after and limit are whole numbers', status: 400 }, 400);
    return c.json(log.read(after, Math.min(limit, MOST)));
  });
  return app;
}
