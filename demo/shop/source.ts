import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Pause } from './latency.js';

/** How a source service behaves towards its callers. */
export interface Manners {
  /** How long an answer takes. */
  readonly pause: Pause;
  /** Whether this call meets a hiccup: a 503 that a retry heals. */
  readonly hiccup: () => boolean;
}

const LARGEST_BODY = 16 * 1024;

/** An app whose every answer takes its time, and which now and then has a hiccup on a read. */
export function sourceApp({ pause, hiccup }: Manners): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: LARGEST_BODY }));
  app.use(async (c, next) => {
    await pause();
    // Writes never meet one: nobody may repeat them, so nothing would heal them.
    if (c.req.method === 'GET' && hiccup()) return c.json({ title: 'Busy', status: 503 }, 503);
    return next();
  });
  return app;
}

/** A write that cannot be done, told to the caller as it stands. */
export function refusal(status: 404 | 409 | 422, title: string) {
  return { type: 'about:blank', title, status };
}

/** The body as an object, or an empty one when it is not a JSON object. */
export async function bodyOf(request: { json(): Promise<unknown> }): Promise<Record<string, unknown>> {
  try {
    const body = await request.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    // Not JSON: the caller's mistake. The checks on each member refuse it with the member's name.
    return {};
  }
}

/** Whether the value is a whole number from `low` to `high`. */
export function isWhole(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high;
}
