import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { openBlackHole } from '../test/black-hole.js';
import { rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

let sides: TwoSides;
let servers: Server[] = [];
const start = async (options: TwoSidesOptions = {}): Promise<void> => {
  sides = await startTwoSides(options);
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
  for (const server of servers) server.close();
  servers = [];
});

/** A legacy that hears bytes and says the same to everybody as soon as it hears anything. */
async function sayingAtOnce(answer: string): Promise<{ url: string; heard: () => string }> {
  let heard = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(answer));
    socket.on('data', (chunk) => (heard += chunk.toString('latin1')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard: () => heard };
}

describe('an upload', () => {
  it('arrives whole though its answer came first', async () => {
    const legacy = await sayingAtOnce('HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok');
    await start({ legacyUpstream: { url: legacy.url } });
    const client = connect(sides.port, '127.0.0.1');
    client.write('PUT /up HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n');
    for (let i = 0; i < 10; i++) {
      client.write('x'.repeat(500));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await expect.poll(() => legacy.heard().split('\r\n\r\n')[1]?.length).toBe(5_000);
    client.destroy();
  });

  it('that was answered before its end, and never ends, hears no second answer', async () => {
    const legacy = await sayingAtOnce('HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno');
    await start({
      legacyUpstream: { url: legacy.url },
      settings: { requestTimeout: 300, headerTimeout: 200 },
    });
    const said = await rawRequest(
      sides.port,
      'PUT /up HTTP/1.1\r\nHost: h\r\nContent-Length: 50\r\n\r\nhalf',
    );
    expect(said.match(/HTTP\/1\.1 /g)).toEqual(['HTTP/1.1 ']);
    expect(said).toMatch(/^HTTP\/1\.1 413 No/);
  });

  it('keeps all its trailers', async () => {
    const legacy = await sayingAtOnce('');
    await start({ legacyUpstream: { url: legacy.url }, timeout: 500 });
    await rawRequest(
      sides.port,
      'PUT /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nok\r\n0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n',
    );
    expect(legacy.heard()).toMatch(/0\r\nX-One: 1\r\nX-Two: 2\r\n\r\n$/);
  });

  it('waits for a connection no longer than a read does', async () => {
    const hole = await openBlackHole();
    await start({
      timeout: 60_000,
      legacyUpstream: { url: `http://127.0.0.1:${hole.port}`, connectTimeout: 300 },
    });
    const answer = await rawRequest(sides.port, 'DELETE /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 504 [\s\S]*connect-timeout/);
    await hole.close();
  });

  it('that was told to go on keeps its connection', async () => {
    await start({
      legacy: (request, response) => {
        request.resume();
        request.on('end', () => response.end('ok'));
      },
      prepareLegacy: (server) =>
        server.on('checkContinue', (request, response) => {
          response.writeContinue();
          server.emit('request', request, response);
        }),
    });
    const said = await rawRequest(
      sides.port,
      'PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na',
      'ok',
    );
    expect(said).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 [\s\S]*Connection: keep-alive/);
  });
});

describe('a body that is kept', () => {
  const pieces = (bytes: number): string => '1\r\nx\r\n'.repeat(bytes);

  it('of a POST that only reads is paid for by its bytes, in however many pieces it comes', async () => {
    await start({ route: { safe: true }, settings: { captureCap: 64 * 1024 } });
    const client = connect(sides.port, '127.0.0.1');
    client.write('POST /items/1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
    client.write(pieces(40_000));
    await expect.poll(() => sides.budget.used).toBe(64 * 1024);
    client.destroy();
    await sides.settled(1);
    expect(sides.budget.used).toBe(0);
  });

  it('of an answer costs more in many pieces, so that a million of them is given up', async () => {
    await start({
      timeout: 30_000,
      candidate: ({ socket }) => {
        socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${pieces(400_000)}0\r\n\r\n`);
      },
    });
    await (await fetch(`http://127.0.0.1:${sides.port}/items/1`)).text();
    await sides.settled(1);
    expect(sides.outcomes()).toMatchObject({ handed: 0, skipped: { shed: 1 } });
    expect(sides.budget.used).toBe(0);
  });

  it('is not waited for where nothing will be compared', async () => {
    const legacy = await sayingAtOnce('HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    await start({ route: { safe: true, sample: 0 }, legacyUpstream: { url: legacy.url } });
    const said = await rawRequest(
      sides.port,
      'POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc',
      '401',
    );
    expect(said).toMatch(/^HTTP\/1\.1 401 /);
  });
});
