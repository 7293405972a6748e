import { z } from 'zod';
import { stages } from './dial.js';
import { freezeWindow } from './freeze/freeze-window.js';
import { guardRules, guardsSchema } from './guard-rules.js';
import { requestPart } from './request-part.js';
import { duration, forStages, ofStage, positive, share } from './units.js';

/** Milliseconds; what stays is read again for twelve times as long. */
const longestLag = 7 * 86_400_000;

const lag = duration.refine((read) => read <= longestLag, {
  error: 'must be at most 7d: what differs is read again for up to 12 times as long',
});

const selectorKeyedDurations = z
  .union([lag, z.record(z.string(), lag)])
  .meta({ description: 'How far the candidate may lag: one duration, or by field with a default.' });

const path = z
  .string()
  .regex(/^\//, 'must begin with /')
  .meta({
    description: 'A path with parameters, like /api/customers/:id/overview.',
    examples: ['/api/customers/:id/overview'],
  });

const methods = z.array(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])).min(1);

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
  dwell: forStages(duration).optional().meta({
    description: 'How long the dial stands still before it may rise: 24h in shadow, 15m in a step.',
  }),
  soak: duration
    .optional()
    .meta({ description: 'How long a route must be live before it may be retired. Default 24h.' }),
  alarm: positive(duration).optional().meta({
    description:
      'How seldom the dial may roll back for nothing: once in this time of traffic. Default 30d; shorter finds faults sooner.',
  }),
  coolDown: duration.optional().meta({
    description:
      'How long the dial stays down after it rolled back by itself. Default 15m; 4 and 24 times as long after the second and any further rollback in 7 days.',
  }),
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
  consumers: z.enum(['same-shape', 'accept-candidate-shape']).optional().meta({
    description:
      'accept-candidate-shape: clients have agreed to what renames, values and equates hide; until then they hold the dial. Default same-shape.',
  }),
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
    /** How its dial is turned: no part of what is proven. */
    dial: {
      start: route.dial?.start ?? {},
      plan: route.dial?.plan ?? [0.01, 0.05, 0.25, 0.5, 1],
      /** Whether the controller raises the dial when all guards pass. */
      raise: route.dial?.raise ?? ('manual' as const),
      /** Seconds that the dial must stand where it does before it rises; live, before legacy is retired. */
      dwell: {
        shadow: seconds(ofStage(route.dial?.dwell, 'shadow') ?? 24 * hour),
        step: seconds(ofStage(route.dial?.dwell, 'step') ?? hour / 4),
        live: seconds(route.dial?.soak ?? 24 * hour),
      },
      /** Seconds that the dial stays down after it rolled back by itself, the first time in 7 days. */
      coolDown: seconds(route.dial?.coolDown ?? hour / 4),
      /** When the dial may only be lowered. */
      freeze: route.dial?.freeze ?? [],
      /** Clients have agreed to the candidate's shape, whatever rules forgive of it: no other evidence than before. */
      shapeAccepted: route.consumers === 'accept-candidate-shape',
      /** What a share above 0 does when the candidate has another version. */
      onNewVersion: route.dial?.onNewVersion ?? ('keep' as const),
    },
    guards: guardRules(route.dial?.guards),
    /** Seconds of traffic in which one rollback for nothing is accepted. */
    alarm: seconds(route.dial?.alarm ?? 30 * 24 * hour),
  };
}

const hour = 3_600_000;
const seconds = (milliseconds: number): number => milliseconds / 1000;

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
