import { describe, expect, it } from 'vitest';
import type { RawPair } from '../evidence/pair.js';
import { BodySample } from './body-sample.js';

const answer = (body: string) => ({
  observation: { kind: 'answer' as const, status: 200, headers: [], body: [Buffer.from(body)] },
  duration: 0.1,
});
const pairOf = (legacy: string, candidate: string, more: Partial<RawPair> = {}): RawPair => ({
  route: 'r',
  entity: 'e',
  key: 'e',
  request: 'GET /',
  servedBy: 'legacy',
  legacy: answer(legacy),
  candidate: answer(candidate),
  ...more,
});
/** A sample over a clock that is set. */
function sampling() {
  const clock = { now: 0 };
  return { clock, bodies: new BodySample(() => clock.now) };
}
/** What crosses of it: `both` bodies, `one`, or `none`. */
function crossing(bodies: BodySample, pair: RawPair, hasRoom = (_: RawPair) => true): string {
  const offered: RawPair[] = [];
  const taken = bodies.handOver(pair, (one) => {
    offered.push(one);
    return hasRoom(one);
  });
  if (!taken) return 'refused';
  const { legacy, candidate } = offered.at(-1)!;
  const came = [legacy, candidate].filter(
    ({ observation }) => observation.kind === 'answer' && observation.body !== null,
  );
  return ['none', 'one', 'both'][came.length] ?? '';
}
const times = (count: number, run: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => run(i));
const many = (all: readonly string[]): number => all.filter((what) => what === 'one').length;
const equal = (bytes: number, more: Partial<RawPair> = {}): RawPair =>
  pairOf('x'.repeat(bytes), 'x'.repeat(bytes), more);

describe('bodies that are equal', () => {
  it('cross once, with every pair while that costs little', () => {
    const { clock, bodies } = sampling();
    const all = times(5_000, (i) => {
      clock.now = i * 10;
      return crossing(bodies, equal(2_000, { entity: `${i}` }));
    });
    expect(many(all)).toBe(5_000);
  });

  it('then with those of a sample of entities, halved each second that costs too much', () => {
    const { clock, bodies } = sampling();
    const levels: (number | undefined)[] = [];
    const entities = new Set<string>();
    // Each costs 6,000 bytes, of 1 MB that they may cost in a second.
    for (let second = 0; second < 12; second += 1) {
      clock.now = second * 1_000;
      for (let i = 0; i < 16_000; i += 1)
        bodies.handOver(equal(2_000, { entity: `${i % 3_200}` }), ({ sampleLevel, entity }) => {
          if (sampleLevel === undefined) return true;
          levels[second] = sampleLevel;
          if (second === 11) entities.add(entity);
          return true;
        });
    }
    expect(levels).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]);
    // Those of 3,200 / 2^7, and what each pair earns.
    expect(entities.size).toBeGreaterThan(70);
    expect(entities.size).toBeLessThan(220);
  });

  it('cross with more entities again a minute after it became quiet', () => {
    const { clock, bodies } = sampling();
    const level = (second: number, pairs: number): number | undefined => {
      let told: number | undefined;
      clock.now = second * 1_000;
      for (let i = 0; i < pairs; i += 1)
        bodies.handOver(equal(20_000, { entity: `${i}` }), ({ sampleLevel }) => {
          told = sampleLevel ?? told;
          return true;
        });
      return told;
    };
    for (const second of [0, 1, 2]) level(second, 20_000);
    expect(level(3, 200)).toBe(3);
    for (let second = 4; second < 63; second += 1) expect(level(second, 10) ?? 3).toBe(3);
    for (let second = 63; second < 124; second += 1) level(second, 10);
    expect(level(124, 40)).toBeLessThan(3);
  });

  it('share what they may cost among the routes', () => {
    const { bodies } = sampling();
    const cross = (route: string) => (i: number) => crossing(bodies, equal(2_000, { route, entity: `${i}` }));
    for (const route of ['quiet', 'loud']) times(50, cross(route));
    expect(many(times(5_000, cross('loud')))).toBeLessThan(500);
    expect(many(times(80, cross('quiet')))).toBe(80);
  });

  it('share it among those routes alone that had some in the last minute', () => {
    const { clock, bodies } = sampling();
    for (let i = 0; i < 100; i += 1) crossing(bodies, equal(2_000, { route: `idle ${i}` }));
    const busy = (second: number): number => {
      clock.now = second * 1_000;
      return many(times(150, (i) => crossing(bodies, equal(2_000, { entity: `${i}` }))));
    };
    busy(30);
    // A hundredth of 1 MB is used up at once, all of it is not.
    expect(busy(31)).toBeLessThan(100);
    for (let second = 100; second < 400; second += 1) busy(second);
    expect(busy(400)).toBe(150);
  });

  it('of which one is more than may cross in a second go on crossing one a second', () => {
    const { clock, bodies } = sampling();
    const all: string[] = [];
    for (let second = 0; second < 600; second += 1) {
      clock.now = second * 1_000;
      for (let i = 0; i < 100; i += 1) crossing(bodies, equal(100, { route: `other ${i}` }));
      all.push(crossing(bodies, equal(45_000, { entity: `${second}` })));
    }
    expect(many(all)).toBe(600);
  });

  it('are never taken for none: beyond the sample each pair earns a little', () => {
    const { bodies } = sampling();
    times(1_000, (i) => crossing(bodies, equal(100_000, { entity: `${i}` })));
    const later = many(times(20_000, (i) => crossing(bodies, equal(2_000, { entity: `${i}` }))));
    expect(later).toBeGreaterThan(20);
    expect(later).toBeLessThan(100);
  });

  it('cross with the first fifty pairs of another edition, but not with what is late of an earlier one', () => {
    const { bodies } = sampling();
    const cross = (edition: number) => crossing(bodies, equal(9_999_999, { edition }));
    times(52, () => cross(1));
    expect(cross(1)).toBe('none');
    expect(times(50, () => cross(2))).toEqual(times(50, () => 'one'));
    times(2, () => cross(2));
    expect([cross(1), cross(2)]).toEqual(['none', 'none']);
  });

  it('stay behind where there is no room for them: the pair is not refused for it', () => {
    const isBare = ({ legacy }: RawPair) =>
      legacy.observation.kind === 'answer' && legacy.observation.body === null;
    expect(crossing(sampling().bodies, pairOf('same', 'same'), isBare)).toBe('none');
    expect(crossing(sampling().bodies, pairOf('same', 'same'), () => false)).toBe('refused');
  });
});

it('bodies that differ cross both, always', () => {
  const { bodies } = sampling();
  expect(times(60, () => crossing(bodies, pairOf('one', 'other')))).toEqual(times(60, () => 'both'));
});
