import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { normaliseRoute, type RouteRule } from '../routing-rules/route-rule.js';
import { Pins } from './pins.js';
import { json, rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

const pin = 10_000;
const clock = { now: 0 };
const afterWrite = { methods: ['POST' as const, 'PUT' as const], path: '/customers/:id/**', pin };

let sides: TwoSides;
const start = async (share: number, route: Partial<RouteRule> = {}, options: TwoSidesOptions = {}) => {
  sides = await startTwoSides({
    pins: new Pins(() => clock.now),
    ...options,
    route: { afterWrite, ...route },
  });
  sides.turn(share);
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});

const ask = async (path: string, init: RequestInit = {}): Promise<string | null> => {
  const response = await fetch(`http://127.0.0.1:${sides.port}${path}`, init);
  await response.text();
  return response.headers.get('x-banyan-served-by');
};
const readAs = (user: string) => ask('/items/1', { headers: { 'x-user': user } });
const writeAs = (user: string, path = '/customers/7/orders', method = 'POST') =>
  ask(path, { method, headers: { 'x-user': user }, body: '{}' });

describe('who has written', () => {
  it('is answered by legacy for the pin, then by the candidate again', async () => {
    await start(0.999_999);
    expect(await readAs('ann')).toBe('candidate');
    await writeAs('ann');
    expect(await readAs('ann')).toBe('legacy');
    clock.now += pin - 1;
    expect(await readAs('ann')).toBe('legacy');
    clock.now += 1;
    expect(await readAs('ann')).toBe('candidate');
  });

  it('is still compared while pinned: only the live side is another', async () => {
    await start(1);
    await writeAs('ann');
    await readAs('ann');
    await sides.settled(1);
    expect(sides.pairs).toMatchObject([{ servedBy: 'legacy' }]);
  });

  it('pins nobody else', async () => {
    await start(1);
    await writeAs('ann');
    expect(await readAs('bob')).toBe('candidate');
    expect(await ask('/items/1')).toBe('candidate');
  });

  it('is pinned by a write through another route, and through the route itself', async () => {
    const orders = normaliseRoute('orders', {
      match: { methods: ['POST'], path: '/customers/:id/orders' },
      legacy: 'legacy',
    });
    const methods = ['POST' as const];
    const own = { ...afterWrite, methods, path: '/**' };
    await start(1, { afterWrite: own }, { others: [orders] });
    expect(await writeAs('ann')).toBe('legacy');
    expect(await writeAs('bob', '/items/1')).toBe('legacy');
    expect([await readAs('ann'), await readAs('bob'), await readAs('eve')]).toEqual([
      'legacy',
      'legacy',
      'candidate',
    ]);
  });

  it('is pinned on every route that names the write, each by its own sticky key', async () => {
    const byCustomer = normaliseRoute('c', {
      match: { methods: ['GET'], path: '/views/:customer' },
      legacy: 'legacy',
      candidate: { upstream: 'candidate' },
      sticky: { from: 'path', name: 'customer' },
      afterWrite: { methods: ['PUT'], path: '/customers/:customer' },
    });
    await start(1, {}, { others: [byCustomer] });
    await writeAs('ann', '/customers/7', 'PUT');
    expect([await readAs('ann'), await ask('/views/7'), await ask('/views/8')]).toEqual([
      'legacy',
      'legacy',
      'candidate',
    ]);
  });

  it.each([
    ['is refused by legacy', { legacy: json({}, 503) }],
    ['gets no answer of legacy', { legacyUpstream: { url: 'http://127.0.0.1:1' } }],
  ])('is pinned although the write %s: it may have been done', async (_, options) => {
    await start(1, {}, options);
    await writeAs('ann');
    expect(await readAs('ann')).not.toBe('candidate');
    expect(await readAs('bob')).toBe('candidate');
  });

  it('is pinned from the answer of the write, not from its beginning', async () => {
    let answer = (): void => undefined;
    await start(
      1,
      {},
      {
        legacy: (request, response) => {
          if (request.method === 'POST') answer = () => response.end('{}');
          else response.end('{}');
        },
      },
    );
    const written = writeAs('ann');
    await expect.poll(() => sides.legacySaw.length).toBe(1);
    expect(await readAs('ann')).toBe('candidate');
    clock.now += pin;
    answer();
    await written;
    clock.now += pin - 1;
    expect(await readAs('ann')).toBe('legacy');
  });

  it('is pinned when it goes away without an answer: the write may have been done', async () => {
    await start(
      1,
      {},
      {
        legacy: (request, response) => {
          if (request.method !== 'POST') response.end('{}');
        },
      },
    );
    const socket = connect(sides.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /customers/7 HTTP/1.1\r\nhost: x\r\nx-user: ann\r\ncontent-length: 2\r\n\r\n{}');
    await expect.poll(() => sides.legacySaw.length).toBe(1);
    socket.destroy();
    await expect.poll(() => readAs('ann')).toBe('legacy');
  });

  it('is known by its address, where sticky says so', async () => {
    await start(1, { sticky: { from: 'ip' } });
    await writeAs('ann');
    expect(await readAs('bob')).toBe('legacy');
  });
});

describe('nobody is pinned', () => {
  it.each([
    ['a method that is not named', 'DELETE', '/customers/7'],
    ['a path that is not named', 'POST', '/sessions'],
  ])('by %s', async (_, method, path) => {
    await start(1);
    await writeAs('ann', path, method);
    expect(await readAs('ann')).toBe('candidate');
  });

  it('by a POST of which its route says that it only reads', async () => {
    await start(1, { safe: true, afterWrite: { ...afterWrite, path: '/**' } });
    expect(await writeAs('ann', '/items/1')).toBe('candidate');
    expect(await readAs('ann')).toBe('candidate');
  });

  it('by a request that is refused, or that asks for another protocol', async () => {
    await start(
      1,
      {},
      {
        prepareLegacy: (server) =>
          server.on('upgrade', (_request, socket) =>
            socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'),
          ),
      },
    );
    const head = 'POST /customers/7 HTTP/1.1\r\nhost: x\r\nx-user: ann\r\n';
    await rawRequest(sides.port, `${head}connection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    await rawRequest(sides.port, `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`);
    expect(await readAs('ann')).toBe('candidate');
  });

  it('who carries no sticky key', async () => {
    await start(1);
    await ask('/customers/7', { method: 'POST', body: '{}' });
    expect(await ask('/items/1')).toBe('candidate');
  });
});
