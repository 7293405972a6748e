import { z } from 'zod';
import { freezeWindow } from './freeze/freeze-window.js';
import { guardsSchema } from './guard-rules.js';
import { stages } from './dial.js';
import { duration, forStages, positive, share } from './units.js';

/** What stands under `dial:` of a route in banyan.yaml: how it moves over. */
export const dialSchema = z.strictObject({
  start: z
    .strictObject({
      stage: z.enum(stages).optional().meta({
        description: 'The stage of a route that is new. Default shadow; observe without a candidate.',
      }),
      share: share.optional().meta({
        description: 'The share of a route that is new: above 0 % it is in split, at 100 % live. Default 0%.',
        examples: ['1%'],
      }),
    })
    .optional()
    .meta({ description: 'Where the dial of a new route stands; the dial in the store outranks it.' }),
  plan: z
    .array(share)
    .min(1)
    .optional()
    .meta({
      description: 'The steps the dial rises by; after the last comes live. Default 1%, 5%, 25%, 50%, 100%.',
      examples: [['1%', '5%', '25%', '50%', '100%']],
    }),
  raise: z.enum(['manual', 'auto']).optional().meta({
    description:
      'auto: the route rises by itself, a step at a time, when every guard passes; manual: somebody promotes each. Default manual.',
  }),
  dwell: forStages(duration)
    .optional()
    .meta({
      description:
        'How long the dial stands still before it may rise: one duration, or one in shadow and one in each further step. Default 24h in shadow, 15m in a step.',
      examples: [{ shadow: '24h', step: '15m' }],
    }),
  soak: duration.optional().meta({
    description: 'How long a route must be live before it may be retired. Default 24h.',
    examples: ['24h'],
  }),
  alarm: positive(duration)
    .optional()
    .meta({
      description:
        'How seldom the dial may roll back for nothing: once in this time of traffic. Default 30d; shorter finds faults sooner.',
      examples: ['30d'],
    }),
  coolDown: duration.optional().meta({
    description:
      'How long the dial stays down after it rolled back by itself. Default 15m; 4 and 24 times as long after the second and any further rollback in 7 days.',
    examples: ['15m'],
  }),
  guards: guardsSchema
    .optional()
    .meta({ description: 'What must be proven before the dial rises, and what brings it down.' }),
  freeze: z
    .array(freezeWindow)
    .optional()
    .meta({ description: 'When the dial may only be lowered. Default never.' }),
  onNewVersion: z.enum(['keep', 'shadow']).optional().meta({
    description:
      'What a share above 0 % does when the candidate has another version: keep it, or begin in shadow. Default keep.',
  }),
});
