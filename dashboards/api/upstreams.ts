import type { Hono } from 'hono';
import { z } from 'zod';
import type { DashboardEnv } from '../access/gate.js';
import type { UpstreamStanding } from '../upstream-standing.js';

const count = z.int().min(0);
const pool = z.object({ open: count, busy: count, waiting: count });

/** `GET /api/v1/upstreams`. */
export const UpstreamsAnswer = z
  .object({
    upstreams: z.array(
      z.object({
        name: z.string(),
        origin: z.string(),
        version: z.string().nullable(),
        legacyOf: z.array(z.string()),
        candidateOf: z.array(z.string()),
        passthrough: z.boolean(),
        probedEvery: z
          .number()
          .nullable()
          .describe(
            'Seconds from one probe to the next while its breaker is open; null while it is asked as ever.',
          ),
        connections: z.object({ live: pool, shadow: pool }).nullable(),
        failures: z
          .array(
            z.object({ route: z.string(), side: z.enum(['legacy', 'candidate']), reason: z.string(), count }),
          )
          .describe('Since Banyan began, the most frequent first.'),
      }),
    ),
  })
  .describe('How every upstream stands.');

/** `GET /api/v1/upstreams`: whom each answers for, whether it is asked, by how many connections, and how it failed. */
export function upstreams(
  app: Hono<DashboardEnv>,
  standings: () => Promise<readonly UpstreamStanding[]>,
): void {
  app.get('/api/v1/upstreams', async (c) => c.json({ upstreams: await standings() }));
}
