import { z } from 'zod';
import { dialSchema } from './dial-schema.js';
import { freshnessSchema } from './freshness-schema.js';
import { guardRules } from './guard-rules.js';
import { requestPart } from './request-part.js';
import { duration, ofStage, positive, share } from './units.js';

const path = z
  .string()
  .regex(/^\//, 'must begin with /')
  .meta({
    title: 'path',
    description: 'A path with parameters, like /api/customers/:id/overview.',
    examples: ['/api/customers/:id/overview'],
  });

const methods = z.array(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])).min(1);

/** What stands under `routes: <name>:` in banyan.yaml, but for what the comparators read. */
export const routeShape = {
  match: z
    .strictObject({
      methods: methods
        .default(['GET'])
        .meta({ description: 'The methods that it serves.', examples: [['GET', 'HEAD']] }),
      path: path.meta({
        description: 'The path that clients ask for; a parameter, :id, stands for one step of it.',
      }),
    })
    .meta({ description: 'Which requests are the route’s; the rest passes through.' }),
  legacy: z.string().meta({ description: 'The upstream that answers today.', examples: ['legacy'] }),
  candidate: z
    .strictObject({
      upstream: z.string().meta({ description: 'The upstream to move to.', examples: ['projection'] }),
      path: path.optional().meta({
        description:
          'Its path there, with the parameters of match.path. Default the request’s own path and query.',
        examples: ['/views/customer-overview/:id'],
      }),
    })
    .optional()
    .meta({
      description: 'Where to move to. Default nowhere: the route is measured and not compared (observe).',
      examples: [{ upstream: 'projection' }],
    }),
  key: requestPart.optional().meta({
    description:
      'What names an entity: evidence counts entities, not requests. Default what sticky names, else the path; with safe: true the body too.',
    examples: ['path:id'],
  }),
  vary: z
    .array(requestPart)
    .optional()
    .meta({
      description: 'What else makes it another entity. Default nothing.',
      examples: [['header:accept-language']],
    }),
  sticky: requestPart.optional().meta({
    description:
      'Who is assigned to a side, and stays there. Default nobody: legacy answers all of them until 100 %.',
    examples: ['header:x-user-id'],
  }),
  cursor: requestPart.optional().meta({
    description:
      'The token of a further page. One side’s means nothing to the other: a request that has it is not compared. Default none.',
    examples: ['query:after'],
  }),
  only: z
    .strictObject({
      header: z.record(z.string(), z.array(z.string()).min(1)).meta({
        description: 'By header, the values of which a request must have one.',
        examples: [{ 'x-tenant': ['acme'] }],
      }),
    })
    .optional()
    .meta({ description: 'A cohort: all other clients stay on legacy. Default everybody.' }),
  freshness: freshnessSchema.optional(),
  settle: z
    .strictObject({
      extraLoad: z
        .string('must be a share like 5%')
        .regex(/^\d+(\.\d+)?\s*%$/, 'must be a share like 5%')
        .transform((text) => Number.parseFloat(text) / 100)
        .optional()
        .meta({
          title: 'share of requests',
          description: 'What re-reading may add to each side’s requests; may exceed 100 %. Default 5%.',
          examples: ['5%'],
        }),
      legacy: z.enum(['on', 'off']).optional().meta({
        description:
          'off: only the candidate is read again, against the answer that legacy gave. Default on.',
      }),
    })
    .optional()
    .meta({ description: 'How what differs is read again, until its class is known.' }),
  repair: z
    .strictObject({
      url: z.string().meta({
        description: 'The address; :key in it is the entity.',
        examples: ['http://127.0.0.1:4000/rebuild/:key'],
      }),
      method: z.string().meta({ description: 'The method of that request.', examples: ['POST'] }),
    })
    .optional()
    .meta({ description: 'Rebuilds one entity on the candidate. It has no effect yet. Default none.' }),
  safe: z.boolean().optional().meta({
    description:
      'POST only reads here (a search, a GraphQL query): its body, up to the capture cap, is sent to both sides. Default false.',
  }),
  shadow: z
    .strictObject({
      sample: share.optional().meta({
        description:
          'The share of keys whose requests are read from the other side too, drawn before anything is sent. Default 100%.',
        examples: ['25%'],
      }),
      concurrency: z
        .int()
        .min(1)
        .max(10_000)
        .optional()
        .meta({
          description: 'So many such reads at a time; where they do not do, fewer keys are read. Default 64.',
          examples: [64],
        }),
    })
    .optional()
    .meta({ description: 'How much is read from the side that does not answer the client.' }),
  fallback: z
    .union([z.enum(['on-failure', 'off']), z.array(z.enum(['on-failure', 'not-found']))])
    .optional()
    .meta({
      description:
        'When legacy answers for a live candidate, before its first byte: on-failure, and not-found for its 404s. Default on-failure.',
      examples: ['on-failure', ['on-failure', 'not-found']],
    }),
  validators: z.enum(['own', 'shared']).optional().meta({
    description:
      'own: a live candidate is never sent If-None-Match and its like, which quote legacy’s ETags; shared: both sides make the same ETags, so it is. Default own.',
  }),
  consumers: z.enum(['same-shape', 'accept-candidate-shape']).optional().meta({
    description:
      'accept-candidate-shape: clients have agreed to what renames, values and equates hide; until then they hold the dial. Default same-shape.',
  }),
  afterWrite: z
    .strictObject({
      methods: methods.meta({ description: 'The methods that write.', examples: [['POST', 'PUT']] }),
      path: path.meta({
        description: 'The path of the write; /** at its end stands for the path before it and all below.',
        examples: ['/api/customers/:id/**'],
      }),
      pin: positive(duration)
        .optional()
        .meta({ description: 'How long. Default 2 × the longest freshness.', examples: ['10s'] }),
    })
    .optional()
    .meta({
      description:
        'Who has written is answered by legacy for a while: they read what they wrote. Default nobody.',
    }),
  dial: dialSchema.optional().meta({ description: 'How the route moves over.' }),
  notify: z
    .array(
      z.strictObject({
        webhook: z
          .url({
            protocol: /^https?$/,
            error: 'must be an address, like http://127.0.0.1:9999/hook',
          })
          .meta({
            description: 'The address that is told, by POST.',
            examples: ['http://127.0.0.1:9999/hook'],
          }),
        on: z
          .array(z.enum(['rollback', 'raise', 'new-mismatch']))
          .min(1)
          .meta({ description: 'What it is told of.', examples: [['rollback', 'new-mismatch']] }),
      }),
    )
    .optional()
    .meta({ description: 'Webhooks that are told of turned dials and of new fingerprints. Default none.' }),
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
