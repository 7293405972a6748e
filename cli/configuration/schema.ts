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
  .meta({ description: 'host:port' });

const environmentName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
  .meta({ description: 'The environment variable that holds the secret; secrets never stand in the file.' });

const traceUrl = z
  .string()
  .refine((text) => text.includes('{traceId}'), {
    error:
      'must contain {traceId}, where the trace’s 32 digits go, like https://jaeger.example/trace/{traceId}',
    abort: true,
  })
  .refine((text) => isWebAddress(text.replaceAll('{traceId}', '0'.repeat(32))), {
    error:
      'must be an address that begins with http:// or https://, like https://jaeger.example/trace/{traceId}',
  })
  .meta({ description: 'Where a trace is shown; {traceId} stands for it. Samples link there.' });

const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);

const routeSchema = z
  .strictObject({ ...routeShape, compare: compareSchema.optional(), redact: redactSchema.optional() })
  .meta({ description: 'One consumer contract under migration.' });

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be a short name of letters, digits, . _ -');

/** All of banyan.yaml; each room owns the part that it reads. */
export const configurationSchema = z
  .strictObject({
    proxy: z
      .strictObject({
        listen: address.optional(),
        expose: z.boolean().optional().meta({ description: 'Tell clients which side answered.' }),
        overrideTokenEnv: environmentName.optional(),
        captureCap: size
          .optional()
          .meta({ description: 'Largest body of which a copy is compared. Default 1MiB.' }),
        headerTimeout: positive(duration)
          .optional()
          .meta({ description: 'Until a request’s head must have arrived. Default 10s.' }),
        requestTimeout: positive(duration).optional().meta({
          description: 'Until all of a request must have arrived, an upload too. Default 60s.',
        }),
        keepAlive: positive(duration)
          .optional()
          .meta({ description: 'How long an idle connection stays open. Default 75s.' }),
        drain: duration
          .optional()
          .meta({ description: 'How long running requests may take to end after SIGTERM. Default 30s.' }),
      })
      .optional(),
    admin: z
      .strictObject({
        listen: address.optional(),
        hosts: z
          .array(z.string())
          .optional()
          .meta({ description: 'Further names under which the page is reached.' }),
        tokens: z
          .array(z.strictObject({ name: z.string().min(1), role: z.enum(roles), env: environmentName }))
          .optional(),
        traceUrl: traceUrl.optional(),
      })
      .optional(),
    store: z
      .string()
      .min(1)
      .regex(/^(?![a-z]+:\/\/)/, 'must be a file: other stores than the embedded one are not there yet')
      .optional()
      .meta({ description: 'The embedded SQLite file; its path begins where Banyan is started.' }),
    keep: z
      .strictObject({
        samples: positive(duration)
          .optional()
          .meta({ description: 'How long a sample is kept. Default 7d.' }),
        entities: positive(duration)
          .optional()
          .meta({ description: 'How long an entity that differs is listed after it last did. Default 30d.' }),
      })
      .optional()
      .meta({ description: 'When what may be other people’s data is deleted; counts stay.' }),
    upstreams: z.record(name, upstreamSchema),
    passthrough: z.string().optional().meta({ description: 'The upstream for what no route matches.' }),
    routes: z.record(name, routeSchema).optional(),
  })
  .meta({ title: 'banyan.yaml' });

/** The file as read: units turned into numbers, nothing filled in. */
export type AuthoredConfiguration = z.output<typeof configurationSchema>;
