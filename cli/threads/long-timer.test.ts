import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { after } from './long-timer.js';

const day = 86_400_000;

describe('a timer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it.each([0, 1_000, 24 * day, 25 * day, 84 * day])('of %d ms fires then and not before, once', (delay) => {
    const run = vi.fn();
    after(delay, run);
    if (delay > 0) vi.advanceTimersByTime(delay - 1);
    expect(run).toHaveBeenCalledTimes(0);
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(200 * day);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it.each([0, 10, 30, 60])('can be called off after %d days', (days) => {
    const run = vi.fn();
    const callOff = after(84 * day, run);
    vi.advanceTimersByTime(days * day);
    callOff();
    vi.advanceTimersByTime(200 * day);
    expect(run).not.toHaveBeenCalled();
  });
});
