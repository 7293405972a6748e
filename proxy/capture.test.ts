import { expect, it } from 'vitest';
import { Capture, CaptureBudget } from './capture.js';

it('a copy keeps no more alive than it pays for: a small piece lets go of what it was a part of', async () => {
  const budget = new CaptureBudget(1024 * 1024);
  const capture = new Capture(budget, 1024 * 1024);
  capture.head(200, 'OK', []);
  // As a chunk of a byte with an extension of 60 kB leaves the parser.
  for (let i = 0; i < 100; i++) capture.data(new Uint8Array(new ArrayBuffer(60_000), 100, 1));
  const whole = new Uint8Array(1000);
  capture.data(whole);
  capture.end();
  const { observation } = await capture.ended;
  const pieces = observation.kind === 'answer' ? (observation.body ?? []) : [];
  expect(pieces).toHaveLength(101);
  expect(pieces.at(-1)).toBe(whole);
  expect(pieces.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBeLessThan(budget.used);
});
