import { normaliseRoute } from '../routing-rules/route-rule.js';

/** A route with a candidate and every default. */
export const plainRule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
