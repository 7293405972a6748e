import { expect, it } from 'vitest';
import { HistoryDesk } from './history-desk.js';
import type { HistoryStep } from './history-step.js';

const begin = 1_800_000_000;
const step = (at: number): HistoryStep => ({
  route: 'r',
  at,
  seconds: 10,
  stood: {
    stage: 'shadow',
    share: 0,
    rate: { estimate: null, lower: 0, upper: 1 },
    threshold: 0.001,
    candidate: null,
  },
  happened: { requests: 1, compared: 0, mismatched: {}, legacy: [], candidate: [], lag: [] },
});

function scene() {
  const is = { now: begin + 5, reads: 0, away: false };
  const desk = new HistoryDesk({
    store: {
      async history() {
        is.reads += 1;
        if (is.away) throw new Error('disk I/O error');
        return [step(begin)];
      },
    },
    book: () => ({ dueOf: () => [step(begin - 10)] }),
    audit: async () => [],
    now: () => new Date(is.now * 1000),
  });
  return { is, told: async (last: number) => (await desk.told('r', { last })).points.length };
}

it('a past that is asked for again before another step can have come is not read again', async () => {
  const { is, told } = scene();
  expect([await told(3_600), await told(3_600), is.reads]).toEqual([2, 2, 1]);
  is.now += 10;
  await told(3_600);
  expect(is.reads).toBe(2);
  await told(7 * 86_400);
  is.now += 12;
  await told(7 * 86_400);
  expect(is.reads).toBe(3);
});

it('a store that cannot be read is asked again, and what it was not told yet is told meanwhile', async () => {
  const { is, told } = scene();
  is.away = true;
  expect(await told(3_600)).toBe(1);
  is.away = false;
  expect(await told(3_600)).toBe(2);
});

it('whoever asks for ever other pasts has few of them remembered', async () => {
  const { is, told } = scene();
  for (let last = 100; last < 140; last++) await told(last);
  await told(139);
  expect(is.reads).toBe(40);
  await told(100);
  expect(is.reads).toBe(41);
});
