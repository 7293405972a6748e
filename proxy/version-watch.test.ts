import { describe, expect, it } from 'vitest';
import { VersionWatch } from './version-watch.js';

/** Milliseconds. */
const calm = 60_000;
const s = 1_000;

/** At so many seconds an answer tells a version, or none; then the watch knows one, and is mixed or not. */
type Step = readonly [second: number, told: string | undefined, known: string | null, mixed: boolean];

const cases: readonly [what: string, before: string | null | undefined, steps: readonly Step[]][] = [
  ['the first version is taken over at once', undefined, [[0, 'a', 'a', false]]],
  ['an answer that tells none says so where nothing is known', undefined, [[0, undefined, null, false]]],
  ['and nothing once a version is known', 'a', [[0, undefined, 'a', false]]],
  [
    'a first version after answers that told none is taken over at once',
    undefined,
    [
      [0, undefined, null, false],
      [1, 'a', 'a', false],
      [2, undefined, 'a', false],
    ],
  ],
  ['what an earlier process knew goes on', 'a', [[0, 'a', 'a', false]]],
  ['another than an earlier process knew is taken over at once', 'a', [[0, 'b', 'b', false]]],
  [
    'another version is mixed for a minute, and then taken over',
    undefined,
    [
      [0, 'a', 'a', false],
      [10, 'b', 'a', true],
      [69, 'b', 'a', true],
      [70, 'b', 'b', false],
      [71, 'b', 'b', false],
    ],
  ],
  [
    'the minute begins anew whenever the one before is told again',
    undefined,
    [
      [0, 'a', 'a', false],
      [10, 'b', 'a', true],
      [60, 'a', 'a', true],
      [69, 'b', 'a', true],
      [128, 'b', 'a', true],
      [129, 'b', 'b', false],
    ],
  ],
  [
    'a version that comes back and stays was never left',
    undefined,
    [
      [0, 'a', 'a', false],
      [10, 'b', 'a', true],
      [11, 'a', 'a', true],
      [70, 'a', 'a', true],
      [71, 'a', 'a', false],
    ],
  ],
  [
    'one told once is not taken over, however long nothing is told after it',
    undefined,
    [
      [0, 'a', 'a', false],
      [10, 'b', 'a', true],
      [4_000, 'c', 'a', true],
      [8_000, 'd', 'a', true],
    ],
  ],
  [
    'answers that tell none neither begin nor end a minute',
    undefined,
    [
      [0, 'a', 'a', false],
      [10, 'b', 'a', true],
      [65, undefined, 'a', true],
      [70, 'b', 'b', false],
    ],
  ],
];

describe('the watch of a version', () => {
  it.each(cases)('%s', (_, before, steps) => {
    const watch = new VersionWatch(calm, before);
    const found = steps.map(([second, told]) => {
      watch.tell(told, second * s);
      return [second, told, watch.known, watch.isMixed(watch.known, undefined, second * s)];
    });
    expect(found).toEqual(steps);
  });

  it('takes over no version of an upstream that tells another with every answer', () => {
    const watch = new VersionWatch(calm);
    const known = new Set<string | null | undefined>();
    for (let i = 0; i < 10_000; i++) {
      watch.tell(`build ${i}`, i * 100);
      known.add(watch.known);
    }
    expect([...known]).toEqual(['build 0']);
    expect(watch.isMixed('build 0', undefined, 1_000 * s)).toBe(true);
  });

  it('takes over ten versions in an hour at most, and goes on with the next hour', () => {
    const watch = new VersionWatch(calm);
    const hour = 3_600 * s;
    const taken = (from: number): number => {
      const known = new Set<unknown>();
      for (let second = 0; second < 3_600; second += 10) {
        const now = from + second * s;
        watch.tell(`minute ${Math.floor(now / 120_000)}`, now);
        known.add(watch.known);
      }
      return known.size;
    };
    expect(taken(0)).toBe(10);
    expect(watch.isMixed(watch.known, undefined, hour)).toBe(true);
    // The last of the hour before may still be known when it begins.
    expect(taken(hour)).toBeLessThanOrEqual(11);
  });

  it.each([
    ['of the version it began under', 'a', 'a', false],
    ['whose answer tells nothing', 'a', undefined, false],
    ['whose own answer tells another', 'a', 'b', true],
    ['that began under another', 'b', 'a', true],
    ['that began when none was told', null, 'a', true],
    ['that began before anything was known', undefined, 'a', false],
    ['that began before anything was known, and tells nothing', undefined, undefined, false],
  ])('says of a pair %s whether it is mixed', (_, of, told, mixed) => {
    const watch = new VersionWatch(calm);
    watch.tell('a', 0);
    watch.use();
    expect(watch.isMixed(of, told, 0)).toBe(mixed);
  });

  it('what began before anything was known is of the first version, also when another is known since', () => {
    const watch = new VersionWatch(calm);
    watch.tell('a', 0);
    watch.use();
    for (const second of [100, 160]) watch.tell('b', second * s);
    watch.use();
    expect(watch.known).toBe('b');
    expect(watch.isMixed(undefined, 'b', 161 * s)).toBe(true);
    expect(watch.isMixed('b', 'b', 161 * s)).toBe(false);
  });

  it('remembers what an earlier process knew only until an answer tells more', () => {
    const [one, other] = [new VersionWatch(calm), new VersionWatch(calm)];
    one.remember('a');
    expect(one.known).toBe('a');
    other.tell('b', 0);
    other.remember('a');
    expect(other.known).toBe('b');
  });
});
