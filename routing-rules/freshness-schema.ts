import { z } from 'zod';
import { duration } from './units.js';

/** Milliseconds; what stays is read again for twelve times as long. */
const longestLag = 7 * 86_400_000;

const lag = duration.refine((read) => read <= longestLag, {
  error: 'must be at most 7d: what differs is read again for up to 12 times as long',
});

/** What stands under `freshness:` of a route: milliseconds for all of an answer, or by selector with a `default`. */
export const freshnessSchema = z.union([lag, z.record(z.string().meta({ title: 'selector' }), lag)]).meta({
  description:
    'How far the candidate may lag behind legacy, at most 7d: one duration, or one by field, with a default. Default 5s.',
  examples: ['5s', { default: '5s', '$.fraud': '0s' }],
});
