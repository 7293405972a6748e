import { describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { evidenceIdOf } from './evidence-key.js';

const authored = {
  match: { methods: ['GET' as const], path: '/api/customers/:id/overview' },
  legacy: 'legacy',
  candidate: { upstream: 'projection', path: '/views/customer-overview/:id' },
  key: { from: 'path' as const, name: 'id' },
  sticky: { from: 'header' as const, name: 'x-user-id' },
};
const keyOf = (more: object = {}): string =>
  evidenceIdOf({ rule: normaliseRoute('customer-overview', { ...authored, ...more }), compare: {} })
    .evidenceKey;

describe('the key of evidence', () => {
  it('of a route without afterWrite is what it was before there was any: an upgrade keeps its evidence', () => {
    expect(keyOf()).toBe('c29c9d28865b4c31');
  });

  it('is another with afterWrite, and with another pin', () => {
    const afterWrite = { methods: ['POST' as const], path: '/api/customers/:id/**' };
    const keys = [keyOf(), keyOf({ afterWrite }), keyOf({ afterWrite: { ...afterWrite, pin: 60_000 } })];
    expect(new Set(keys).size).toBe(3);
    expect(keyOf({ afterWrite: { ...afterWrite, pin: 10_000 } })).toBe(keyOf({ afterWrite }));
  });
});
