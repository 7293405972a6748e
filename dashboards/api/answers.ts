import { z } from 'zod';
import { differenceKinds } from '../../comparators/difference.js';
import { standings } from '../../evidence/coverage-book.js';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import { skipReasons } from '../../evidence/skip-reason.js';
import { unsettledReasons } from '../../evidence/unsettled-reason.js';
import { stages } from '../../routing-rules/dial.js';
import { position, risingAnswers } from './rising-answers.js';

// What the API tells, for the OpenAPI document; a test holds the shapes of evidence/ against these.

const count = z.int().min(0);
const ratio = z.number().min(0).max(1);
const instant = z.iso.datetime();
const seconds = z.number().min(0);
const quantiles = z.object({ p50: seconds.nullable(), p95: seconds.nullable(), p99: seconds.nullable() });
const classes = z.record(z.enum(mismatchClasses), count);
const sides = z.object({ legacy: z.string().nullable(), candidate: z.string().nullable() });

/** An entry of `GET /api/v1/audit`, and what a change of a dial is answered with (design: product, Admin API). */
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
    'One change of a dial, or evidence that restarts by a new version; `hash` covers every other member, `previous` is the hash of the entry before.',
  );

/** A route of `GET /api/v1/routes`, and `GET /api/v1/routes/{route}`. Seconds, and ratios 0–1. */
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
    late: count.describe('Of the stale ones those that healed only past freshness: their entities are bad.'),
    skipped: z.partialRecord(z.enum(skipReasons), count),
    lastSkip: z
      .object({ reason: z.enum(skipReasons), detail: z.string(), time: instant })
      .nullable()
      .describe('The last comparison that failed in a way which its reason does not tell.'),
    settling: count,
    unsettled: z
      .partialRecord(z.enum(unsettledReasons), count)
      .describe('Why the class of those that are unsettled was never known.'),
    unsettledHint: z.string().nullable().describe('What would settle more of them.'),
    versions: sides.describe('The versions that the evidence is of; null where a side tells none.'),
    versionsFrom: sides.describe('Where each comes from; null where deploys of that side cannot be seen.'),
    attempt: z
      .int()
      .min(1)
      .describe('Which attempt on this version of the candidate it is; each further one must prove more.'),
    entities: z.object({ compared: count, bad: count }),
    traffic: z.object({
      draws: count,
      bad: count,
      estimate: ratio.nullable(),
      lower: ratio,
      upper: ratio,
    }),
    step: z
      .object({ entities: z.object({ compared: count, bad: count }), draws: count, bad: count })
      .describe('Entities and draws since the dial was last turned.'),
    rate: z.object({ estimate: ratio.nullable(), lower: ratio, upper: ratio, confidence: ratio }),
    threshold: ratio,
    cleanPairsLeft: count.nullable(),
    ...risingAnswers,
    lag: quantiles,
    latency: z.object({ legacy: quantiles, candidate: quantiles }),
    coverage: z
      .object({
        censuses: count.describe('Comparisons whose fields were looked at.'),
        fields: count,
        equal: count,
        ignored: count,
        neverEqual: count,
        neverPresent: count,
        hours: count.max(24).describe('Hours of the day that saw a comparison.'),
      })
      .describe('How much of legacy’s contract is proven, in short.'),
    lastChange: AuditEntryAnswer.nullable(),
  })
  .describe('Everything told about one route. Seconds, and ratios 0–1.');

/** What every change of a dial is answered with: the route as it is now, and the entry that tells the change. */
export const ChangedRouteAnswer = RouteAnswer.extend({ entry: AuditEntryAnswer }).describe(
  'The changed route, with its audit entry.',
);

/** One of `GET …/evidence`: what counts now, and what was counted under other versions and rules. */
export const EvidenceAnswer = z
  .object({
    evidenceKey: z.string(),
    versions: sides.nullable().describe('Null where they were not known when it was kept.'),
    compared: count,
    last: instant.nullable().describe('When something was compared last.'),
    counts: z.boolean().describe('Whether it is what counts now.'),
  })
  .describe('What was counted of a route under one evidence key: versions of both sides, and rules.');

/** One of `GET …/fields`: a fingerprint, how often it was seen, and its life. */
export const FieldAnswer = z.object({
  pattern: z.string(),
  kind: z.enum(differenceKinds),
  compared: count,
  mismatched: count,
  classes,
  fingerprint: z.string(),
  state: z
    .enum(['new', 'known', 'fixed', 'reopened'])
    .describe(
      'known after an hour; fixed when 24 hours with traffic and 3 × the comparisons that used to show it have passed without it.',
    ),
  firstSeen: instant,
  lastSeen: instant,
  sample: z.string().nullable(),
});

/** `GET …/coverage`: which fields, requests and hours of the day the evidence is of. */
export const CoverageAnswer = z
  .object({
    censuses: count.describe('Comparisons whose fields were looked at: the first ones, then a sample.'),
    fields: z
      .array(
        z.object({
          pattern: z.string(),
          standing: z.enum(standings).describe('By the best that was ever seen of it.'),
          seen: count.describe('Censuses of documents of legacy’s that have it.'),
          compared: count,
          ignored: count,
          equal: count,
          differs: count,
          absent: count,
        }),
      )
      .describe('Fields of legacy’s answers, what is not proven first; beyond 2,000 in one row `(other)`.'),
    entities: count.describe('Distinct entities compared.'),
    eligible: count.describe('Requests that should have been compared: compared + skipped.'),
    compared: count,
    skipped: z.partialRecord(z.enum(skipReasons), count).describe('What counts against the route.'),
    harmless: z.partialRecord(z.enum(skipReasons), count).describe('What was never to be compared.'),
    hours: z.array(count).length(24).describe('Comparisons by hour of the day, UTC, from midnight.'),
  })
  .describe('How much of a route was compared.');

/** One of `GET …/ignored`: what a rule silences, and how often. */
export const IgnoredAnswer = z.object({
  pattern: z.string(),
  kind: z.enum(differenceKinds),
  rule: z.string().describe('As it stands under compare:.'),
  comparisons: count.describe('Comparisons in which the rule silenced the pattern.'),
});

/** One of `GET …/entities`: an entity that differs; `key` is its mark where redact hides it. */
export const EntityAnswer = z.object({
  key: z.string(),
  class: z.enum(mismatchClasses),
  patterns: z.array(z.string()),
  firstSeen: instant,
  lastSeen: instant,
});

const complaint = z.object({
  line: z.int().optional(),
  column: z.int().optional(),
  where: z.string(),
  message: z.string(),
});

/** `GET /api/v1/config`: which banyan.yaml serves, and why a newer one does not. */
export const ConfigurationAnswer = z
  .object({
    file: z.string(),
    loadedAt: instant.describe('When what serves was read.'),
    notes: z
      .array(complaint)
      .describe('Remarks on what serves: keys without effect, rules that cannot be meant so.'),
    effective: z
      .string()
      .describe(
        'What serves as YAML, every default that is in force marked `# default`; without comments, and `…` in place of what may be a secret.',
      ),
    refusedAt: instant
      .nullable()
      .describe('When the file was changed to what was not taken; null when what it says serves.'),
    problems: z.array(complaint).describe('Why it was not taken.'),
    traceUrl: z
      .string()
      .nullable()
      .describe('Where a trace is shown, with {traceId} in its place; null where banyan.yaml does not say.'),
  })
  .describe('What is told of banyan.yaml.');

/** Every answer of the API that is no success, RFC 9457. */
export const ProblemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    problems: z.array(complaint).optional(),
  })
  .describe('What is wrong and the way out (RFC 9457).');
