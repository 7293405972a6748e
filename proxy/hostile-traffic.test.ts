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

  it('a client that resets while its upgrade is refused ends nothing but itself', async () => {
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

  it('a reason phrase that cannot be written is a 502, on either engine', async () => {
    await start({
      legacy: (request) => {
        request.socket.end('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok');
      },
    });
    for (const headers of [{}, { 'if-none-match': '"1"' }]) {
      expect((await get('/items/1', { headers })).status).toBe(502);
    }
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

  it('pipelined requests of a client that goes away each have their outcome, and free their places', async () => {
    await start({ legacy: () => undefined, route: { concurrency: 4 }, timeout: 1_000 });
    const socket = connect(sides.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /items/1 HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(3));
    await expect.poll(() => sides.legacySaw.length).toBe(3);
    socket.resetAndDestroy();
    await sides.settled(3);
    expect(sides.outcomes().skipped).toEqual({ aborted: 3 });
    expect(sides.budget.used).toBe(0);
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

  it('a connection that legacy closed meanwhile is no failure: the read is tried once more', async () => {
    const seen = new WeakSet<object>();
    await start({
      legacy: (request, response) => {
        if (seen.has(request.socket)) {
          request.socket.resetAndDestroy();
          return;
        }
        seen.add(request.socket);
        response.end('{}');
      },
    });
    for (let i = 0; i < 4; i++) expect((await get('/items/1')).status).toBe(200);
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
    expect(sides.outcomes()).toMatchObject({ handed: 2, skipped: {} });
  });
});

describe('a request that two servers might read differently is refused before a byte goes upstream', () => {
  it.each([
    [
      'two Content-Length',
      'POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na',
    ],
    [
      'Content-Length beside Transfer-Encoding',
      'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a second transfer coding',
      'POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'Transfer-Encoding in HTTP/1.0',
      'POST /x HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two Host', 'GET /items/1 HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n'],
    ['a foreign absolute target', 'GET http://elsewhere/items/1 HTTP/1.1\r\nHost: h\r\n\r\n'],
    [
      'a Connection that names Content-Length',
      'DELETE /del HTTP/1.1\r\nHost: h\r\nConnection: content-length\r\nContent-Length: 35\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n',
    ],
    ['the target * that belongs to no path', 'OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n'],
    ['TRACE', 'TRACE /items/1 HTTP/1.1\r\nHost: h\r\n\r\n'],
  ])('%s', async (_, bytes) => {
    await start();
    expect(await rawRequest(sides.port, bytes)).toMatch(/^HTTP\/1\.1 400 /);
    expect(sides.legacySaw).toHaveLength(0);
  });

  it('more than 100 header lines', async () => {
    await start();
    const lines = Array.from({ length: 120 }, (_, i) => `X-${i}: 1\r\n`).join('');
    expect(await rawRequest(sides.port, `GET /items/1 HTTP/1.1\r\nHost: h\r\n${lines}\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(sides.legacySaw).toHaveLength(0);
  });

  it('one that already passed through this Banyan', async () => {
    await start();
    expect((await get('/items/1', { headers: { via: '1.1 other, 1.1 banyan-test' } })).status).toBe(508);
    expect(sides.legacySaw).toHaveLength(0);
  });
});
