import { describe, expect, it } from 'vitest';
import type { Observation } from '../../comparators/observation.js';
import { LegacyCare } from './legacy-care.js';

const status = (status: number): Observation => ({ kind: 'answer', status, headers: [], body: null });
const failure = (reason: 'timeout' | 'aborted'): Observation => ({ kind: 'failure', reason, detail: '' });
/** Random numbers that are the same in every run. */
function chances(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('care for legacy', () => {
  it('leaves it alone for a minute when it answers twice as slowly as it used to', () => {
    const care = new LegacyCare();
    for (let i = 0; i < 500; i++) care.answered(0.1, i);
    expect(care.mayRead(500)).toBe(true);
    for (let i = 0; i < 100; i++) care.answered(0.3, 500);
    expect(care.mayRead(501)).toBe(false);
    expect(care.mayRead(60_500)).toBe(true);
  });

  const random = chances();
  const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  it.each<[string, () => number]>([
    ['one in a hundred is fifty times slower', () => (random() < 0.01 ? 0.5 : 0.01)],
    ['one in two hundred is fifty times slower', () => (random() < 0.005 ? 1 : 0.02)],
    ['latencies are log-normal', () => 0.05 * Math.exp(normal())],
  ])('is not alarmed where %s', (_, latency) => {
    const care = new LegacyCare();
    for (let i = 0; i < 100_000; i++) {
      care.answered(latency(), i);
      expect(care.mayRead(i)).toBe(true);
    }
  });

  it('leaves it alone for a minute when half of twenty re-reads fail, and begins anew then', () => {
    const care = new LegacyCare();
    for (let i = 0; i < 9; i++) for (const one of [503, 200]) care.read(status(one), 0);
    expect(care.mayRead(1)).toBe(true);
    care.read(failure('timeout'), 1);
    expect(care.mayRead(2)).toBe(false);
    for (let i = 0; i < 9; i++) care.read(status(429), 60_001 + i);
    expect(care.mayRead(60_011)).toBe(true);
  });

  it('is not alarmed where one re-read in ten has always failed', () => {
    const care = new LegacyCare();
    for (let i = 0; i < 1_000; i++) {
      care.read(status(random() < 0.1 ? 503 : 200), i);
      expect(care.mayRead(i)).toBe(true);
    }
  });

  it('takes for no strain what asks for other credentials, or what Banyan gave up itself', () => {
    const care = new LegacyCare();
    for (const one of [status(401), status(403), status(404), failure('aborted')])
      for (let i = 0; i < 10; i++) care.read(one, 0);
    expect(care.mayRead(1)).toBe(true);
  });
});
