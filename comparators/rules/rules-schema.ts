import { z } from 'zod';

/** The response headers that are compared when `headers` is not given. */
export const defaultHeaders = [
  'content-type',
  'cache-control',
  'vary',
  'location',
  'content-language',
  'access-control-*',
  'set-cookie-names',
  'etag-presence',
] as const;

const selector = z.string().meta({
  description: "A place in the document: $ .name ['name'] [*] [n] ..name",
  examples: ['$..traceId'],
});
const decimal = z.union([z.number().nonnegative(), z.string().regex(/^[0-9]+(\.[0-9]+)?$/)], {
  error: 'expected a decimal number from 0 on, such as 0.01',
});
const percent = z.union([z.number().nonnegative(), z.string().regex(/^[0-9]+(\.[0-9]+)?%?$/)], {
  error: 'expected a share from 0 on, such as 1% or 0.01',
});
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const listRule = z.union(
  [
    z.enum(['ordered', 'unordered']),
    z.strictObject({
      by: z
        .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
        .meta({ description: 'The member, or members, that tell one list member from another.' }),
      order: z.literal('any').meta({ description: 'any: members that moved are no difference.' }).optional(),
    }),
  ],
  {
    error:
      'expected ordered, unordered, { by: member }, { by: [member, member] } or, where they may move, { by: member, order: any }',
  },
);

const numberRule = z.union(
  [
    z.strictObject({
      absolute: decimal.meta({ description: 'How far the numbers may be apart; edge included.' }),
    }),
    z.strictObject({
      relative: percent.meta({ description: "The same as a share of legacy's value: 1% or 0.01." }),
    }),
  ],
  { error: 'expected { absolute: 0.01 } or { relative: 1% }, one of the two, from 0 on' },
);

const timeRule = z.strictObject(
  {
    within: z
      .string()
      .regex(/^[0-9]+(\.[0-9]+)?(ms|s|m|h)$/, 'expected a duration such as 250ms, 5s, 15m, 1h')
      .meta({ description: 'How far the times may be apart; edge included.' }),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'expected { within: 2s }' : undefined) },
);

/** What stands under `compare:` in banyan.yaml, and at the top of a `--rules` file. */
export const compareSchema = z.strictObject({
  ignore: z
    .array(selector)
    .meta({ description: 'Places whose differences do not count; they are still told as ignored.' })
    .optional(),
  lists: z
    .record(selector, listRule)
    .meta({
      description: 'How the members of a list find each other: ordered (default), unordered, by a key.',
    })
    .optional(),
  numbers: z
    .record(selector, numberRule)
    .meta({ description: 'Exact decimal tolerances for numbers.' })
    .optional(),
  times: z
    .record(selector, timeRule)
    .meta({ description: 'Tolerances for times: ISO 8601, RFC 9110 dates, epoch seconds or milliseconds.' })
    .optional(),
  renames: z
    .record(selector, selector)
    .meta({ description: 'Legacy path: candidate path. Wildcards carry over by position.' })
    .optional(),
  values: z
    .record(selector, z.record(z.string(), scalar))
    .meta({ description: 'Legacy value: candidate value.' })
    .optional(),
  equate: z
    .array(z.enum(['null-absent', 'empty-absent', 'number-string', 'unicode-forms']))
    .meta({
      description:
        'null equals absent; "", [] and {} equal absent; "1" equals 1; é as one code point equals é as two.',
    })
    .optional(),
  status: z
    .strictObject({
      equate: z.array(z.array(z.int().min(200).max(599)).min(2)).meta({
        description: 'Groups of status codes that mean the same, as 200 and 203 may.',
        examples: [[[200, 203]]],
      }),
    })
    .optional(),
  headers: z
    .array(z.string().regex(/^[A-Za-z0-9!#$%&'+.^_`|~-]+\*?$/, 'expected a header name, or a prefix with *'))
    .meta({
      description: 'Response headers that are compared; also set-cookie-names and etag-presence.',
      default: [...defaultHeaders],
    })
    .optional(),
  custom: z
    .string()
    .min(1)
    .meta({ description: 'A module that exports compare(legacy, candidate, context).' })
    .optional(),
});

/** The rules of a route as they were written. */
export type CompareRules = z.infer<typeof compareSchema>;

/** What stands under `redact:` of a route. */
export const redactSchema = z.array(selector).meta({
  description:
    'Places of the body, and headers as header:location, whose values are hidden before anything is kept.',
  examples: [['$..email', 'header:location']],
});
