import { z } from 'zod';
import { differenceKinds } from '../../comparators/difference.js';
import { mismatchClasses } from '../../evidence/mismatch-class.js';

// What the API tells of a sample, for the OpenAPI document.

const instant = z.iso.datetime();
const seconds = z.number().min(0);

/** One place where the candidate's answer is not legacy's. */
export const difference = z.object({
  path: z.string(),
  pattern: z.string(),
  kind: z.enum(differenceKinds),
  legacy: z.unknown().optional(),
  candidate: z.unknown().optional(),
  rule: z
    .string()
    .optional()
    .describe(
      'The rule that judged it: the one that silenced it, or one that governs here and does not forgive it.',
    ),
});

const side = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    status: z.int(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.unknown(),
    duration: seconds,
  }),
  z.object({ kind: z.literal('failure'), reason: z.string(), detail: z.string(), duration: seconds }),
]);

const foundField = z.object({ pattern: z.string(), kind: z.enum(differenceKinds) });
const statuses = z.object({ legacy: z.int(), candidate: z.int() });
const after = z.number().describe('Seconds since it began to be looked at.');
const settledSample = z.object({
  fields: z.array(
    foundField.extend({
      class: z.enum(mismatchClasses),
      late: z.boolean().optional(),
      beside: z.boolean().optional(),
    }),
  ),
  why: z.string().optional(),
  looks: z.array(
    z.discriminatedUnion('saw', [
      z.object({ after, saw: z.literal('same'), statuses }),
      z.object({ after, saw: z.literal('differs'), statuses, differing: z.array(foundField) }),
      z.object({ after, saw: z.literal('nothing'), why: z.string() }),
    ]),
  ),
});

/** One of `GET …/samples`, and `GET /api/v1/samples/{id}`; nothing in it is what redact hides. */
export const SampleAnswer = z
  .object({
    id: z.string(),
    route: z.string(),
    time: instant,
    class: z.enum([...mismatchClasses, 'settling']),
    key: z.string(),
    request: z.string(),
    servedBy: z.enum(['legacy', 'candidate']),
    differences: z.array(difference),
    ignored: z.array(difference),
    notes: z
      .array(z.object({ path: z.string(), text: z.string() }))
      .optional()
      .describe('What a reader of the differences should know.'),
    legacy: side,
    candidate: side,
    trace: z
      .string()
      .optional()
      .describe('The trace of its request (W3C Trace Context): 32 hexadecimal digits.'),
    settled: settledSample
      .optional()
      .describe('How its class was found out; absent while it settles, and where it was known at once.'),
  })
  .describe('A kept comparison that shows a mismatch, redacted before it was kept.');
