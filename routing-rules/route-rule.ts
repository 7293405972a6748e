import { z } from 'zod';
import { stages } from './dial.js';
import { freezeWindow } from './freeze/freeze-window.js';
import { requestPart } from './request-part.js';
import { duration, positive, properShare, share } from './units.js';

/** Milliseconds; what stays is read again for twelve times as long. */
const longestLag = 7 * 86_400_000;

const lag = duration.refine((read) => read <= longestLag, {
  error: 'must be at most 7d: what differs is read again for up to 12 times as long',
});

const selectorKeyedDurations = z
  .union([lag, z.record(z.string(), lag)])
  .meta({ description: 'How far the candidate may lag: one duration, or by field with a default.' });

const forStages = <T extends z.ZodType>(value: T) =>
  z.union([value, z.strictObject({ shadow: value.optional(), step: value.optional() })]);

const path = z
  .string()
  .regex(/^\//, 'must begin with /')
  .meta({
    description: 'A path with parameters, like /api/customers/:id/overview.',
    examples: ['/api/customers/:id/overview'],
  });

const methods = z.array(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])).min(1);

const guardsSchema = z.strictObject({
  mismatch: z
    .strictObject({ below: properShare().default(0.001), confidence: forStages(properShare()).optional() })
    .optional(),
  errors: z.strictObject({ worseBy: share }).optional(),
  latency: z
    .record(
      z.string().regex(/^p\d{1,2}(\.\d+)?$/, 'must be a quantile like p95'),
      z.strictObject({ worseBy: share.optional(), max: duration.optional() }),
    )
    .optional(),
  freshness: z.strictObject({ within: share }).optional(),
  coverage: z.strictObject({ keys: z.int().min(0).default(50), dropped: share.default(0.01) }).optional(),
});

const dialSchema = z.strictObject({
  start: z
    .strictObject({ stage: z.enum(stages).optional(), share: share.optional() })
    .optional()
    .meta({ description: 'Seeds a new route; the dial in the store outranks it.' }),
  plan: z
    .array(share)
    .min(1)
    .optional()
    .meta({ description: 'The steps the dial rises by, like [1%, 5%, 25%, 50%, 100%].' }),
  raise: z.enum(['manual', 'auto']).optional(),
  dwell: forStages(duration).optional(),
  guards: guardsSchema.optional(),
  freeze: z.array(freezeWindow).optional(),
  onNewVersion: z.enum(['keep', 'shadow']).optional(),
});

/** What stands under `routes: <name>:` in banyan.yaml, but for what the comparators read. */
export const routeShape = {
  match: z.strictObject({ methods: methods.default(['GET']), path }),
  legacy: z.string().meta({ description: 'The upstream that answers today.' }),
  candidate: z
    .strictObject({ upstream: z.string(), path: path.optional() })
    .optional()
    .meta({ description: 'The upstream to move to. Its path defaults to the request’s own path and query.' }),
  key: requestPart.optional().meta({ description: 'The entity: evidence counts entities, not requests.' }),
  vary: z.array(requestPart).optional().meta({ description: 'What else makes it another entity.' }),
  sticky: requestPart.optional().meta({ description: 'Who is assigned to a side.' }),
  cursor: requestPart.optional().meta({
    description:
      'The token of a further page. One side’s means nothing to the other: a request that has it is not compared.',
  }),
  only: z
    .strictObject({ header: z.record(z.string(), z.array(z.string()).min(1)) })
    .optional()
    .meta({ description: 'A cohort: other clients stay on legacy.' }),
  freshness: selectorKeyedDurations.optional(),
  settle: z
    .strictObject({
      extraLoad: z
        .string('must be a share like 5%')
        .regex(/^\d+(\.\d+)?\s*%$/, 'must be a share like 5%')
        .transform((text) => Number.parseFloat(text) / 100)
        .optional()
        .meta({
          description: 'What re-reading may add to each side’s requests; may exceed 100 %. Default 5%.',
        }),
      legacy: z
        .enum(['on', 'off'])
        .optional()
        .meta({ description: 'off: only the candidate is read again, against the answer that legacy gave.' }),
    })
    .optional(),
  repair: z.strictObject({ url: z.string(), method: z.string() }).optional(),
  safe: z.boolean().optional().meta({
    description:
      'POST only reads here (a search, a GraphQL query): its body, up to the capture cap, is sent to both sides.',
  }),
  shadow: z
    .strictObject({ sample: share.optional(), concurrency: z.int().min(1).max(10_000).optional() })
    .optional(),
  fallback: z
    .union([z.enum(['on-failure', 'off']), z.array(z.enum(['on-failure', 'not-found']))])
    .optional()
    .meta({ description: 'When a live candidate is answered for by legacy, before its first byte.' }),
  validators: z.enum(['own', 'shared']).optional(),
  consumers: z.enum(['same-shape', 'accept-candidate-shape']).optional(),
  afterWrite: z
    .strictObject({
      methods,
      path: path.meta({
        description: 'The path of the write; /** at its end stands for the path before it and all below.',
        examples: ['/api/customers/:id/**'],
      }),
      pin: positive(duration).optional().meta({ description: 'How long; default 2 × freshness.' }),
    })
    .optional()
    .meta({ description: 'Who has written is answered by legacy for a while: they read what they wrote.' }),
  dial: dialSchema.optional(),
  notify: z
    .array(
      z.strictObject({
        webhook: z.url({
          protocol: /^https?$/,
          error: 'must be an address, like http://127.0.0.1:9999/hook',
        }),
        on: z.array(z.enum(['rollback', 'raise', 'new-mismatch'])).min(1),
      }),
    )
    .optional()
    .meta({ description: 'Webhooks that are told of turned dials and of new fingerprints.' }),
};

type Authored = z.output<ReturnType<typeof z.strictObject<typeof routeShape>>>;

/** A route as the rooms use it: every default filled in, every unit read. */
export type RouteRule = ReturnType<typeof normaliseRoute>;

/** Fills in what the configuration left out; the defaults are the design's. */
export function normaliseRoute(name: string, route: Authored) {
  const freshness = normaliseFreshness(route.freshness);
  const guards = route.dial?.guards ?? {};
  return {
    name,
    match: route.match,
    legacy: route.legacy,
    candidate: route.candidate ?? null,
    key: route.key ?? null,
    vary: route.vary ?? [],
    sticky: route.sticky ?? null,
    cursor: route.cursor ?? null,
    only: lowerCaseNames(route.only?.header ?? {}),
    /** POST only reads here. */
    safe: route.safe ?? false,
    sample: route.shadow?.sample ?? 1,
    concurrency: route.shadow?.concurrency ?? 64,
    fallback: normaliseFallback(route.fallback),
    validators: route.validators ?? ('own' as const),
    freshness,
    afterWrite: normaliseAfterWrite(route.afterWrite, freshness),
    settle: {
      /** What re-reading may add to each side's requests, as a share of them; may exceed 1. */
      extraLoad: route.settle?.extraLoad ?? 0.05,
      /** Whether legacy is read again too. */
      legacy: route.settle?.legacy !== 'off',
    },
    start: route.dial?.start ?? {},
    plan: (route.dial?.plan ?? [0.01, 0.05, 0.25, 0.5, 1]).toSorted((a, b) => a - b),
    /** When the dial may only be lowered. */
    freeze: route.dial?.freeze ?? [],
    guards: {
      below: guards.mismatch?.below ?? 0.001,
      confidence: confidence(guards.mismatch?.confidence),
      keys: guards.coverage?.keys ?? 50,
      dropped: guards.coverage?.dropped ?? 0.01,
    },
  };
}

/** Milliseconds; the default is the design's. */
function normaliseFreshness(value: Authored['freshness']) {
  if (typeof value === 'number') return { default: value, fields: [] };
  const { default: otherwise = 5_000, ...fields } = value ?? {};
  return { default: otherwise, fields: Object.entries(fields) };
}

/** A request that writes pins its sticky key to legacy for `pin` milliseconds (design: evidence §5). */
function normaliseAfterWrite(
  value: Authored['afterWrite'],
  freshness: ReturnType<typeof normaliseFreshness>,
) {
  if (!value) return null;
  const longest = Math.max(freshness.default, ...freshness.fields.map(([, lag]) => lag));
  return { methods: value.methods, path: value.path, pin: value.pin ?? 2 * longest };
}

function confidence(value: number | { shadow?: number | undefined; step?: number | undefined } | undefined) {
  if (typeof value === 'number') return { shadow: value, step: value };
  return { shadow: value?.shadow ?? 0.99, step: value?.step ?? 0.95 };
}

function normaliseFallback(
  value: 'on-failure' | 'off' | readonly ('on-failure' | 'not-found')[] | undefined,
) {
  const conditions: readonly string[] = typeof value === 'string' ? [value] : (value ?? ['on-failure']);
  return { onFailure: conditions.includes('on-failure'), notFound: conditions.includes('not-found') };
}

const lowerCaseNames = (
  cohort: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> =>
  Object.fromEntries(Object.entries(cohort).map(([name, values]) => [name.toLowerCase(), values]));
