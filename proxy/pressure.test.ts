import { expect, it } from 'vitest';
import { Pressure } from './pressure.js';

it('65 a stall of the event loop sheds the shadow for a second, and no longer', () => {
  let now = 0;
  const pressure = new Pressure(() => now);
  pressure.late(50);
  expect(pressure.isHigh).toBe(false);
  pressure.late(500);
  expect(pressure.isHigh).toBe(true);
  now = 999;
  expect(pressure.isHigh).toBe(true);
  now = 1_000;
  expect(pressure.isHigh).toBe(false);
});

it('66 the last fifth of the descriptors is the live side’s alone', () => {
  const pressure = new Pressure();
  pressure.descriptors(79, 100);
  expect(pressure.isHigh).toBe(false);
  pressure.descriptors(80, 100);
  expect(pressure.isHigh).toBe(true);
  pressure.descriptors(10, 100);
  expect(pressure.isHigh).toBe(false);
});
