import { z } from 'zod';
import type { LatencyRule } from './guards/guard.js';
import { duration, forStages, ofStage, positive, properShare, share } from './units.js';

const quantileName = /^p(\d{1,2}(?:\.\d+)?)$/;

const latencySchema = z
  .object({
    window: positive(duration)
      .optional()
      .meta({
        description: 'Legacy’s quantiles are taken from the last full one of these. Default 1h.',
        examples: ['1h'],
      }),
    pairs: z
      .int()
      .min(100)
      .optional()
      .meta({ description: 'Pairs that such a window must have. Default 2000.', examples: [2000] }),
  })
  .catchall(
    z
      .strictObject({
        worseBy: share.optional().meta({
          description:
            'By how much of legacy’s own time the candidate’s may be longer. Default 10%; none where only max is said.',
          examples: ['10%'],
        }),
        max: positive(duration)
          .optional()
          .meta({
            description: 'How long the candidate may take, whatever legacy does. Default no limit.',
            examples: ['200ms'],
          }),
      })
      .meta({
        title: 'quantile',
        description:
          'A quantile by its name, p50, p95 or p99.9; who names one names all that are guarded. Default p95 and p99.',
        examples: [{ worseBy: '10%', max: '200ms' }],
      }),
  )
  .superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (name === 'window' || name === 'pairs' || Number(quantileName.exec(name)?.[1]) > 0) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'must be a quantile like p95' });
    }
  });

/** What stands under `dial: guards:` of a route. */
export const guardsSchema = z.strictObject({
  mismatch: z
    .strictObject({
      below: properShare()
        .default(0.001)
        .meta({
          description:
            'Share of entities that may be bad: the dial rises once the rate is proven to be below. Default 0.1%.',
          examples: ['0.1%'],
        }),
      confidence: forStages(properShare())
        .optional()
        .meta({
          description:
            'How sure that proof must be: one share, or one for leaving shadow and one for each further step. Default 99% for leaving shadow, 95% for a step.',
          examples: [{ shadow: '99%', step: '95%' }],
        }),
    })
    .optional()
    .meta({ description: 'How many entities may differ.' }),
  traffic: z
    .strictObject({
      below: properShare().meta({ description: 'That share of requests.', examples: ['0.1%'] }),
    })
    .optional()
    .meta({
      description:
        'Share of requests that may be bad when the route leaves shadow, by one drawn from every ten seconds. Default that of mismatch.',
    }),
  errors: z
    .strictObject({
      worseBy: properShare().meta({
        description: 'In points: 0.1% of requests, not a tenth of a percent more than legacy’s own failures.',
        examples: ['0.1%'],
      }),
    })
    .optional()
    .meta({ description: 'By how many points more often than legacy the candidate may fail. Default 0.1%.' }),
  latency: z
    .union([z.literal('none'), latencySchema])
    .optional()
    .meta({
      description:
        'How slow the candidate may be, by quantile: worseBy than legacy, or a max; none guards none. Default p95 and p99 by 10%.',
      examples: [{ p95: { worseBy: '10%' } }],
    }),
  freshness: z
    .strictObject({
      within: properShare().meta({ description: 'That share of entities.', examples: ['99%'] }),
    })
    .optional()
    .meta({
      description: 'Share of entities that must never lag past freshness. Default none is asked for.',
    }),
  coverage: z
    .strictObject({
      keys: z
        .int()
        .min(0)
        .default(50)
        .meta({ description: 'Entities that must have been compared at least.', examples: [50] }),
      dropped: share.default(0.01).meta({
        description:
          'Share of requests that should have been compared and may have been left out. Default 1%.',
        examples: ['1%'],
      }),
    })
    .optional()
    .meta({ description: 'How much must have been compared before anything is proven.' }),
});

/** The thresholds of a route's guards, every default filled in (design: evidence §4, Defaults). */
export function guardRules(guards: z.output<typeof guardsSchema> = {}) {
  const latency = guards.latency === 'none' ? {} : (guards.latency ?? {});
  const { window = 3_600_000, pairs = 2_000, ...named } = latency;
  // Who names a quantile names all that are guarded; how they are taken is no word on which.
  const isSaid = guards.latency === 'none' || Object.keys(named).length > 0;
  const quantiles = isSaid ? named : { p95: {}, p99: {} };
  const confidence = guards.mismatch?.confidence;
  const below = guards.mismatch?.below ?? 0.001;
  return {
    below,
    /** The rate of bad requests to be proven not reached before the route leaves shadow. */
    traffic: guards.traffic?.below ?? below,
    confidence: {
      shadow: ofStage(confidence, 'shadow') ?? 0.99,
      step: ofStage(confidence, 'step') ?? 0.95,
    },
    keys: guards.coverage?.keys ?? 50,
    dropped: guards.coverage?.dropped ?? 0.01,
    errors: guards.errors?.worseBy ?? 0.001,
    latency: Object.entries(quantiles).map(([name, rule]) => latencyRule(name, rule)),
    /** Whence legacy's quantiles are taken: seconds of a window, and pairs that it must have. */
    reference: { window: window / 1000, pairs },
    within: guards.freshness?.within ?? null,
  };
}

function latencyRule(
  name: string,
  { worseBy, max }: { readonly worseBy?: number | undefined; readonly max?: number | undefined },
): LatencyRule {
  const quantile = Number(quantileName.exec(name)?.[1]) / 100;
  return {
    name,
    quantile,
    worseBy: worseBy ?? (max === undefined ? 0.1 : null),
    max: max === undefined ? null : max / 1000,
    // One point, and no more than half of what lies above the quantile: 1 at p95, ½ at p99.
    margin: Math.min(0.01, Number(((1 - quantile) / 2).toPrecision(12))),
  };
}
