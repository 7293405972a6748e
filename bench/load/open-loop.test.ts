import { describe, expect, it } from 'vitest';
import { type Answered, OpenLoop } from './open-loop.js';

const plan = { start: 0, perSecond: 1_000, total: 3_000, lead: 0 };

/** Runs the loop over milliseconds of a made-up clock; the server answers after 1 ms, but not while it stalls. */
function play(stall: { from: number; to: number }, tickEvery = 1, lead = 0): OpenLoop {
  let waiting: { at: number; answered: Answered }[] = [];
  let clock = 0;
  const loop = new OpenLoop({ ...plan, lead }, (_, answered) => waiting.push({ at: clock, answered }));
  for (; clock < 4_000; clock++) {
    if (clock < stall.from || clock >= stall.to) {
      const due = waiting.filter(({ at }) => at < clock);
      waiting = waiting.filter(({ at }) => at >= clock);
      for (const { answered } of due) answered(clock, true);
    }
    if (clock % tickEvery === 0) loop.tick(clock);
  }
  return loop;
}

describe('an open loop', () => {
  it('sends at its rate, and ends when all is answered', () => {
    const loop = play({ from: 0, to: 0 });
    expect([loop.answered, loop.failed, loop.done]).toEqual([3_000, 0, true]);
    expect(loop.latencies.percentile(99)).toBeCloseTo(1, 1);
  });

  it('a server that stalls for a second is told of by every request that was due in it', () => {
    const { latencies } = play({ from: 1_000, to: 2_000 });
    // A third of all were due in that second, and waited evenly between all and nothing of it: a client that
    // waits for its answers would have had one slow request.
    expect(latencies.percentile(50)).toBeLessThan(3);
    expect(latencies.percentile(80)).toBeGreaterThan(350);
    expect(latencies.percentile(80)).toBeLessThan(450);
    expect(latencies.percentile(99)).toBeGreaterThan(950);
  });

  it('a client that wakes late tells so: time counts from when a request was due', () => {
    const { latencies } = play({ from: 0, to: 0 }, 100);
    expect(latencies.percentile(50)).toBeGreaterThan(45);
  });

  it('the lead is sent and not measured: it is the client that is cold', () => {
    const loop = play({ from: 0, to: 400 }, 1, 500);
    expect(loop.answered).toBe(3_000);
    expect(loop.latencies.percentile(99.9)).toBeLessThan(3);
  });

  it('what is never answered has failed after all that time', () => {
    const loop = new OpenLoop({ start: 0, perSecond: 10, total: 2, lead: 0 }, () => {});
    loop.tick(1_000);
    loop.giveUp(5_000);
    expect([loop.answered, loop.failed, loop.done]).toEqual([2, 2, true]);
    expect(loop.latencies.percentile(100)).toBeCloseTo(5_000, -1);
  });

  it('an answer that comes after it was given up counts once', () => {
    const late: Answered[] = [];
    const loop = new OpenLoop({ start: 0, perSecond: 10, total: 1, lead: 0 }, (_, answered) =>
      late.push(answered),
    );
    loop.tick(0);
    loop.giveUp(100);
    late[0]!(200, true);
    expect([loop.answered, loop.failed]).toEqual([1, 1]);
  });
});
