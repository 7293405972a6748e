import { expect, it } from 'vitest';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import { fakeParts } from './fake-parts.cases.js';
import { calmFor } from './pages/pages.js';
import { SharedReadings } from './shared-readings.js';

function scene() {
  const desk = createFakeDesk();
  let [time, made] = [0, 0];
  const readings = new SharedReadings<number>(desk, () => time);
  return {
    desk,
    pass: (ms: number): number => (time += ms),
    read: (name = 'a') => readings.of(name, () => (made += 1)),
    made: () => made,
    readings,
  };
}

it('whoever asks for the same between two changes gets the same reading', async () => {
  const { desk, read } = scene();
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  expect(await read('b')).toBe(2);
  expect(await read()).toBe(1);
  desk.changed();
  expect(await read()).toBe(3);
});

it('a reading is a second old at most', async () => {
  const { read, pass } = scene();
  await read();
  pass(999);
  expect(await read()).toBe(1);
  pass(1);
  expect(await read()).toBe(2);
});

it('a reading that failed is made again', async () => {
  const { readings } = scene();
  const fails = readings.of('a', () => Promise.reject(new Error('away')));
  await expect(fails).rejects.toThrow('away');
  expect(await readings.of('a', () => 7)).toBe(7);
});

it('few are kept at once', async () => {
  const { read, made } = scene();
  for (let i = 0; i < 100; i += 1) await read(String(i));
  await read('99');
  expect(made()).toBe(100);
  await read('0');
  expect(made()).toBe(101);
});

it('a page that many look at is drawn once between two changes, and at once after one', async () => {
  const desk = createFakeDesk();
  let read = 0;
  const routes = desk.routes.bind(desk);
  desk.routes = () => {
    read += 1;
    return routes();
  };
  const app = createDashboard(fakeParts(desk));
  const look = async (): Promise<string> => (await app.request('/')).text();
  await Promise.all(Array.from({ length: 10 }, look));
  expect(read).toBe(1);
  const turn = { action: 'turn', share: 0.25, reason: 'go' } as const;
  await desk.turnDial('customer-overview', turn, { name: 'anna', role: 'operator' });
  expect(await look()).toContain('<b>25');
  expect(read).toBe(2);
});

it('a page of many routes is read less often, but sooner than it would say that it is out of date', () =>
  expect([1, 40, 41, 200, 1_000].map(calmFor)).toEqual([1, 1, 2, 5, 10]));
