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
  title: 'selector',
  description: "A place in the document: $ .name ['name'] [*] [n] ..name",
  examples: ['$..traceId'],
});
const amount = (digits: RegExp, error: string) =>
  z.union([z.number().nonnegative(error), z.string().regex(digits, error)], { error });
const decimal = amount(/^[0-9]+(\.[0-9]+)?$/, 'expected a decimal number from 0 on, such as 0.01').meta({
  title: 'number',
});
const percent = amount(/^[0-9]+(\.[0-9]+)?%?$/, 'expected a share from 0 on, such as 1% or 0.01').meta({
  title: 'share',
});
const scalar = z
  .union([z.string(), z.number(), z.boolean(), z.null()], {
    error: 'expected a text, a number, true, false or null',
  })
  .meta({ title: 'text, number, true, false or null' });
const span = 'expected a duration such as 500ms, 5s, 15m, 1h';

const listRule = z.union(
  [
    z.enum(['ordered', 'unordered']),
    z.strictObject({
      by: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({
        description: 'The member, or members, that tell one list member from another.',
        examples: ['id', ['sku', 'size']],
      }),
      order: z
        .literal('any')
        .meta({ description: 'any: members that moved are no difference. Default they are.' })
        .optional(),
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
      absolute: decimal.meta({
        description: 'How far the numbers may be apart; edge included.',
        examples: [0.01],
      }),
    }),
    z.strictObject({
      relative: percent.meta({
        description: "The same as a share of legacy's value: 1% or 0.01.",
        examples: ['1%'],
      }),
    }),
  ],
  { error: 'expected { absolute: 0.01 } or { relative: 1% }, one of the two, from 0 on' },
);

const timeRule = z.strictObject(
  {
    within: z
      .string(span)
      .regex(/^[0-9]+(\.[0-9]+)?(ms|s|m|h)$/, span)
      .meta({
        description: 'How far the times may be apart; edge included.',
        title: 'duration',
        examples: ['2s'],
      }),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'expected { within: 2s }' : undefined) },
);

const group = 'expected two or more status codes that mean the same, as in [[200, 203]]';
const code = 'expected a status code from 200 to 599';

/** What stands under `compare:` in banyan.yaml, and at the top of a `--rules` file. */
export const compareSchema = z.strictObject({
  ignore: z
    .array(selector)
    .meta({
      description: 'Places whose differences do not count; they are still told as ignored. Default none.',
      examples: [['$..traceId']],
    })
    .optional(),
  lists: z
    .record(selector, listRule)
    .meta({
      description:
        'How the members of a list find each other: in their order, in any, or by a key. Default ordered.',
      examples: [{ '$.orders': { by: 'id' }, '$.tags': 'unordered' }],
    })
    .optional(),
  numbers: z
    .record(selector, numberRule)
    .meta({
      description:
        'Exact decimal tolerances for numbers: absolute or relative, one of the two. Default they are equal.',
      examples: [{ '$..total': { absolute: 0.01 } }],
    })
    .optional(),
  times: z
    .record(selector, timeRule)
    .meta({
      description:
        'Tolerances for times: ISO 8601, RFC 9110 dates, epoch seconds or milliseconds. Default they are equal.',
      examples: [{ '$..updatedAt': { within: '2s' } }],
    })
    .optional(),
  renames: z
    .record(selector, selector)
    .meta({
      description: 'Legacy path: candidate path. Wildcards carry over by position. Default none.',
      examples: [{ '$.customer.id': '$.customerId' }],
    })
    .optional(),
  values: z
    .record(
      selector,
      z
        .record(z.string().meta({ title: 'value of legacy’s' }), scalar)
        .meta({ examples: [{ SHIPPED: 'shipped' }] }),
    )
    .meta({
      description: 'Legacy value: candidate value, by place. Default none.',
      examples: [{ '$..status': { SHIPPED: 'shipped' } }],
    })
    .optional(),
  equate: z
    .array(z.enum(['null-absent', 'empty-absent', 'number-string', 'unicode-forms', 'line-ends']))
    .meta({
      description:
        'null equals absent; "", [] and {} equal absent; "1" equals 1; é as one code point equals é as two; line ends equal each other. Default none.',
      examples: [['null-absent']],
    })
    .optional(),
  status: z
    .strictObject({
      equate: z.array(z.array(z.int(code).min(200, code).max(599, code), group).min(2, group)).meta({
        description: 'Groups of status codes that mean the same, as 200 and 203 may.',
        examples: [[[200, 203]]],
      }),
    })
    .optional()
    .meta({ description: 'Which status codes mean the same. Default each means itself.' }),
  headers: z
    .array(z.string().regex(/^[A-Za-z0-9!#$%&'+.^_`|~-]+\*?$/, 'expected a header name, or a prefix with *'))
    .meta({
      description:
        'Response headers that are compared, a prefix with *; also set-cookie-names and etag-presence.',
      examples: [['content-type', 'location', 'access-control-*']],
      default: [...defaultHeaders],
    })
    .optional(),
  custom: z
    .string()
    .min(1)
    .meta({
      description:
        'A module that exports compare(legacy, candidate, context); its path begins at banyan.yaml’s folder. Default none.',
      title: 'file',
      examples: ['./comparators/money.js'],
    })
    .optional(),
});

/** The rules of a route as they were written. */
export type CompareRules = z.infer<typeof compareSchema>;

const hidden = z.string('expected a selector such as $..email, a header as header:location, or key');

/** What stands under `redact:` of a route. */
export const redactSchema = z.array(hidden).meta({
  description:
    'What is hidden before anything is kept: places of the body, headers as header:location, and with key the entity’s key, which is then kept as a keyed hash. Default nothing.',
  examples: [['$..email', 'header:location', 'key']],
});
