import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { buildConnector, type Dispatcher } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAuthority } from './certificates.cases.js';
import { Connections } from './connections.js';
import { secureContextOf } from './tls-rule.js';

let server: Server;
let connections: Connections;
/** Of each connection that the upstream saw, the paths that came over it. */
let seen: { socket: Socket; paths: string[] }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let held: ServerResponse[];

async function start(most = 256): Promise<void> {
  seen = [];
  held = [];
  answer = (request, response) => {
    if (request.url?.startsWith('/held')) held.push(response);
    else response.end('told');
  };
  server = createServer((request, response) => {
    const known = seen.find(({ socket }) => socket === request.socket);
    const paths = known?.paths ?? [];
    if (!known) seen.push({ socket: request.socket, paths });
    paths.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  connections = to(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, most);
}
const to = (origin: string, most: number, connect = buildConnector({ timeout: 1_000 })): Connections =>
  new Connections({ origin, connect, servername: undefined, most, timeout: 5_000 });

afterEach(async () => {
  vi.useRealTimers();
  await connections.destroy();
  server.closeAllConnections();
  server.close();
});

/** Reads a path; resolves with the body, or with why there was none. */
function read(path: string, from = connections, giveUp = false): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const handler: Dispatcher.DispatchHandler = {
      onConnect: (abort) => giveUp && abort(new Error('given up')),
      onHeaders: () => true,
      onData: (chunk) => {
        text += chunk.toString();
        return true;
      },
      onComplete: () => resolve(text),
      onError: (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message),
    };
    from.dispatch({ method: 'GET', path, headers: [], body: null }, handler);
  });
}
const pathsSeen = (): string[][] => seen.map(({ paths }) => paths);
/** Until the upstream’s last word was heard: a connection is free one turn after its answer. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('the connections to an upstream', () => {
  it('carry one request at a time each, and the one that was used last is used next', async () => {
    await start();
    const both = [read('/held/1'), read('/held/2')];
    await expect.poll(() => held.length).toBe(2);
    for (const response of held) {
      response.end('late');
      await settled();
    }
    expect(await Promise.all(both)).toEqual(['late', 'late']);
    for (const path of ['/3', '/4']) {
      await read(path);
      await settled();
    }
    expect(pathsSeen()).toEqual([['/held/1'], ['/held/2', '/3', '/4']]);
  });

  it('are as many as allowed, and who waits is served in turn', async () => {
    await start(2);
    const all = ['/held/1', '/held/2', '/3', '/4'].map((path) => read(path));
    await expect.poll(() => held.length).toBe(2);
    await settled();
    expect(pathsSeen().flat()).toEqual(['/held/1', '/held/2']);
    held[0]!.end('late');
    expect(await Promise.all(all.slice(2))).toEqual(['told', 'told']);
    expect(pathsSeen()).toEqual([['/held/1', '/3', '/4'], ['/held/2']]);
  });

  it('make room for another when the upstream closes one', async () => {
    await start(1);
    answer = (_, response) => {
      response.shouldKeepAlive = false;
      response.end('last');
    };
    const answers = await Promise.all(['/1', '/2', '/3'].map((path) => read(path)));
    expect(answers).toEqual(['last', 'last', 'last']);
    expect(pathsSeen()).toEqual([['/1'], ['/2'], ['/3']]);
    answer = (_, response) => response.end('told');
    expect(await read('/4')).toBe('told');
    await settled();
    seen.at(-1)?.socket.destroy();
    await settled();
    expect(await read('/5')).toBe('told');
  });

  it.each([
    ['a request that cannot be sent', (one: Connections) => read('no path', one), 'UND_ERR_INVALID_ARG'],
    ['a request that was given up while it waited', (one: Connections) => read('/1', one, true), 'given up'],
  ])('are not used up by %s', async (_, refused, why) => {
    await start(1);
    for (let i = 0; i < 3; i++) expect(await refused(connections)).toBe(why);
    expect(await Promise.all([read('/1'), refused(connections), read('/2')])).toEqual(['told', why, 'told']);
    expect(pathsSeen().flat()).toEqual(['/1', '/2']);
  });

  it('are not used up by an upstream that refuses, nor by one whose certificate is another’s', async () => {
    await start(1);
    const closed = to('http://127.0.0.1:1', 1);
    expect(await Promise.all([read('/1', closed), read('/2', closed)])).toEqual([
      'ECONNREFUSED',
      'ECONNREFUSED',
    ]);
    const authority = createAuthority('Ours');
    const other = createTlsServer(authority.issue(['elsewhere']), (_, response) => response.end('told'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const secureContext = secureContextOf({ ca: authority.pem, cert: null, key: null, servername: null });
    const refused = to(
      `https://localhost:${(other.address() as AddressInfo).port}`,
      1,
      buildConnector({ secureContext, timeout: 1_000 }),
    );
    const why = 'ERR_TLS_CERT_ALTNAME_INVALID';
    expect(await Promise.all([read('/1', refused), read('/2', refused)])).toEqual([why, why]);
    expect(await read('/3', refused)).toBe(why);
    other.close();
  });

  it('are renewed after five minutes, so that traffic follows a name that moved', async () => {
    await start();
    vi.useFakeTimers({ toFake: ['performance'] });
    await read('/1');
    await settled();
    vi.advanceTimersByTime(301_000);
    await read('/2');
    await settled();
    await read('/3');
    expect(pathsSeen()).toEqual([['/1', '/2'], ['/3']]);
  });

  it('are not opened anew for a read that was given up', async () => {
    await start(2);
    let abort: () => void = () => undefined;
    const over = new Promise<Error>((resolve) =>
      connections.dispatch(
        { method: 'GET', path: '/held', headers: [], body: null },
        {
          onConnect: (giveUp) => {
            abort = giveUp;
          },
          onHeaders: () => true,
          onData: () => true,
          onComplete: () => undefined,
          onError: resolve,
        },
      ),
    );
    await expect.poll(() => held.length).toBe(1);
    abort();
    await over;
    await settled();
    expect(await new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBe(0);
    expect(seen).toHaveLength(1);
  });

  it('tell who waits for one that there will be none', async () => {
    await start(1);
    const both = [read('/held'), read('/waits')];
    await expect.poll(() => held.length).toBe(1);
    await connections.destroy();
    expect(await Promise.all(both)).toEqual(['UND_ERR_DESTROYED', 'the upstream was closed']);
  });

  it.each([1, 3, 50])('end each read once, with its own answer, whatever %i of them meet', async (most) => {
    await start(most);
    let state = most;
    /** The same numbers in each run. */
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    answer = ({ socket, url = '' }, response) => {
      const fate = random();
      if (fate < 0.1) socket.resetAndDestroy();
      else if (fate < 0.2) socket.end();
      else if (fate < 0.3) socket.end('SSH-2.0\r\n');
      else if (fate < 0.4) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort');
      else if (fate < 0.5) setTimeout(() => response.end(url), 10);
      else {
        response.shouldKeepAlive = fate < 0.9;
        response.end(url);
      }
    };
    const told = new Map<string, string[]>();
    const reads = Array.from({ length: 400 }, async (_, i) => {
      const path = random() < 0.05 ? `no path ${i}` : `/${i}`;
      told.set(path, []);
      await new Promise((resolve) => setTimeout(resolve, random() * 200));
      await new Promise<void>((resolve) => {
        let text = '';
        const end = (how: string): void => {
          told.get(path)?.push(how);
          resolve();
        };
        connections.dispatch(
          { method: 'GET', path, headers: [], body: null },
          {
            onConnect: (abort) => random() < 0.1 && setTimeout(() => abort(), random() * 10),
            onHeaders: () => true,
            onData: (chunk) => {
              text += chunk.toString();
              return true;
            },
            onComplete: () => end(text === path ? 'its own' : text),
            onError: () => end('failed'),
          },
        );
      });
    });
    await Promise.all(reads);
    const ends = new Set([...told.values()].map((ways) => ways.join()));
    expect(ends).toEqual(new Set(['its own', 'failed']));
    // Every place is there for the next; one that the upstream was just closing is tried again.
    answer = (_, response) => held.push(response);
    const late = async (): Promise<string> => {
      for (;;) if ((await read('/held')) === 'late') return 'late';
    };
    const all = Array.from({ length: most }, late);
    // What came over a connection that was just closing was heard too, and nobody waits for its answer.
    const waiting = (): ServerResponse[] => held.filter(({ socket }) => socket?.writable === true);
    await expect.poll(() => waiting().length).toBe(most);
    answer = (_, response) => response.end('late');
    for (const response of waiting()) response.end('late');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['late']));
  });
});
