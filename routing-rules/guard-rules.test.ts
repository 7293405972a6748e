import { expect, test } from 'vitest';
import { guardRules } from './guard-rules.js';

test('requests may be as bad as entities, where the route says nothing else of them', () => {
  expect(guardRules().traffic).toBe(0.001);
  expect(guardRules({ mismatch: { below: 0.02 } })).toMatchObject({ below: 0.02, traffic: 0.02 });
  expect(guardRules({ traffic: { below: 0.3 } })).toMatchObject({ below: 0.001, traffic: 0.3 });
});
