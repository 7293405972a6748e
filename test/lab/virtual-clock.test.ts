import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.js';

describe('the virtual clock', () => {
  it('runs what is due in order of time, and of one instant in the order it was set', async () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    for (const [ms, name] of [
      [20, 'c'],
      [10, 'a'],
      [20, 'd'],
      [10, 'b'],
      [0, 'now'],
    ] as const) {
      clock.after(ms, () => told.push(`${name}@${clock.now()}`));
    }
    await clock.run(15);
    expect(told).toEqual(['now@0', 'a@10', 'b@10']);
    expect(clock.now()).toBe(15);
    await clock.run(20);
    expect(told.slice(3)).toEqual(['c@20', 'd@20']);
  });

  it('lets whatever waits for a timer go on before the next timer runs', async () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
    const read = async (name: string, ms: number): Promise<void> => {
      await wait(ms);
      await Promise.resolve().then(() => Promise.resolve());
      told.push(`${name} read@${clock.now()}`);
      await wait(ms);
      told.push(`${name} again@${clock.now()}`);
    };
    const both = Promise.all([read('one', 10), read('two', 15)]);
    await clock.run(100);
    await both;
    expect(told).toEqual(['one read@10', 'two read@15', 'one again@20', 'two again@30']);
  });

  it('runs what a timer sets for the same instant, after what was set before', async () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    clock.after(5, () => {
      told.push('first');
      clock.after(0, () => told.push('third'));
    });
    clock.after(5, () => told.push('second'));
    await clock.run(5);
    expect(told).toEqual(['first', 'second', 'third']);
  });

  it('does not run what was cancelled, and cancels nothing else', async () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    const cancels = ['a', 'b', 'c', 'd'].map((name, at) =>
      clock.after(at < 3 ? 10 : 20, () => told.push(name)),
    );
    cancels[1]?.();
    cancels[1]?.();
    await clock.run(10);
    cancels[0]?.();
    await clock.run(20);
    expect(told).toEqual(['a', 'c', 'd']);
  });

  it('tells what a timer throws, and can go on', async () => {
    const clock = new VirtualClock();
    clock.after(1, () => {
      throw new Error('no such entity');
    });
    let ran = false;
    clock.after(2, () => {
      ran = true;
    });
    await expect(clock.run(5)).rejects.toThrow('no such entity');
    await clock.run(5);
    expect([ran, clock.now()]).toEqual([true, 5]);
  });

  it('refuses to go back, to wait for no number, and to run twice at a time', async () => {
    const clock = new VirtualClock();
    await clock.run(10);
    await expect(clock.run(9)).rejects.toThrow(RangeError);
    for (const ms of [-1, Number.NaN, Infinity])
      expect(() => clock.after(ms, () => undefined)).toThrow(RangeError);
    const first = clock.run(20);
    await expect(clock.run(30)).rejects.toThrow('runs already');
    await first;
  });
});
