import { describe, expect, it } from 'vitest';
import { Slices } from './slices.js';

/** Time that passes by work alone. */
function working(limits = { slice: 5, work: 100 }) {
  let now = 0;
  const slices = new Slices(limits, () => now);
  const steps: string[] = [];
  function* work(name: string, count: number, hasTime: () => boolean): Generator<void, number> {
    for (let done = 0; done < count; done++) {
      if (!hasTime()) return done;
      steps.push(name);
      now += 1;
      yield;
    }
    return count;
  }
  return { slices, steps, work };
}

describe('work in slices', () => {
  it('lets others go on between slices', async () => {
    const { slices, steps, work } = working();
    const tick = setInterval(() => steps.push('other'), 0);
    expect(await slices.run((hasTime) => work('a', 20, hasTime))).toBe(20);
    clearInterval(tick);
    const longest = steps
      .join('')
      .split('other')
      .map(({ length }) => length);
    expect(Math.max(...longest)).toBeLessThanOrEqual(10);
    expect(steps).toContain('other');
  });

  it('goes on with one question after the other, also when one fails', async () => {
    const { slices, steps, work } = working();
    const all = [
      slices.run((hasTime) => work('a', 8, hasTime)),
      // oxlint-disable-next-line require-yield -- it fails before it could
      slices.run(function* () {
        throw new Error('broken');
      }),
      slices.run((hasTime) => work('b', 8, hasTime)),
    ];
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(steps.join('')).toBe('aaaaaaaabbbbbbbb');
  });

  it('ends when a question has had its time', async () => {
    const { slices, work } = working({ slice: 5, work: 20 });
    const done = await slices.run((hasTime) => work('a', 1_000, hasTime));
    expect(done).toBeLessThan(30);
  });
});
