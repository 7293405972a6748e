import { fakeParts } from './fake-parts.cases.js';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import { type Listening, listen } from './serve.js';

const open: Listening[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve() {
  const desk = createFakeDesk();
  const app = createDashboard(fakeParts(desk));
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  open.push(server);
  return { app, desk, server, base: `http://127.0.0.1:${server.port}` };
}

/** The status of a request whose Host no client would send by itself. */
const asHost = (port: number, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: '/api/v1/routes', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on('error', reject).end();
  });

describe('a served dashboard', () => {
  it('answers, and refuses a rebound name', async () => {
    const { base, server } = await serve();
    expect((await fetch(`${base}/api/v1/routes`)).status).toBe(200);
    expect(await asHost(server.port, `evil.example:${server.port}`)).toBe(403);
    expect(await asHost(server.port, `localhost:${server.port}`)).toBe(200);
  });

  it('refuses 10 MB without reading them, and goes on answering', async () => {
    const { base, desk } = await serve();
    const answer = await fetch(`${base}/api/v1/routes/customer-overview/dial`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(10_000_000),
    });
    expect(answer.status).toBe(413);
    expect(desk.asked).toEqual([]);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
  });

  it('says clearly that a port is taken, and how to go on', async () => {
    const { app, server } = await serve();
    await expect(listen(app, { host: '127.0.0.1', port: server.port })).rejects.toThrow(
      /127\.0\.0\.1:\d+: the port is taken.*admin\.listen/,
    );
  });

  it('ends event streams when it closes, and lets go of the desk', async () => {
    const { base, desk, server } = await serve();
    const own = desk.listeners();
    const stream = await fetch(`${base}/api/v1/events`);
    const reader = stream.body?.getReader();
    await reader?.read();
    expect(desk.listeners()).toBe(own + 1);
    await server.close();
    await expect(
      (async () => {
        while (!(await reader?.read())?.done);
      })(),
    ).rejects.toThrow();
    await expect.poll(() => desk.listeners()).toBe(own);
  });

  it('notices a listener that goes away', async () => {
    const { base, desk } = await serve();
    const own = desk.listeners();
    const leave = new AbortController();
    await (await fetch(`${base}/api/v1/events`, { signal: leave.signal })).body?.getReader().read();
    leave.abort();
    await expect.poll(() => desk.listeners()).toBe(own);
  });
});
