import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { normaliseRoute, routeShape } from '../routing-rules/route-rule.js';
import { evidenceIdOf } from './evidence-key.js';

const keyOf = (more: object = {}): string => {
  const route = z.strictObject(routeShape).parse({ match: { path: '/a/:id' }, legacy: 'l', ...more });
  return evidenceIdOf({ rule: normaliseRoute('r', route), compare: {} }).evidenceKey;
};

describe('the key of evidence', () => {
  it.each([
    ['its plan', { dial: { plan: ['1%', '100%'] } }],
    ['whether clients have agreed to its shape', { consumers: 'accept-candidate-shape' }],
    ['where it starts', { dial: { start: { stage: 'split', share: '5%' } } }],
    ['how long it cools down', { dial: { coolDown: '1m' } }],
    [
      'when it is frozen',
      { dial: { freeze: [{ from: 'Fri 16:00', to: 'Mon 08:00', zone: 'Europe/Berlin' }] } },
    ],
  ])('is the same however the dial is turned: %s', (_, more) => {
    expect(keyOf(more)).toBe(keyOf());
  });

  it.each([
    ['a guard', { dial: { guards: { mismatch: { below: '1%' } } } }],
    ['the entity', { key: 'path:id' }],
    ['the other side', { candidate: { upstream: 'c' } }],
    ['how far the candidate may lag', { freshness: '1m' }],
    [
      'who is answered by legacy after a write',
      { sticky: 'ip', afterWrite: { methods: ['POST'], path: '/a/:id/**' } },
    ],
  ])('is another with what is proven: %s', (_, more) => {
    expect(keyOf(more)).not.toBe(keyOf());
  });
});
