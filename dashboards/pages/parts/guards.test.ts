import { expect, it } from 'vitest';
import type { ToldGuard } from '../../../evidence/scorecard.js';
import { provenPart } from './guards.js';

const guard = (change: Partial<ToldGuard>): ToldGuard => ({
  name: 'mismatch',
  verdict: 'hold',
  detail: '',
  proofs: [],
  left: null,
  ...change,
});
const proof = (logE: number) => [{ formula: 'F1', logE, needs: 4.6 }] as unknown as ToldGuard['proofs'];

it.each<[string, Partial<ToldGuard>, number | null]>([
  ['half of the logarithm that is needed', { proofs: proof(2.3) }, 0.5],
  ['less than nothing, where it is bad', { proofs: proof(-50) }, 0],
  ['all of it', { proofs: proof(4.6), verdict: 'pass' }, 1],
  ['more than all, where another of its conditions holds', { proofs: proof(9) }, 1],
  ['nothing by degrees', {}, null],
  ['a quarter of its time', { name: 'dwell', left: { count: 30, of: 'seconds', seconds: 30 } }, 0.25],
  ['its time is over', { name: 'dwell', verdict: 'pass' }, 1],
])('the proof of a guard has come so far: %s', (_, change, part) =>
  expect(provenPart(guard(change), 10)).toBe(part),
);
