import { z } from 'zod';
import { stages } from '../../routing-rules/dial.js';

const count = z.int().min(0);

/** A place on the dial. */
export const position = z.object({ stage: z.enum(stages), share: z.number().min(0).max(1) });

const step = position.extend({
  allowed: z.boolean(),
  missing: z.array(z.string()),
  yieldsToForce: z
    .boolean()
    .describe(
      'Only guards are missing, which an admin’s force overcomes; never while held, frozen or latched.',
    ),
  earliest: z
    .object({ at: z.string(), because: z.string() })
    .nullable()
    .describe(
      'When it may rise at the earliest, and which guard that is because of; null where a guard fails.',
    ),
});

/** What a route's scorecard tells of whether its dial may rise. */
export const risingAnswers = {
  guards: z.array(
    z.object({
      name: z.string(),
      verdict: z.enum(['pass', 'hold', 'fail']),
      detail: z.string(),
      proofs: z
        .array(z.looseObject({ formula: z.string(), logE: z.number(), needs: z.number() }))
        .describe(
          'E-values as natural logarithms, with what they were computed from: each proves once logE ≥ needs.',
        ),
      left: z
        .object({
          count,
          of: z.enum(['entities', 'draws', 'pairs', 'seconds']),
          seconds: z.number().nullable(),
        })
        .nullable()
        .describe(
          'What is left if nothing bad comes any more, and how long that takes at the pace of late; not told where it fails.',
        ),
    }),
  ),
  blindSpots: z
    .array(z.string())
    .describe('What keeps the dial from coming down by itself now, as sentences; mostly nothing does.'),
  plan: z.array(z.number()).describe('The shares that the dial climbs by, rising.'),
  next: step.nullable(),
  retiring: step
    .nullable()
    .describe('Whether a live route may be retired, which only an operator does; null where it is not live.'),
  raise: z
    .enum(['auto', 'manual', 'after-acknowledge'])
    .describe(
      'Whether the dial rises by itself; not where somebody took it back, until they acknowledge it.',
    ),
  rolledBack: z
    .object({
      at: z.string(),
      why: z.string(),
      automatic: z.boolean(),
      candidate: z.string().nullable(),
      acknowledged: z.boolean(),
      latched: z.boolean(),
    })
    .nullable()
    .describe('A rollback that nothing has answered for yet.'),
  dwelt: z.number().describe('Seconds that the dial has stood where it does, with Banyan watching.'),
};
