import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request as httpRequest } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import { createAuthority, type Issued } from './certificates.cases.js';
import type { TlsRule } from './tls-rule.js';
import { startTwoSides, type TwoSides } from './two-sides.cases.js';
import { normaliseUpstream, type UpstreamRule } from './upstream-rule.js';

const ours = createAuthority('Ours');
const served = ours.issue(['legacy.internal', 'localhost', '127.0.0.1']);

/** An https upstream, and what it saw of each connection. */
interface Secure {
  readonly port: number;
  /** The name that each new connection asked for; false for none. */
  readonly asked: (string | false)[];
  readonly protocols: string[];
  readonly saw: IncomingMessage[];
}

const opened: NetServer[] = [];
const sockets = new Set<Socket>();
let sides: TwoSides | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  expect(sides?.bugs ?? []).toEqual([]);
  await sides?.close();
  sides = undefined;
  for (const socket of sockets) socket.destroy();
  await Promise.all(opened.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function secure(options: ServerOptions = {}, issued: Issued = served): Promise<Secure> {
  const server: Server = createServer({ ...issued, ...options });
  const seen = { asked: [] as (string | false)[], protocols: [] as string[], saw: [] as IncomingMessage[] };
  server.on('secureConnection', (socket: TLSSocket) => {
    seen.asked.push((socket as TLSSocket & { servername: string | false }).servername);
    seen.protocols.push(String(socket.alpnProtocol));
  });
  server.on('request', (request: IncomingMessage, response) => {
    seen.saw.push(request);
    request.resume();
    response.end(
      JSON.stringify({ by: (request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? null }),
    );
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(`echo ${textOf(data)}`)));
  return { port: await listening(server), ...seen };
}

async function listening(server: NetServer): Promise<number> {
  opened.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const trusting: TlsRule = { ca: ours.pem, cert: null, key: null, servername: null };
const upstream = (
  port: number,
  tls: Partial<TlsRule> | null,
  host = 'localhost',
  more: object = {},
): UpstreamRule =>
  normaliseUpstream(
    'u',
    { url: `https://${host}:${port}`, timeout: 5_000, ...more },
    tls && { ...trusting, ...tls },
  );

/** The same upstream as both sides of the route, and as what takes the rest. */
async function before(rule: UpstreamRule): Promise<TwoSides> {
  sides = await startTwoSides({ upstreams: { legacy: rule, candidate: { ...rule, host: 'keep' } } });
  return sides;
}

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides!.port}${path}`, init);

const textOf = (data: RawData): string => (data as Buffer).toString();

/** What a websocket through Banyan hears, or how it ended instead. */
function overWebsocket(host?: string): Promise<string> {
  const socket = new WebSocket(
    `ws://127.0.0.1:${sides!.port}/ws`,
    host === undefined ? {} : { headers: { host } },
  );
  return new Promise((resolve) => {
    socket.on('open', () => socket.send('hello'));
    socket.on('message', (data) => {
      resolve(textOf(data));
      socket.terminate();
    });
    socket.on('error', () => resolve('no connection'));
  });
}

/** What each of the three paths to an upstream says. */
async function allPaths(): Promise<{ read: number; passed: number; socket: string }> {
  const read = await get('/items/1');
  await read.arrayBuffer();
  const passed = await get('/else', { method: 'POST', body: 'x' });
  await passed.arrayBuffer();
  return { read: read.status, passed: passed.status, socket: await overWebsocket() };
}

const open = { read: 200, passed: 200, socket: 'echo hello' };
const shut = { read: 502, passed: 502, socket: 'no connection' };

describe('an upstream by https', () => {
  it('is read, shadowed, passed through to and upgraded when its authority is known', async () => {
    const server = await secure();
    await before(upstream(server.port, {}));
    expect(await allPaths()).toEqual(open);
    await sides!.settled(1);
    expect(sides!.pairs[0]).toMatchObject({ candidate: { observation: { kind: 'answer', status: 200 } } });
    // Live read, shadow read, pass-through, upgrade.
    expect(server.asked).toEqual(['localhost', 'localhost', 'localhost', 'localhost']);
  });

  it('is asked for http/1.1 only', async () => {
    const server = await secure({ ALPNProtocols: ['h2', 'http/1.1'] });
    await before(upstream(server.port, {}));
    expect(await allPaths()).toEqual(open);
    expect(new Set(server.protocols)).toEqual(new Set(['http/1.1']));
  });

  it('is asked for by its own name, whatever Host the client sends, and keeps its connections', async () => {
    const server = await secure();
    await before(upstream(server.port, {}));
    const visit = async (host: string, method = 'GET'): Promise<void> => {
      const { status } = await asHost(host, method);
      expect(status).toBe(200);
    };
    for (const host of ['shop.example', 'evil.example', 'shop.example:8443', '10.0.0.1', 'localhost']) {
      await visit(host);
      await visit(host, 'POST');
      await sides!.settled(1);
    }
    expect(await overWebsocket('evil.example')).toBe('echo hello');
    expect(new Set(server.asked)).toEqual(new Set(['localhost']));
    expect(new Set(server.saw.map(({ headers }) => headers.host))).toContain('evil.example');
    await expect.poll(() => sides!.pairs.length).toBe(5);
    // Live, shadow and pass-through once each, however many Hosts; and the upgrade.
    expect(server.asked).toHaveLength(4);
  });

  it('is asked for by the servername of its configuration, and verified against that one', async () => {
    const server = await secure({}, ours.issue(['legacy.internal']));
    await before(upstream(server.port, { servername: 'legacy.internal' }, '127.0.0.1'));
    expect(await allPaths()).toEqual(open);
    expect(new Set(server.asked)).toEqual(new Set(['legacy.internal']));
  });

  it('at an address is asked for by no name, and verified against the address', async () => {
    const server = await secure();
    await before(upstream(server.port, {}, '127.0.0.1'));
    expect((await asHost('shop.example', 'GET')).status).toBe(200);
    expect((await asHost('shop.example', 'POST')).status).toBe(200);
    expect(await overWebsocket('shop.example')).toBe('echo hello');
    expect(new Set(server.asked)).toEqual(new Set([false]));
  });

  it('is shown the client certificate that it asks for', async () => {
    const client = ours.issue(['banyan-client']);
    const server = await secure({ requestCert: true, rejectUnauthorized: true, ca: ours.pem });
    await before(upstream(server.port, { cert: client.cert, key: createPrivateKey(client.key) }));
    expect(await (await get('/items/1')).json()).toEqual({ by: 'banyan-client' });
    expect(await allPaths()).toEqual(open);
  });
});

describe('an upstream by https is not spoken to, and the reason is tls,', () => {
  const refused = async (rule: UpstreamRule, saw: readonly IncomingMessage[] = []): Promise<void> => {
    await before(rule);
    expect(await allPaths()).toEqual(shut);
    const failures = new Set<string>();
    await expect
      .poll(() => {
        for (const one of sides!.counter.take()?.failures ?? [])
          failures.add(`${one.route} ${one.side} ${one.reason}`);
        return [...failures].sort();
      })
      .toEqual(['(passthrough) legacy tls', 'r candidate tls', 'r legacy tls']);
    expect(saw).toEqual([]);
  };

  it('when nobody known has signed its certificate', async () => {
    const server = await secure();
    await refused(upstream(server.port, { ca: createAuthority('Theirs').pem }), server.saw);
  });

  it('when only the authorities that Node knows are trusted', async () => {
    const server = await secure();
    await refused(upstream(server.port, null), server.saw);
  });

  it('even where the environment would turn the verifying off', async () => {
    const server = await secure();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await refused(upstream(server.port, null), server.saw);
  });

  it('when its certificate is for another name', async () => {
    const server = await secure();
    await refused(upstream(server.port, { servername: 'other.internal' }), server.saw);
  });

  it('when its certificate has expired', async () => {
    const server = await secure({}, ours.issue(['localhost'], new Date(Date.now() - 1_000)));
    await refused(upstream(server.port, {}), server.saw);
  });

  it('when it asks for a client certificate and there is none', async () => {
    const server = await secure({ requestCert: true, rejectUnauthorized: true, ca: ours.pem });
    await refused(upstream(server.port, {}), server.saw);
  });

  it('when it knows nothing newer than TLS 1.1', async () => {
    const server = await secure({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    await refused(upstream(server.port, {}), server.saw);
  });

  it('when it speaks http without TLS', async () => {
    const plain = await listening(createHttpServer((_request, response) => response.end('plain')));
    await refused(upstream(plain, {}));
  });
});

/** fetch chooses the Host itself; this sends the one that is asked for. */
async function asHost(host: string, method: string): Promise<{ status: number }> {
  const sent = httpRequest({
    port: sides!.port,
    host: '127.0.0.1',
    path: method === 'GET' ? '/items/1' : '/else',
    method,
    headers: { host },
    agent: false,
  });
  sent.end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return { status: answer.statusCode ?? 0 };
}
