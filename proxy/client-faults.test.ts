import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openBlackHole } from '../test/black-hole.js';
import type { RawClient } from '../test/raw-client.js';
import { answering, type RawExchange, type Script } from '../test/raw-upstream.js';
import { asking, connections, endToEnd, plainAnswer, stageOfWires } from './wire-sides.cases.js';

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

describe('pipelining', () => {
  it('49 · answers come in the order of the requests, whichever is ready first', async () => {
    await stage.start({
      route: { concurrency: 8 },
      async legacy({ request, body, pause, send }) {
        const whole = (await body()).body.toString();
        const id = request.target.split('/').at(-1);
        if (id === '1') await pause(150);
        await send(`HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${`${id}${whole}-----`.slice(0, 5)}`);
      },
    });
    const client = await stage.sides.client();
    await client.send(`${asking('1')}${post(2)}ab${asking('3')}${asking('4')}`);
    const answers: string[] = [];
    for (let i = 0; i < 4; i += 1) answers.push((await client.answer()).body.toString());
    expect(answers).toEqual(['1----', '1ab--', '3----', '4----']);
    await stage.sides.settled(4);
  });

  it.each([
    ['a read', asking('1'), 'GARBAGE\r\n\r\n'],
    ['a write', `${post(4)}body`, `GET /${'x'.repeat(20_000)}`],
  ])('49 · what cannot be read after %s is not answered in its place', async (_, request, garbage) => {
    await stage.start({
      timeout: 5_000,
      async legacy({ body, send, pause }) {
        await body();
        await pause(200);
        await send('HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nown');
      },
    });
    const client = await stage.sides.client();
    await client.send(request);
    for (let i = 0; i < 3; i++) await client.send(garbage);
    expect(endToEnd(await client.answer())).toMatchObject({ status: 201, body: 'own' });
    await client.closed;
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('49 · of a client that goes away ends the one that runs; those that waited never begin', async () => {
    await stage.start({ legacy: ({ pause }) => pause(60_000), route: { concurrency: 4 }, timeout: 60_000 });
    const client = await stage.sides.client();
    await client.send(asking('1').repeat(3));
    await expect.poll(() => stage.sides.legacy.requests.length).toBe(1);
    client.reset();
    await stage.sides.settled(1);
    expect(stage.sides.legacy.requests).toHaveLength(1);
    expect(stage.sides.outcomes()).toMatchObject({ requests: 1, skipped: { aborted: 1 } });
    expect(stage.sides.budget.used).toBe(0);
  });
});

describe('a body reaches the upstream framed exactly once', () => {
  const chunked = '3\r\none\r\n4;ext=1\r\n two\r\n0\r\n\r\n';
  const bodies: [framing: string, bytes: string][] = [
    ['chunked', `Transfer-Encoding: chunked\r\n\r\n${chunked}`],
    ['with a length', 'Content-Length: 7\r\n\r\none two'],
  ];
  const methods = ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'PROPFIND'];
  const cases = methods.flatMap((method) =>
    bodies.map(([framing, bytes]) => [method, framing, bytes] as const),
  );

  it.each(cases)('51 · %s %s', async (method, _, bytes) => {
    await stage.start();
    const client = await stage.sides.client();
    // What follows would be swallowed, or read as a request of the body's.
    await client.send(`${method} /items/1 HTTP/1.1\r\nHost: h\r\n${bytes}${asking('2')}`);
    expect((await client.answer(method)).status).toBe(200);
    expect((await client.answer()).status).toBe(200);
    const { legacy } = stage.sides;
    expect(legacy.problems).toEqual([]);
    expect(legacy.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      `${method} /items/1`,
      'GET /items/2',
    ]);
    expect(legacy.bodies.get(legacy.requests[0]!)?.body.toString()).toBe('one two');
  });

  it.each(['DELETE', 'OPTIONS', 'GET'])(
    '51 · a request within the body of %s is no request',
    async (method) => {
      await stage.start();
      const client = await stage.sides.client();
      const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
      await client.ask(
        `${method} /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
      );
      const { legacy } = stage.sides;
      expect(legacy.bodies.get(legacy.requests[0]!)?.body.toString()).toBe(smuggled);
      expect(legacy.requests).toHaveLength(1);
    },
  );

  it('51 · a chunk that is no chunk is never told as a whole body', async () => {
    await stage.start();
    const client = await stage.sides.client();
    await client.send('POST /items/1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
    await expect.poll(() => stage.sides.legacy.requests.length).toBe(1);
    await client.send('XYZ\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n');
    expect((await client.answer('POST')).status).toBe(400);
    await client.closed;
    await expect.poll(() => stage.sides.legacy.open).toBe(0);
    expect(stage.sides.legacy.bodies.size).toBe(0);
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });
});

describe('what belongs to one connection', () => {
  const own = [
    'Connection: close, X-Hop, keep-alive',
    'X-Hop: 1',
    'Keep-Alive: timeout=9',
    'Proxy-Connection: keep-alive',
    'Proxy-Authenticate: Basic',
    'Proxy-Authorization: Basic eA==',
    'TE: trailers, deflate',
    'Trailer: X-Check',
  ];
  const hopByHop = /^(?:x-hop|keep-alive|proxy-.*|te|trailer)$/i;

  it.each([
    ['a read', 'GET', ''],
    ['a conditional read', 'GET', 'If-None-Match: "1"\r\n'],
    ['a write', 'POST', 'Content-Length: 2\r\n'],
  ])('52 · does not pass %s, in either direction', async (_, method, lines) => {
    await stage.start({
      legacy: answering(['HTTP/1.1 200 OK', ...own, 'X-Kept: 1', 'Content-Length: 2', '', 'ok'].join('\r\n')),
    });
    const client = await stage.sides.client();
    const body = method === 'POST' ? 'ok' : '';
    await client.send(
      `${method} /items/1 HTTP/1.1\r\nHost: h\r\n${own.join('\r\n')}\r\nX-Kept: 1\r\n${lines}\r\n${body}`,
    );
    const { headers } = await client.answer();
    for (const seen of [headers, stage.sides.legacy.requests[0]!.headers]) {
      const names = seen.map(([name]) => name);
      expect(names).toContain('X-Kept');
      expect(seen.filter(([name, value]) => hopByHop.test(name) && value !== 'timeout=75')).toEqual([]);
    }
  });
});

describe('a client that asks before it sends', () => {
  const expecting = 'POST /items/1 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n';

  it('54 · is told to go on when the upstream says so, and its body arrives', async () => {
    await stage.start({
      async legacy({ send, body }) {
        await send('HTTP/1.1 100 Continue\r\n\r\n');
        await body();
        await send(plainAnswer);
      },
    });
    const client = await stage.sides.client();
    await client.send(expecting);
    // Waits for the word, as it may.
    await expect.poll(() => client.source.over ?? client.socket.bytesRead).toBeGreaterThan(0);
    await client.send('body');
    const answer = await client.answer('POST');
    expect([answer.interim.map(({ status }) => status), answer.status]).toEqual([[100], 200]);
    const { legacy } = stage.sides;
    expect(legacy.bodies.get(legacy.requests[0]!)?.body.toString()).toBe('body');
  });

  it.each([
    ['417', 'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n'],
    ['401', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
  ])('54 · hears the upstream’s %s in place of 100, and keeps its body', async (status, bytes) => {
    await stage.start({ legacy: ({ send }) => send(bytes).then(() => undefined) });
    const client = await stage.sides.client();
    await client.send(expecting);
    const answer = await client.answer('POST');
    expect([answer.interim, answer.status]).toEqual([[], Number(status)]);
  });

  it('54 · what else is expected is for the upstream to refuse', async () => {
    await stage.start({ legacy: answering('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n') });
    const client = await stage.sides.client();
    await client.send('GET /items/1 HTTP/1.1\r\nHost: h\r\nExpect: the-unexpected\r\n\r\n');
    expect((await client.answer()).status).toBe(417);
    expect(stage.sides.legacy.requests[0]?.headers).toContainEqual(['Expect', 'the-unexpected']);
  });

  it('54 · of HTTP/1.0 is told nothing in between', async () => {
    await stage.start();
    const client = await stage.sides.client();
    await client.send(`${expecting.replace('HTTP/1.1', 'HTTP/1.0')}body`);
    const answer = await client.answer('POST');
    expect([answer.interim, answer.status]).toEqual([[], 200]);
  });

  it.each(ways)('54 · early hints reach the client of %s as they come', async (_, request) => {
    await stage.start({
      legacy: answering(
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLINK: </b.js>\r\n\r\n',
        plainAnswer,
      ),
    });
    const client = await stage.sides.client();
    const { interim, status } = await client.ask(request);
    expect(status).toBe(200);
    expect(interim).toMatchObject([
      {
        status: 103,
        headers: [
          ['Link', '</a.css>; rel=preload'],
          ['LINK', '</b.js>'],
        ],
      },
    ]);
  });

  it.each(ways)('54 · early hints never reach an HTTP/1.0 client of %s', async (_, request) => {
    await stage.start({
      legacy: answering('HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n', plainAnswer),
    });
    const client = await stage.sides.client();
    const { interim, status } = await client.ask(request.replace('HTTP/1.1', 'HTTP/1.0'));
    expect([interim, status]).toEqual([[], 200]);
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
