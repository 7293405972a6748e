import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openBlackHole } from '../test/black-hole.js';
import type { RawClient } from '../test/raw-client.js';
import { type RawExchange, type Script } from '../test/raw-upstream.js';
import { asking, connections, endToEnd, stageOfWires } from './wire-sides.cases.js';

const stage = stageOfWires();

const post = (length: number): string =>
  `POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n`;

/** Both ways through: a read, and what carries a body. */
const ways: [name: string, request: string, outcome: string][] = [
  ['a read', asking('1'), 'aborted'],
  ['a write', `${post(4)}body`, 'not-replayable'],
];

/** Waits until the client's request has its one outcome, and everything that ran for it is over. */
async function isOver(outcome: string, wire: Socket | undefined): Promise<void> {
  await stage.sides.settled(1);
  expect(stage.sides.outcomes()).toMatchObject({ requests: 1, handed: 0, skipped: { [outcome]: 1 } });
  await expect.poll(() => wire?.destroyed ?? true, { timeout: 5_000 }).toBe(true);
  await expect.poll(() => stage.sides.budget.used).toBe(0);
  await expect.poll(() => connections(stage.sides)).toMatchObject({ clients: 0 });
}

const leavings: [name: string, leave: (client: RawClient) => void][] = [
  ['resets', (client) => client.reset()],
  ['closes', (client) => client.close()],
];
const leavingWays = ways.flatMap(([way, request, outcome]) =>
  leavings.map(([name, leave]) => [way, name, request, leave, outcome] as const),
);

describe('a client that goes away takes its upstream connection with it', () => {
  it.each(leavingWays)(
    '42 · %s whose client %s before the upstream is connected',
    async (_way, _name, request, leave, outcome) => {
      const hole = await openBlackHole();
      stage.alsoClose(hole.close);
      const url = `http://127.0.0.1:${hole.port}`;
      await stage.start({ legacyUpstream: { url }, timeout: 60_000, route: { sample: 0 } });
      const client = await stage.sides.client();
      await client.send(request);
      await new Promise((resolve) => setTimeout(resolve, 50));
      leave(client);
      // Long before the upstream's own time is over.
      await isOver(outcome === 'aborted' ? 'not-sampled' : outcome, undefined);
    },
  );

  it.each(leavingWays)(
    '43 · %s whose client %s while it waits',
    async (_way, _name, request, leave, outcome) => {
      let wire: Socket | undefined;
      await stage.start({
        timeout: 60_000,
        legacy({ socket, pause }) {
          wire = socket;
          return pause(60_000);
        },
      });
      const client = await stage.sides.client();
      await client.send(request);
      await expect.poll(() => wire).toBeDefined();
      leave(client);
      await isOver(outcome, wire);
    },
  );

  it.each(leavingWays)(
    '44 · %s whose client %s in the middle of the answer',
    async (_way, _name, request, leave, outcome) => {
      let wire: Socket | undefined;
      await stage.start({
        timeout: 60_000,
        async legacy({ socket, send }) {
          wire = socket;
          await send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
          while (await send('4\r\nmore\r\n'));
        },
      });
      const client = await stage.sides.client();
      await client.send(request);
      await client.source.next();
      leave(client);
      await isOver(outcome, wire);
    },
  );

  it.each(leavings)('45 · a write whose client %s in the middle of its body', async (_, leave) => {
    let wire: Socket | undefined;
    await stage.start({
      timeout: 60_000,
      async legacy({ socket, body }) {
        wire = socket;
        await body();
      },
    });
    const client = await stage.sides.client();
    await client.send(`${post(1_000)}half`);
    await expect.poll(() => wire).toBeDefined();
    leave(client);
    await isOver('not-replayable', wire);
    expect(stage.sides.legacy.bodies.size).toBe(0);
  });

  it('42 · a shadow that still runs is ended with it', async () => {
    let wire: Socket | undefined;
    await stage.start({
      timeout: 60_000,
      legacy: ({ pause }) => pause(60_000),
      candidate({ socket, pause }) {
        wire = socket;
        return pause(60_000);
      },
    });
    const client = await stage.sides.client();
    await client.send(asking('1'));
    await expect.poll(() => wire).toBeDefined();
    client.reset();
    await isOver('aborted', wire);
  });
});

describe('a slow client', () => {
  it.each(ways)(
    '46 · %s whose answer is not taken holds the upstream back, then goes on',
    async (_, request) => {
      const piece = Buffer.alloc(256 * 1024, 'slow reader ');
      const pieces = 400;
      let sent = 0;
      const large: Script = async ({ body, send }) => {
        await body();
        await send(`HTTP/1.1 200 OK\r\nContent-Length: ${piece.length * pieces}\r\n\r\n`);
        while (sent < pieces && (await send(piece))) sent += 1;
      };
      await stage.start({ legacy: large, timeout: 30_000 });
      const client = await stage.sides.client();
      client.socket.pause();
      await client.send(request);
      let before = -1;
      const hasStalled = (): boolean => {
        const stalled = sent > 0 && sent === before;
        before = sent;
        return stalled;
      };
      await expect.poll(hasStalled, { interval: 250, timeout: 15_000 }).toBe(true);
      expect(sent).toBeLessThan(pieces / 2);
      // Only what may be compared is kept.
      expect(stage.sides.budget.used).toBeLessThanOrEqual(2 * 1024 * 1024);
      client.socket.resume();
      const { body } = await client.answer();
      const hash = createHash('sha256');
      for (let i = 0; i < pieces; i += 1) hash.update(piece);
      expect(createHash('sha256').update(body).digest('hex')).toBe(hash.digest('hex'));
      await stage.sides.settled(1);
      expect(stage.sides.budget.used).toBe(0);
    },
  );

  /** Sends the first bytes at once and the rest one by one until the other side has closed; reads what it said. */
  async function trickle(first: string, bytes: string): Promise<string> {
    const client = await stage.sides.client();
    await client.send(first);
    for (const byte of bytes) {
      if (client.source.over !== undefined || !(await client.send(byte))) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    let said = '';
    for (let piece = await client.source.next(); piece; piece = await client.source.next()) {
      said += piece.toString('latin1');
    }
    return said;
  }

  // A byte that crosses the answer makes the other system reset, and the answer may be lost (RFC 9112 §9.6).
  const crossing = { retry: 2 };

  it('47 · a head that comes byte by byte → 408, and nothing goes upstream', crossing, async () => {
    await stage.start({ settings: { headerTimeout: 200 } });
    const said = await trickle('GET /items/1 HTTP/1.1\r\n', 'X-More: 1\r\n'.repeat(90));
    expect(said).toMatch(/^HTTP\/1\.1 408 [\s\S]*\r\n\r\nBanyan: the request did not arrive in time\n$/);
    expect(stage.sides.legacy.accepted).toBe(0);
    expect(stage.sides.outcomes().requests).toBe(0);
    await expect.poll(() => connections(stage.sides)).toMatchObject({ clients: 0 });
  });

  it('48 · a body that comes byte by byte → 408, and the upstream connection ends', crossing, async () => {
    let wire: Socket | undefined;
    await stage.start({
      settings: { requestTimeout: 300, headerTimeout: 200 },
      timeout: 60_000,
      async legacy({ socket, body }) {
        wire = socket;
        await body();
      },
    });
    expect(await trickle(post(1_000), 'x'.repeat(1_000))).toMatch(/^HTTP\/1\.1 408 /);
    await isOver('not-replayable', wire);
    expect(stage.sides.legacy.bodies.size).toBe(0);
  });

  it('47 · the head may take 10 s and the whole request 60 s', async () => {
    const { server } = await stage.start();
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 60_000 });
  });

  // Node looks every 30 s unless told otherwise: a head of 10 s may take 40.
  it('47 · and it is looked for often enough to mean it', async () => {
    const { server } = await stage.start();
    expect(
      (server as { connectionsCheckingInterval?: number }).connectionsCheckingInterval,
    ).toBeLessThanOrEqual(5_000);
  });
});

describe('an upload that is answered before it ends', () => {
  const early = 'HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge';
  const afterwards: [name: string, then: (exchange: RawExchange) => Promise<unknown> | void][] = [
    ['goes on reading', ({ body }) => body().catch(() => undefined)],
    ['reads no more', ({ pause }) => pause(60_000)],
    ['ends its side', ({ finish }) => finish()],
  ];

  it.each(afterwards)('58 · the answer is delivered when the upstream %s', async (_, then) => {
    await stage.start({
      timeout: 5_000,
      async legacy(exchange) {
        await exchange.send(early);
        await then(exchange);
      },
    });
    const client = await stage.sides.client();
    const megabyte = Buffer.alloc(1024 * 1024);
    await client.send(post(64 * megabyte.length));
    const uploading = (async () => {
      for (let i = 0; i < 64 && (await client.send(megabyte)); i += 1);
    })();
    expect(endToEnd(await client.answer('POST'))).toMatchObject({ status: 413, body: 'large' });
    client.close();
    await uploading;
    await stage.sides.settled(1);
    expect(stage.sides.outcomes().served).toEqual({ 'legacy 4xx': 1 });
  });
});
