import { z } from 'zod';
import { compareSchema, redactSchema } from '../../comparators/rules/rules-schema.js';
import { roles } from '../../evidence/desk.js';
import { upstreamSchema } from '../../proxy/upstream-rule.js';
import { routeShape } from '../../routing-rules/route-rule.js';
import { duration, positive, size } from '../../routing-rules/units.js';

const hostAndPort = 'must be host:port, like 127.0.0.1:8080';

const address = z
  .string(hostAndPort)
  .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, { error: hostAndPort, abort: true })
  .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, {
    error: 'has a port above 65535',
  })
  .meta({ title: 'host:port' });

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
  .meta({
    title: 'environment variable',
    description: 'The environment variable that holds the secret; secrets never stand in the file.',
  });

const traceUrl = z
  .string()
  .refine((text) => text.includes('{traceId}'), {
    error:
      'must contain {traceId}, where the trace’s 32 digits go, like https://jaeger.example/trace/{traceId}',
    abort: true,
  })
  .refine((text) => isWebAddress(withTrace(text)), {
    error:
      'must be an address that begins with http:// or https://, like https://jaeger.example/trace/{traceId}',
    abort: true,
  })
  .refine((text) => !holdsCredentials(new URL(withTrace(text))), {
    error:
      'must hold no credentials: everybody who sees a sample is told this address. Let the place where traces are shown ask who comes',
  })
  .meta({
    title: 'address',
    description: 'Where a trace is shown; {traceId} stands for it. Samples link there. Default nowhere.',
    examples: ['https://jaeger.example/trace/{traceId}'],
  });

const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
const withTrace = (text: string): string => text.replaceAll('{traceId}', '0'.repeat(32));
const holdsCredentials = ({ username, password }: URL): boolean => username + password !== '';

const routeSchema = z
  .strictObject({
    ...routeShape,
    compare: compareSchema
      .optional()
      .meta({ description: 'What is no difference on this route. Default every difference is one.' }),
    redact: redactSchema.optional(),
  })
  .meta({ description: 'One consumer contract under migration.' });

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be a short name of letters, digits, . _ -')
  .meta({ title: 'name' });

/** All of banyan.yaml; each room owns the part that it reads. */
export const configurationSchema = z
  .strictObject({
    proxy: z
      .strictObject({
        listen: address.optional().meta({
          description: 'Where clients are served. Default 127.0.0.1:8080.',
          examples: ['0.0.0.0:8080'],
        }),
        expose: z.boolean().optional().meta({
          description: 'Tell clients which side answered, by x-banyan-served-by. Default false.',
        }),
        overrideTokenEnv: environmentName.optional().meta({
          description:
            'The environment variable with the token that, sent as x-banyan-override, lets x-banyan-side choose the side. Default nobody chooses.',
          examples: ['BANYAN_OVERRIDE_TOKEN'],
        }),
        captureCap: size.optional().meta({
          description: 'Largest body of which a copy is compared. Default 1MiB.',
          examples: ['4MiB'],
        }),
        headerTimeout: positive(duration)
          .optional()
          .meta({ description: 'Until a request’s head must have arrived. Default 10s.', examples: ['10s'] }),
        requestTimeout: positive(duration)
          .optional()
          .meta({
            description: 'Until all of a request must have arrived, an upload too. Default 60s.',
            examples: ['10m'],
          }),
        keepAlive: positive(duration)
          .optional()
          .meta({ description: 'How long an idle connection stays open. Default 75s.', examples: ['75s'] }),
        drain: duration.optional().meta({
          description: 'How long running requests may take to end after SIGTERM. Default 30s.',
          examples: ['30s'],
        }),
      })
      .optional()
      .meta({ description: 'The side that faces clients.' }),
    admin: z
      .strictObject({
        listen: address.optional().meta({
          description: 'Where the page, the API and the metrics are served. Default 127.0.0.1:8081.',
          examples: ['0.0.0.0:8081'],
        }),
        hosts: z
          .array(z.string())
          .optional()
          .meta({
            description: 'Further names under which the page is reached. Default none.',
            examples: [['banyan.internal']],
          }),
        tokens: z
          .array(
            z.strictObject({
              name: z
                .string()
                .min(1)
                .meta({ description: 'Who it is, as the audit tells it.', examples: ['release'] }),
              role: z
                .enum(roles)
                .meta({ description: 'What it may: look; turn dials; force and unlatch them.' }),
              env: environmentName.meta({ examples: ['BANYAN_RELEASE_TOKEN'] }),
            }),
          )
          .optional()
          .meta({
            description: 'Who may do what. Default none: whoever is on this machine may do everything.',
            examples: [[{ name: 'release', role: 'operator', env: 'BANYAN_RELEASE_TOKEN' }]],
          }),
        traceUrl: traceUrl.optional(),
      })
      .optional()
      .meta({ description: 'The side that faces those who run the migration.' }),
    store: z
      .string()
      .min(1)
      .regex(/^(?![a-z]+:\/\/)/, 'must be a file: other stores than the embedded one are not there yet')
      .optional()
      .meta({
        title: 'file',
        description:
          'The embedded SQLite file; its path begins where Banyan is started. Default ./.banyan/banyan.db.',
        examples: ['./.banyan/banyan.db'],
      }),
    keep: z
      .strictObject({
        samples: positive(duration)
          .optional()
          .meta({ description: 'How long a sample is kept. Default 7d.', examples: ['7d'] }),
        entities: positive(duration)
          .optional()
          .meta({
            description: 'How long an entity that differs is listed after it last did. Default 30d.',
            examples: ['30d'],
          }),
      })
      .optional()
      .meta({ description: 'When what may be other people’s data is deleted; counts stay.' }),
    upstreams: z
      .record(name, upstreamSchema)
      .meta({ description: 'The services that answer, by a name of yours.' }),
    passthrough: z
      .string()
      .optional()
      .meta({
        description:
          'The upstream for what no route matches. Default legacy of the first route, or the first upstream where there is none.',
        examples: ['legacy'],
      }),
    routes: z
      .record(name, routeSchema)
      .optional()
      .meta({ description: 'The contracts under migration, by a name of yours. Default none.' }),
  })
  .meta({ title: 'banyan.yaml' });

/** The file as read: units turned into numbers, nothing filled in. */
export type AuthoredConfiguration = z.output<typeof configurationSchema>;
