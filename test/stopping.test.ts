import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ItemsBanyan, portOf, serving, Started, startItems } from './items.cases.js';

let started: Started;
const ending: (() => void)[] = [];
beforeEach(() => {
  started = new Started();
});
afterEach(async () => {
  await started.end();
  for (const end of ending.splice(0)) end();
});

/** A legacy that answers `/late` when it is told to, never ends `/endless`, and upgrades. */
async function legacy(): Promise<{ port: number; saw: string[]; answerLate(): void }> {
  let answerLate: () => void = () => undefined;
  const saw: string[] = [];
  const server = await serving((request, response) => {
    saw.push(request.url ?? '');
    if (request.url === '/late') answerLate = () => response.end('late, and whole');
    else if (request.url === '/large') response.end(Buffer.alloc(32 * 1024 * 1024));
    else if (request.url === '/endless') response.write('begun');
    else response.end('quick');
  });
  server.on('upgrade', (request, socket) => {
    saw.push(request.url ?? '');
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  ending.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: portOf(server), saw, answerLate: () => answerLate() };
}

const start = (port: number, drain: string): Promise<ItemsBanyan> =>
  started.banyan(`
proxy: { listen: "{proxy}", drain: ${drain} }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams: { legacy: { url: "http://127.0.0.1:${port}" } }
routes: { late: { match: { path: /late }, legacy: legacy } }
`);

interface Client {
  readonly socket: Socket;
  readonly closed: Promise<unknown>;
  said(): string;
}
async function open(banyan: ItemsBanyan, bytes: string): Promise<Client> {
  const socket = connect(Number(new URL(banyan.running.proxy).port), '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => (said += chunk.toString()));
  socket.on('error', () => undefined);
  ending.push(() => socket.destroy());
  await once(socket, 'connect');
  socket.write(bytes);
  return { socket, closed: once(socket, 'close'), said: () => said };
}
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: h\r\n\r\n`;
const upgrade = 'GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

describe('75 · SIGTERM', () => {
  it.each(['/late', '/other'])(
    'serves what runs (%s), says so to orchestrators and to clients, ends every other connection, and exits 0',
    async (path) => {
      const side = await legacy();
      const banyan = await start(side.port, '30s');
      const late = await open(banyan, get(path === '/late' ? '/late' : '/endless'));
      const idle = await open(banyan, get('/quick'));
      const unused = await open(banyan, '');
      const halfSent = await open(banyan, 'GET /quick HT');
      const upgraded = await open(banyan, upgrade);
      await expect.poll(() => [...side.saw].toSorted()).toHaveLength(3);
      await expect.poll(() => upgraded.said()).toMatch(/101/);
      await expect.poll(() => idle.said()).toMatch(/quick/);

      const exited = banyan.running.end('SIGTERM');
      await expect.poll(async () => (await banyan.readiness()).code).toBe(503);
      await Promise.all([idle.closed, unused.closed, halfSent.closed]);
      // A client that comes now is refused, and goes elsewhere.
      await expect(fetch(`${banyan.running.proxy}/quick`)).rejects.toThrow();
      if (path === '/late') {
        side.answerLate();
        await late.closed;
        expect(late.said()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
        expect(late.said()).toMatch(/\r\nconnection: close\r\n/i);
        expect(late.said()).toMatch(/late, and whole/);
      } else {
        expect(late.said()).toMatch(/begun/);
        late.socket.destroy();
      }
      await upgraded.closed;
      expect(await exited).toBe(0);
    },
  );

  it('breaks what does not end in time: a slow reader, an endless answer, an upgraded one; and exits 0', async () => {
    const side = await legacy();
    const banyan = await start(side.port, '1s');
    const endless = await open(banyan, get('/endless'));
    const upgraded = await open(banyan, upgrade);
    const slow = await open(banyan, '');
    slow.socket.pause();
    slow.socket.write(get('/large'));
    await expect.poll(() => side.saw).toHaveLength(3);
    const exited = banyan.running.end('SIGTERM');
    await Promise.all([endless.closed, upgraded.closed]);
    slow.socket.resume();
    await slow.closed;
    expect(await exited).toBe(0);
    expect(banyan.running.log()).toMatch(/"msg":"stopped"/);
  });

  it('a second signal ends it at once', async () => {
    const side = await legacy();
    const banyan = await start(side.port, '1h');
    const endless = await open(banyan, get('/endless'));
    await expect.poll(() => endless.said()).toMatch(/begun/);
    const exited = banyan.running.end('SIGTERM');
    await expect.poll(async () => (await banyan.readiness()).code).toBe(503);
    banyan.running.process.kill('SIGTERM');
    await endless.closed;
    expect(await exited).toBe(1);
  });

  it('counts what is still being compared', async () => {
    let [asked, visits] = [0, 0];
    const candidate = await serving((_request, response) => {
      asked += 1;
      setTimeout(() => response.end('{}'), 1_000);
    });
    const items = await startItems();
    ending.push(
      () => candidate.close(),
      () => items.close(),
    );
    const yaml = items.yaml().replace(`:${portOf(items.candidate)}`, `:${portOf(candidate)}`);
    const banyan = await started.banyan(yaml);
    // A machine too busy for a shadow read sheds it: that request is not among those being compared.
    await expect
      .poll(async () => {
        visits += 3;
        await banyan.visit([1, 2, 3]);
        return asked;
      })
      .toBeGreaterThanOrEqual(3);
    expect(await banyan.end('SIGTERM')).toBe(0);
    const { requests, compared, skipped } = await (await started.banyan(yaml)).card();
    expect({ requests, skipped }).toEqual({
      requests: visits,
      skipped: compared === visits ? {} : { shed: visits - compared },
    });
    expect(compared).toBeGreaterThan(0);
  });
});
