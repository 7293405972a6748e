import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Admission, CircuitBreaker } from './circuit-breaker.js';

const patience = 2_000;
const seconds = (n: number): number => n * 1_000;

/** Fails reads one after another until the breaker opens; each is admitted and failed at `now`. */
function failUntilOpen(breaker: CircuitBreaker, now: number): number {
  for (let failures = 0; ; failures++) {
    const admission = breaker.admit(now);
    if (!admission) return failures;
    admission.failed(now);
  }
}

/** What happens at which second, and whether a read would then be let through. */
type Step = readonly [second: number, event: 'ask' | 'fail' | 'succeed' | 'release', admitted: boolean];

describe('a breaker', () => {
  it.each<[string, readonly Step[]]>([
    [
      'stays closed while nothing fails',
      [
        [0, 'succeed', true],
        [1, 'succeed', true],
      ],
    ],
    [
      'stays closed after four failures',
      [0, 1, 2, 3].map((at): Step => [at, 'fail', true]).concat([[4, 'succeed', true]]),
    ],
    [
      'forgets failures after a success',
      [...five(0).slice(1), [1, 'succeed', true], ...five(2).slice(1), [3, 'succeed', true]],
    ],
    ['does not count what was given up', [...five(0).slice(1), [1, 'release', true], [2, 'succeed', true]]],
    ['opens after five failures in a row', [...five(0), [1, 'ask', false], [9.9, 'ask', false]]],
    [
      'probes after ten seconds and closes when that succeeds',
      [...five(0), [10, 'succeed', true], [10, 'succeed', true]],
    ],
    [
      'waits twice as long after each probe that fails',
      [
        ...five(0),
        [10, 'fail', true],
        [29.9, 'ask', false],
        [30, 'fail', true],
        [69.9, 'ask', false],
        [70, 'succeed', true],
      ],
    ],
    [
      'needs five failures again once it has closed',
      [...five(0), [10, 'succeed', true], ...five(11).slice(1), [12, 'succeed', true]],
    ],
    [
      'waits ten seconds again once it has closed',
      [
        ...five(0),
        [10, 'fail', true],
        [30, 'succeed', true],
        ...five(31),
        [40.9, 'ask', false],
        [41, 'succeed', true],
      ],
    ],
    [
      'sends another probe at once when one was given up',
      [...five(0), [10, 'release', true], [10, 'succeed', true]],
    ],
  ])('%s', (_, steps) => {
    const breaker = new CircuitBreaker(patience);
    for (const [second, event, expected] of steps) {
      const now = seconds(second);
      const admission = breaker.admit(now);
      expect([second, admission !== undefined]).toEqual([second, expected]);
      if (event === 'fail') admission?.failed(now);
      if (event === 'succeed') admission?.succeeded();
      if (event === 'release') admission?.released(now);
    }
  });

  it('never waits longer than 300 seconds', () => {
    const breaker = new CircuitBreaker(patience);
    let now = 0;
    failUntilOpen(breaker, now);
    const waits: number[] = [];
    for (let probe = 0; probe < 8; probe++) {
      const { state } = breaker;
      if (state.kind !== 'open') throw new Error(state.kind);
      waits.push(state.wait / 1_000);
      now = state.due;
      breaker.admit(now)?.failed(now);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  it('sends one probe, however many ask', () => {
    const breaker = new CircuitBreaker(patience);
    failUntilOpen(breaker, 0);
    const asked = Array.from({ length: 100 }, () => breaker.admit(seconds(10)));
    expect(asked.filter((admission) => admission !== undefined)).toHaveLength(1);
    expect(breaker.state.kind).toBe('half-open');
  });

  it('is not locked by a probe whose end nobody tells, nor turned by its late word', () => {
    const breaker = new CircuitBreaker(patience);
    failUntilOpen(breaker, 0);
    const lost = breaker.admit(seconds(10));
    expect(breaker.admit(seconds(11.9))).toBeUndefined();
    const next = breaker.admit(seconds(12));
    expect(next).toBeDefined();
    lost?.succeeded();
    expect(breaker.state.kind).toBe('half-open');
    next?.failed(seconds(12));
    expect(breaker.state).toMatchObject({ kind: 'open', wait: seconds(20), due: seconds(32) });
  });

  it('is not turned by reads that were under way when it opened', () => {
    const breaker = new CircuitBreaker(patience);
    const early = Array.from({ length: 8 }, () => breaker.admit(0));
    for (const admission of early.slice(0, 5)) admission?.failed(1);
    expect(breaker.state).toMatchObject({ kind: 'open', wait: seconds(10) });
    early[5]?.succeeded();
    expect(breaker.state.kind).toBe('open');
    const probe = breaker.admit(seconds(11));
    early[6]?.failed(seconds(11));
    expect(breaker.state.kind).toBe('half-open');
    probe?.succeeded();
    early[7]?.failed(seconds(12));
    expect(breaker.state).toMatchObject({ kind: 'closed', failures: 0 });
  });

  it('hears one outcome of each read', () => {
    const breaker = new CircuitBreaker(patience);
    const admission = breaker.admit(0);
    for (let i = 0; i < 10; i++) admission?.failed(0);
    expect(breaker.state).toMatchObject({ kind: 'closed', failures: 1 });
  });
});

const ask = fc.record({ kind: fc.constant('ask' as const), after: fc.integer({ min: 0, max: 20_000 }) });
const outcome = fc.record({
  // Failing is what makes it turn.
  kind: fc.constantFrom(
    'failed' as const,
    'failed' as const,
    'failed' as const,
    'succeeded' as const,
    'released' as const,
  ),
  which: fc.nat(3),
  after: fc.integer({ min: 0, max: 3_000 }),
});
const step = fc.oneof(ask, outcome);

it('whatever happens, a breaker opens only on five failures in a row, probes one at a time, and waits 10 to 300 seconds', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 200, size: 'max' }), (steps) => {
      const breaker = new CircuitBreaker(patience);
      const running: { admission: Admission; turn: number; probedAt: number | undefined }[] = [];
      let now = 0;
      let inARow = 0;
      let before = breaker.state;
      for (const one of steps) {
        now += one.after;
        if (one.kind === 'ask') {
          const admission = breaker.admit(now);
          const probedAt = breaker.state.kind === 'half-open' && admission ? now : undefined;
          if (admission) running.push({ admission, turn: breaker.state.turn, probedAt });
        } else {
          const [ended] = running.splice(one.which, 1);
          if (one.kind === 'failed') ended?.admission.failed(now);
          else if (one.kind === 'released') ended?.admission.released(now);
          else ended?.admission.succeeded();
          // What was admitted before it last turned says nothing.
          if (ended?.turn === before.turn && one.kind === 'failed') inARow++;
          if (ended?.turn === before.turn && one.kind === 'succeeded') inARow = 0;
        }
        const { state } = breaker;
        if (state.kind === 'open') {
          expect(state.wait).toBeGreaterThanOrEqual(10_000);
          expect(state.wait).toBeLessThanOrEqual(300_000);
        }
        if (before.kind === 'closed' && state.kind === 'open') expect(inARow).toBe(5);
        if (before.kind === 'closed' && state.kind === 'closed') expect(inARow).toBeLessThan(5);
        if (state.turn !== before.turn) inARow = 0;
        // The wait falls by closing alone.
        if (before.kind !== 'closed' && state.kind !== 'closed')
          expect(state.wait).toBeGreaterThanOrEqual(before.wait);
        expect(state.turn).toBeGreaterThanOrEqual(before.turn);
        // Of the probes under way, all but one have been given up as lost.
        const alive = running.filter(({ probedAt }) => probedAt !== undefined && now < probedAt + patience);
        expect(alive.length).toBeLessThanOrEqual(1);
        before = state;
      }
      // It is never locked: whoever waits long enough is let through.
      expect(breaker.admit(now + 300_000)).toBeDefined();
    }),
    { numRuns: 300 },
  );
});

/** Five failures at one second. */
function five(second: number): Step[] {
  return Array.from({ length: 5 }, (): Step => [second, 'fail', true]);
}
