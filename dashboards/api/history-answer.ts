import { z } from 'zod';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import { stages } from '../../routing-rules/dial.js';
import { position } from './rising-answers.js';

const count = z.int().min(0);
const ratio = z.number().min(0).max(1);
const instant = z.iso.datetime();
const seconds = z.number().min(0).nullable();
const quantiles = z.object({ p50: seconds, p95: seconds, p99: seconds });

const point = z.object({
  at: instant.describe('The end of its step.'),
  stage: z.enum(stages),
  share: ratio.describe('As the dial stood at the end of the step.'),
  rate: z
    .object({ estimate: ratio.nullable(), lower: ratio, upper: ratio })
    .describe('The share of entities that are bad, as the scorecard told it at the end of the step.'),
  threshold: ratio,
  candidate: z.string().nullable().describe('The version; null where it tells none.'),
  requests: count,
  compared: count,
  mismatched: z
    .record(z.enum(mismatchClasses), count)
    .describe('By class, in the step in which that was known.'),
  latency: z.object({ legacy: quantiles, candidate: quantiles }).describe('Within 5 %.'),
  lag: quantiles.describe('How long the candidate lagged where it caught up.'),
});

const change = z.object({
  id: z.int().describe('Of its entry in the audit.'),
  time: instant,
  action: z.string(),
  from: position,
  to: position,
  actor: z.string(),
  forced: z.boolean(),
  reason: z.string(),
});

/** What `GET …/history` tells. */
export const HistoryAnswer = z
  .object({
    from: instant,
    to: instant,
    resolution: z
      .int()
      .describe('Seconds of the step of each point: as long as the longest that is kept of the span.'),
    points: z
      .array(point)
      .describe(
        'Oldest first. What is counted is of the step alone; where Banyan did not run there is none.',
      ),
    changes: z.array(change).describe('What happened to the dial within the span, oldest first.'),
  })
  .describe('The past of a route: seconds, and ratios 0–1.');
