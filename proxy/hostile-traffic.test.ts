import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

let sides: TwoSides;
const start = async (options: TwoSidesOptions = {}): Promise<TwoSides> => {
  sides = await startTwoSides(options);
  return sides;
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides.port}${path}`, init);

describe('what would harm the live path', () => {
  it('a write stays with legacy wherever the dial stands', async () => {
    await start();
    sides.turn(1);
    expect((await get('/items/1', { method: 'POST', body: 'x' })).headers.get('x-banyan-served-by')).toBe(
      'legacy',
    );
    expect(sides.candidateSaw).toHaveLength(0);
  });

  it('56 · a client that resets while its upgrade is refused ends nothing but itself', async () => {
    await start();
    for (let i = 0; i < 50; i++) {
      const socket = connect(sides.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        'GET /ws HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        () => socket.resetAndDestroy(),
      );
      await new Promise((resolve) => socket.on('close', resolve));
    }
    expect((await get('/items/1')).status).toBe(200);
  });

  it('a request that offers h2c is served as any other', async () => {
    await start();
    const answer = await rawRequest(
      sides.port,
      'GET /items/1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
      '"same"}',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    await sides.settled(1);
    expect(sides.pairs).toHaveLength(1);
  });

  it('a stream of a route goes on past the deadline for its head', async () => {
    await start({
      timeout: 300,
      legacy: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        let sent = 0;
        const timer = setInterval(() => {
          response.write(`data: ${(sent += 1)}\n\n`);
          if (sent === 8) {
            clearInterval(timer);
            response.end();
          }
        }, 100);
      },
    });
    expect(await (await get('/items/1')).text()).toMatch(/data: 8/);
  });

  it('a slow client does not hold the place of a shadow read that has ended', async () => {
    let finish: () => void = () => {};
    await start({
      route: { concurrency: 1 },
      legacy: (request, response) => {
        response.write('{');
        if (request.url === '/items/1') finish = () => response.end('}');
        else response.end('}');
      },
    });
    const slow = get('/items/1');
    await expect.poll(() => sides.candidateSaw.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await (await get('/items/2')).text();
    finish();
    await (await slow).text();
    await sides.settled(2);
    const { handed, skipped } = sides.outcomes();
    expect({ handed, skipped }).toEqual({ handed: 2, skipped: {} });
  });
});
