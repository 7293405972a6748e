import { z } from 'zod';
import { differenceKinds } from '../../comparators/difference.js';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import { skipReasons } from '../../evidence/skip-reason.js';
import { stages } from '../../routing-rules/dial.js';

// What the API tells, for the OpenAPI document; a test holds the shapes of evidence/ against these.

const count = z.int().min(0);
const ratio = z.number().min(0).max(1);
const instant = z.iso.datetime();
const seconds = z.number().min(0);
const quantiles = z.object({ p50: seconds.nullable(), p95: seconds.nullable(), p99: seconds.nullable() });
const classes = z.record(z.enum(mismatchClasses), count);
const position = z.object({ stage: z.enum(stages), share: ratio });

export const AuditEntryAnswer = z
  .object({
    id: z.int(),
    time: instant,
    actor: z.string(),
    role: z.string(),
    reason: z.string(),
    route: z.string(),
    action: z.string(),
    from: position,
    to: position,
    forced: z.boolean(),
    evidence: z.unknown(),
    previous: z.string(),
    hash: z.string(),
  })
  .describe(
    'One change of a dial; `hash` covers every other member, `previous` is the hash of the entry before.',
  );

export const RouteAnswer = z
  .object({
    name: z.string(),
    stage: z.enum(stages),
    share: ratio,
    revision: z.int(),
    held: z.boolean(),
    forced: z.boolean(),
    requests: count,
    compared: count,
    matched: count,
    mismatched: classes,
    skipped: z.partialRecord(z.enum(skipReasons), count),
    lastSkip: z
      .object({ reason: z.enum(skipReasons), detail: z.string(), time: instant })
      .nullable()
      .describe('The last comparison that failed in a way which its reason does not tell.'),
    settling: count,
    entities: z.object({ compared: count, bad: count }),
    rate: z.object({ estimate: ratio.nullable(), lower: ratio, upper: ratio, confidence: ratio }),
    threshold: ratio,
    cleanPairsLeft: count.nullable(),
    guards: z.array(
      z.object({ name: z.string(), verdict: z.enum(['pass', 'hold', 'fail']), detail: z.string() }),
    ),
    lag: quantiles,
    latency: z.object({ legacy: quantiles, candidate: quantiles }),
    next: position.extend({ allowed: z.boolean(), missing: z.array(z.string()) }).nullable(),
    lastChange: AuditEntryAnswer.nullable(),
  })
  .describe('Everything told about one route. Seconds, and ratios 0–1.');

export const FieldAnswer = z.object({
  pattern: z.string(),
  kind: z.enum(differenceKinds),
  compared: count,
  mismatched: count,
  classes,
  fingerprint: z.string(),
  state: z.enum(['new', 'known', 'fixed', 'reopened']),
  firstSeen: instant,
  lastSeen: instant,
  sample: z.string().nullable(),
});

export const IgnoredAnswer = z.object({
  pattern: z.string(),
  kind: z.enum(differenceKinds),
  rule: z.string().describe('As it stands under compare:.'),
  comparisons: count.describe('Comparisons in which the rule silenced the pattern.'),
});

export const EntityAnswer = z.object({
  key: z.string(),
  class: z.enum(mismatchClasses),
  patterns: z.array(z.string()),
  firstSeen: instant,
  lastSeen: instant,
});

const difference = z.object({
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

export const SampleAnswer = z
  .object({
    id: z.string(),
    route: z.string(),
    time: instant,
    class: z.enum(mismatchClasses),
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
  })
  .describe('A kept comparison that shows a mismatch, redacted before it was kept.');

const complaint = z.object({
  line: z.int().optional(),
  column: z.int().optional(),
  where: z.string(),
  message: z.string(),
});

export const ConfigurationAnswer = z
  .object({
    file: z.string(),
    loadedAt: instant.describe('When what serves was read.'),
    notes: z
      .array(complaint)
      .describe('Remarks on what serves: keys without effect, rules that cannot be meant so.'),
    refusedAt: instant
      .nullable()
      .describe('When the file was changed to what was not taken; null when what it says serves.'),
    problems: z.array(complaint).describe('Why it was not taken.'),
  })
  .describe('What is told of banyan.yaml.');

export const ProblemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    problems: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
  })
  .describe('What is wrong and the way out (RFC 9457).');
