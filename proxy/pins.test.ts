import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pins } from './pins.js';

const book = (most?: number) => {
  const clock = { now: 1_000 };
  const pins = new Pins(() => clock.now, most);
  const isPinned = (position: number, route = 'r'): boolean => pins.isPinned(route, () => position);
  return { clock, pins, isPinned };
};

describe('a pin', () => {
  it('holds for as long as it was set, and no longer', () => {
    const { clock, pins, isPinned } = book();
    pins.pin('r', 0.5, 100);
    clock.now += 99;
    expect(isPinned(0.5)).toBe(true);
    clock.now += 1;
    expect(isPinned(0.5)).toBe(false);
  });

  it('is of one key of one route', () => {
    const { pins, isPinned } = book();
    pins.pin('r', 0.5, 100);
    expect(isPinned(0.25)).toBe(false);
    expect(isPinned(0.5, 'other')).toBe(false);
  });

  it('begins anew with each write, and is never made shorter by one', () => {
    const { clock, pins, isPinned } = book();
    pins.pin('r', 0.5, 100);
    clock.now += 60;
    pins.pin('r', 0.5, 100);
    pins.pin('r', 0.5, 10);
    clock.now += 99;
    expect(isPinned(0.5)).toBe(true);
    expect(pins.size('r')).toBe(1);
  });

  it('that has ended is dropped while others are asked for', () => {
    const { clock, pins, isPinned } = book();
    for (let i = 0; i < 100; i++) pins.pin('r', i / 100, 100);
    clock.now += 100;
    for (let i = 0; i < 20; i++) isPinned(0.999);
    expect(pins.size('r')).toBe(0);
  });

  it('costs no hash where nobody is pinned', () => {
    const { clock, pins } = book();
    const never = (): number => {
      throw new Error('was asked where the key stands');
    };
    expect(pins.isPinned('r', never)).toBe(false);
    pins.pin('r', 0.5, 100);
    clock.now += 100;
    expect(pins.isPinned('r', never)).toBe(false);
  });

  it('makes room for another by the one that ends first, whatever pins last', () => {
    const { pins, isPinned } = book(3);
    pins.pin('r', 0.1, 500);
    pins.pin('r', 0.2, 100);
    pins.pin('r', 0.3, 300);
    pins.pin('r', 0.4, 200);
    expect([0.1, 0.2, 0.3, 0.4].map((position) => isPinned(position))).toEqual([true, false, true, true]);
    pins.pin('other', 0.1, 100);
    expect(pins.size('r')).toBe(3);
  });

  it('is kept as a plain map keeps it, under any writes and any time', () => {
    const write = fc.record({
      position: fc.constantFrom(0.1, 0.2, 0.3, 0.4, 0.5),
      milliseconds: fc.constantFrom(10, 50, 200),
      later: fc.nat(60),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
        const { clock, pins, isPinned } = book();
        const ends = new Map<number, number>();
        for (const { position, milliseconds, later } of writes) {
          pins.pin('r', position, milliseconds);
          ends.set(position, Math.max(ends.get(position) ?? 0, clock.now + milliseconds));
          clock.now += later;
          for (const [key, end] of ends) expect(isPinned(key)).toBe(end > clock.now);
        }
      }),
    );
  });
});
