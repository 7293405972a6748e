import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { openServer } from '../hosting.js';
import { startTraffic } from './traffic.js';

test('traffic calls with an agent, counts what came of it, and rests when told', async () => {
  const app = new Hono();
  const agents = new Set<string | undefined>();
  app.get('*', (c) => {
    agents.add(c.req.header('x-user-id'));
    return c.json({}, agents.size % 2 ? 200 : 503);
  });
  app.post('*', async (c) => c.json(await c.req.json()));
  const hosted = await openServer('target', app, { address: '127.0.0.1', port: 0 });
  const traffic = startTraffic({ target: hosted.url, seed: 'calls', customers: 20, rate: 400 });
  await vi.waitFor(() => {
    expect(traffic.counts.reads).toBeGreaterThan(20);
    expect(traffic.counts.writes).toBeGreaterThan(0);
    expect(traffic.counts.failed).toBeGreaterThan(0);
  });
  await traffic.rest();
  const { reads, writes, open } = traffic.counts;
  expect(open).toBe(0);
  expect([...agents].every((agent) => /^agent-\d{3}$/.test(agent ?? ''))).toBe(true);
  await traffic.stop();
  expect(traffic.counts).toMatchObject({ reads, writes });
  await hosted.close();
});

test('stopping gives up the calls that nobody answers', async () => {
  const app = new Hono();
  app.all('*', () => new Promise<Response>(() => undefined));
  const hosted = await openServer('silent', app, { address: '127.0.0.1', port: 0 });
  const traffic = startTraffic({ target: hosted.url, seed: 'silence', customers: 20, rate: 500 });
  await vi.waitFor(() => expect(traffic.counts.open).toBe(200));
  await vi.waitFor(() => expect(traffic.counts.heldBack).toBeGreaterThan(0));
  await traffic.stop();
  expect(traffic.counts.open).toBe(0);
  await hosted.close();
});
