import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { json, rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

let sides: TwoSides;
const start = async (share: number, options: TwoSidesOptions): Promise<void> => {
  sides = await startTwoSides(options);
  sides.turn(share);
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});
const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides.port}${path}`, init);

/** A 500 whose body never ends. */
const dribbling =
  (closed: () => void): RequestListener =>
  (request, response) => {
    response.writeHead(500);
    const timer = setInterval(() => response.write('x'), 20);
    request.socket.on('close', () => {
      clearInterval(timer);
      closed();
    });
  };

describe('a candidate that legacy answers for', () => {
  it.each([
    ['is compared', 1, { handed: 1, skipped: {} }],
    ['is not', 0, { handed: 0, skipped: { 'not-sampled': 1 } }],
  ])('is not read for ever, where the request %s', async (_, sample, outcome) => {
    let closed = 0;
    await start(1, { candidate: dribbling(() => (closed += 1)), route: { sample }, timeout: 300 });
    expect((await get('/items/1')).status).toBe(200);
    await sides.settled(1);
    expect(sides.outcomes()).toMatchObject(outcome);
    await expect.poll(() => closed).toBe(1);
    expect(sides.budget.used).toBe(0);
  });

  it('leaves legacy its time: its answer may stream on', async () => {
    await start(1, {
      candidate: json({}, 503),
      legacy: (_request, response) => {
        let pieces = 0;
        const timer = setInterval(() => {
          response.write('piece');
          if (++pieces < 6) return;
          clearInterval(timer);
          response.end();
        }, 100);
      },
      route: { sample: 0 },
      timeout: 300,
    });
    expect(await (await get('/items/1')).text()).toBe('piece'.repeat(6));
  });

  it('may meet a legacy that says 100 Continue though nobody asked', async () => {
    await start(1, {
      candidate: json({}, 503),
      legacy: ({ socket }) =>
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      route: { sample: 0 },
    });
    const said = await rawRequest(
      sides.port,
      'GET /items/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    );
    expect(said).toMatch(/HTTP\/1\.1 200 OK[\s\S]*ok$/);
  });

  it('leaves the client what it asked for: a range, or nothing if it has it', async () => {
    await start(1, { candidate: json({}, 503), route: { sample: 0 } });
    await get('/items/1', { headers: { range: 'bytes=0-1', 'if-none-match': '"e"' } });
    expect(sides.legacySaw[0]!.headers).toMatchObject({ range: 'bytes=0-1', 'if-none-match': '"e"' });
  });

  it('may have written what no answer may hold', async () => {
    await start(1, {
      candidate: ({ socket }) => socket.write('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nhi'),
      legacy: json({ a: 'legacy' }),
    });
    expect(await (await get('/items/1')).json()).toEqual({ a: 'legacy' });
  });
});

it('40 · at a small share too, a candidate that fails its clients is left alone', async () => {
  await start(0.2, { candidate: json({}, 500) });
  for (let i = 0; i < 120; i++) await get(`/items/${i}`, { headers: { 'x-user': `u${i}` } });
  await sides.settled(120);
  const live = sides.candidateSaw.filter(({ headers }) => headers['x-banyan-shadow'] === undefined);
  expect(live.length).toBeLessThanOrEqual(6);
});
