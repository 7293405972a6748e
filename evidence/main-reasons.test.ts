import { expect, it } from 'vitest';
import { mainReasons } from './main-reasons.js';

it('most of what is unsettled or dropped has one reason; what is skipped without harm counts for none', () => {
  const unsettled = { ended: 3, 'over-budget': 40 };
  const skipped = { 'not-sampled': 9_000, shed: 4, 'legacy-failed': 70 };
  expect(mainReasons({ unsettled, skipped })).toEqual({ unsettled: 'over-budget', dropped: 'legacy-failed' });
});

it('where there is none there is no reason', () => {
  expect(mainReasons({ unsettled: { ended: 0 }, skipped: { 'not-sampled': 5 } })).toEqual({
    unsettled: null,
    dropped: null,
  });
});
