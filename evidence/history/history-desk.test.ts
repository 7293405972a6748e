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

it('whoever asks for several pasts at once has one read after the other', async () => {
  const is = { reading: 0, most: 0 };
  const desk = new HistoryDesk({
    store: {
      async history() {
        is.most = Math.max(is.most, (is.reading += 1));
        await new Promise((resolve) => setImmediate(resolve));
        is.reading -= 1;
        return [step(begin)];
      },
    },
    book: () => undefined,
    audit: async () => [],
    now: () => new Date((begin + 5) * 1000),
  });
  const told: number[] = [];
  const all = Array.from({ length: 5 }, async (_, i) => {
    await desk.told('r', { last: 3_600 + i });
    told.push(i);
  });
  await Promise.all(all);
  expect([told, is.most]).toEqual([[0, 1, 2, 3, 4], 1]);
});

it('a past that could not be told keeps nobody from the next one', async () => {
  const { is, told } = scene();
  is.away = true;
  const [first, second] = [told(100), told(200)];
  expect(await Promise.all([first, second])).toEqual([1, 1]);
});
