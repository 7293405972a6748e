import { z } from 'zod';
import { mismatchClasses } from '../../evidence/mismatch-class.js';
import { stages } from '../../routing-rules/dial.js';
import { maxListed } from '../../evidence/entity-book.js';
import { mostPoints } from '../../evidence/history/tiers.js';
import { entityFormatNames } from './entity-formats.js';
import { parseShare, percentPattern } from './share.js';

// What the API takes. The same schemas validate requests and make the OpenAPI document.

const reason = z
  .string({ error: 'say why, in a sentence: it stays in the audit' })
  .trim()
  .min(1, 'say why, in a sentence: it stays in the audit')
  .max(1000, 'at most 1,000 characters')
  .describe('Why; kept in the audit for good.');

const revision = z
  .int('the revision you saw, a whole number')
  .min(0)
  .describe('The revision you saw; a change made since then refuses the request with 409.');

const stage = z.enum(stages).describe('Where the route stands on its way from legacy to the candidate.');

const shareProblem = 'a share is "5%" or a ratio 0–1 like 0.05, so between 0 % and 100 %';
const share = z
  .union([z.string().regex(percentPattern, shareProblem), z.number().min(0).max(1)], { error: shareProblem })
  .transform((given, context) => {
    const ratio = parseShare(given);
    if (ratio !== undefined) return ratio;
    context.addIssue({ code: 'custom', message: shareProblem });
    return z.NEVER;
  })
  .describe('Share of sticky keys that the candidate answers: "5%" or 0.05.');

/** Which shares a stage may have: above 0 means split, 1 means live. */
function agrees(stage: (typeof stages)[number], share: number): boolean {
  if (stage === 'observe' || stage === 'shadow') return share === 0;
  if (stage === 'split') return share > 0 && share < 1;
  return share === 1;
}

/** `PUT …/dial`: a stage or a share; both only when they say the same. */
export const DialBody = z
  .strictObject({
    stage: stage.optional(),
    share: share.optional(),
    reason,
    revision: revision.optional(),
    force: z.boolean().optional().describe('Raise against the guards; admins only, marked in the audit.'),
  })
  .superRefine((body, context) => {
    if (body.stage === undefined && body.share === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['share'],
        message: `give a stage or a share; ${shareProblem}`,
      });
    }
    if (body.stage !== undefined && body.share !== undefined && !agrees(body.stage, body.share)) {
      context.addIssue({
        code: 'custom',
        path: ['stage'],
        message: 'stage and share contradict each other; give one: above 0 % is split, 100 % is live',
      });
    }
  });

/** `POST …/promote`. */
export const PromoteBody = z.strictObject({
  reason,
  revision: revision.optional(),
  force: z.boolean().optional(),
});

/** `POST …/rollback`, `…/hold`, `…/resume`. */
export const ReasonBody = z.strictObject({ reason, revision: revision.optional() });

/** The forms in which the audit is told. */
export const auditFormats = ['json', 'ndjson'] as const;

const mismatchClass = z.enum(mismatchClasses, {
  error: `a class is one of ${mismatchClasses.join(', ')}`,
});

const mostEntities = `a whole number from 1 to ${maxListed}`;

/** `?class=&limit=&format=` of entities. */
export const EntitiesQuery = z.object({
  class: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(mismatchClass))
    .optional()
    .describe('One class, or several with commas between; any when not given.'),
  limit: z.coerce
    .number({ error: mostEntities })
    .int(mostEntities)
    .min(1, mostEntities)
    .max(maxListed, mostEntities)
    .default(maxListed)
    .describe('The newest so many.'),
  format: z
    .enum(entityFormatNames, { error: `a format is one of ${entityFormatNames.join(', ')}` })
    .optional()
    .describe('Outranks the Accept header: application/json, text/csv or application/x-ndjson.'),
});

/** `DELETE …/entities/{key}`. */
export const ForgetBody = z.strictObject({ reason });

/** `?class=&pattern=` of samples. */
export const SamplesQuery = z.object({
  class: mismatchClass.optional(),
  pattern: z.string().min(1).max(1000).optional(),
});

/** `?evidence=` of what differs: what counts now when not given. */
export const FieldsQuery = z.object({
  evidence: z.string().min(1).max(100).optional().describe('A key of GET …/evidence.'),
});

/** How far back a page looks, and the seconds of it. */
export const pasts = { '1h': 3_600, '6h': 21_600, '1d': 86_400, '7d': 604_800, '35d': 3_024_000 } as const;
/** One of {@link pasts}. */
export type PastName = keyof typeof pasts;
/** Names of {@link pasts}, the shortest first. */
export const pastNames = Object.keys(pasts) as PastName[];

const pastInstant = z.iso
  .datetime({ offset: true, error: 'an instant like 2026-01-31T12:00:00Z' })
  .transform((text) => Date.parse(text) / 1000)
  .optional();
const fewestPoints = 10;
const somePoints = `a whole number from ${fewestPoints} to ${mostPoints}`;

/** `?last=` or `?from=&to=`, and `?points=` of a route's history. */
export const HistoryQuery = z
  .object({
    last: z
      .enum(pastNames, { error: `one of ${pastNames.join(', ')}; for another span give from and to` })
      .optional()
      .describe('So far back from now; 1h when nothing is said.'),
    from: pastInstant.describe('In place of `last`: the beginning, RFC 3339.'),
    to: pastInstant.describe('The end; now when not given.'),
    points: z.coerce
      .number({ error: somePoints })
      .int(somePoints)
      .min(fewestPoints, somePoints)
      .max(mostPoints, somePoints)
      .optional()
      .describe(`At most so many points, of steps as long as that takes; ${mostPoints} when not given.`),
  })
  .superRefine(({ last, from, to }, context) => {
    const wrong = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (last !== undefined && (from ?? to) !== undefined)
      wrong('last', 'give last, or from and to, not both');
    if (last === undefined && from === undefined && to !== undefined) wrong('from', 'give from beside to');
    if (from !== undefined && to !== undefined && from >= to) wrong('from', 'must be before to');
  })
  .transform(({ last, ...rest }) => ({ ...rest, last: last && pasts[last] }));

const rulesProblem = 'rules are what stands under compare:, as an object or as its YAML text';

/** `POST …/rules/preview`. */
export const PreviewBody = z.strictObject({
  rules: z
    .union([z.string().max(32_000), z.record(z.string(), z.unknown())], { error: rulesProblem })
    .describe('What stands under compare:, as an object or as its YAML text.'),
  instead: z
    .boolean()
    .optional()
    .describe(
      'True: in place of the rules of the route; else beside them, where they hold at the same place.',
    ),
});

const mostEntries = 'a whole number from 1 to 1,000';
const entryId = (problem = 'the id of an entry, a whole number') =>
  z.coerce.number({ error: problem }).int(problem).min(0, problem).max(Number.MAX_SAFE_INTEGER, problem);

/** `?route=&limit=&before=&after=&format=` of the audit. */
export const AuditQuery = z.object({
  route: z.string().min(1).max(200).optional(),
  limit: z.coerce
    .number({ error: mostEntries })
    .int(mostEntries)
    .min(1, mostEntries)
    .max(1000, mostEntries)
    .optional()
    .describe('At most so many, 1 to 1,000; 100 when not given, as NDJSON all.'),
  before: entryId()
    .optional()
    .describe('Only entries with a smaller id: the page that follows, newest first.'),
  after: entryId()
    .optional()
    .describe('Only entries with a greater id, and oldest first; 0 for all of them.'),
  format: z
    .enum(auditFormats, { error: `a format is one of ${auditFormats.join(', ')}` })
    .optional()
    .describe('Outranks the Accept header: application/json or application/x-ndjson.'),
});
