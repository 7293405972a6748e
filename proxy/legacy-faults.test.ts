import { describe, expect, it } from 'vitest';
import { answering, type Script } from '../test/raw-upstream.js';
import type { WireAnswer } from '../test/wire-message.js';
import {
  asking,
  askDirectly,
  connections,
  endToEnd,
  plainAnswer,
  plainly,
  stageOfWires,
  type WireSidesOptions,
} from './wire-sides.cases.js';

const stage = stageOfWires();

const conditional = asking('1').replace('\r\n\r\n', '\r\nIf-None-Match: "0"\r\n\r\n');
const writing = 'POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody';
/** Every way through to legacy: a read, one that asks for less, a write, and what no route matches. */
const ways: [name: string, request: string][] = [
  ['a read', asking('1')],
  ['a conditional read', conditional],
  ['a write', writing],
  ['what no route matches', 'GET /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n'],
];
const each = <T>(
  rows: readonly (readonly [string, T])[],
  through: typeof ways = ways,
): (readonly [name: string, way: string, row: T, request: string])[] =>
  rows.flatMap(([name, row]) => through.map(([way, request]) => [name, way, row, request] as const));

async function ask(request: string, options: WireSidesOptions): Promise<WireAnswer> {
  await stage.start({ timeout: 5_000, ...options });
  const client = await stage.sides.client();
  return client.ask(request);
}

/** Exactly one outcome, if it was of a route; nothing is left behind but connections for the next. */
async function isOver(request: string): Promise<void> {
  if (request.includes('/items/')) {
    await stage.sides.settled(1);
    const { requests, handed, skipped } = stage.sides.outcomes();
    expect([requests, handed + Object.values(skipped).reduce((sum, count) => sum + count, 0)]).toEqual([
      1, 1,
    ]);
  }
  await expect.poll(() => stage.sides.budget.used).toBe(0);
}

describe('legacy that gives no answer', () => {
  const rows: [name: string, row: { status: number; options: WireSidesOptions }][] = [
    ['is down', { status: 502, options: { legacyUpstream: { url: 'http://127.0.0.1:1' } } }],
    ['is slow', { status: 504, options: { legacy: ({ pause }) => pause(60_000), timeout: 250 } }],
    ['resets', { status: 502, options: { legacy: ({ reset }) => reset() } }],
    ['ends', { status: 502, options: { legacy: ({ finish }) => finish() } }],
    [
      'resets within its head',
      {
        status: 502,
        options: {
          async legacy({ send, pause, reset }) {
            await send('HTTP/1.1 200 OK\r\nX-Half');
            await pause(20);
            reset();
          },
        },
      },
    ],
  ];

  it.each(each(rows))('57 · that %s is told so to %s', async (_name, _way, { status, options }, request) => {
    const answer = await ask(request, options);
    expect(answer.status).toBe(status);
    expect(answer.body.toString()).toMatch(/^Banyan: the upstream did not answer \([a-z-]+\)\n$/);
    await isOver(request);
  });
});

describe('legacy that breaks off its answer', () => {
  const half = '{"half": "of a doc';
  const rows: [name: string, script: Script][] = [
    [
      'reset in a body with a length',
      async ({ send, pause, reset }) => {
        await send(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${half}`);
        await pause(50);
        reset();
      },
    ],
    [
      'ended in a body with a length',
      async ({ send, finish }) => {
        await send(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n${half}`);
        finish();
      },
    ],
    [
      'reset in a chunk',
      async ({ send, pause, reset }) => {
        await send(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n${half}`);
        await pause(50);
        reset();
      },
    ],
    [
      'ended between chunks',
      async ({ send, finish }) => {
        await send(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n${half}\r\n`);
        finish();
      },
    ],
    [
      'ended between chunks, after it announced to close',
      async ({ send, finish }) => {
        await send(
          `HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n${half}\r\n`,
        );
        finish();
      },
    ],
    [
      'a chunk that is none',
      async ({ send, pause }) => {
        await send(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n12\r\n${half}\r\n`);
        await pause(50);
        await send('XYZ\r\n');
      },
    ],
  ];

  it.each(each(rows))(
    '57 · %s, for %s: what came is passed on, nothing is added, the connection breaks',
    async (_name, _way, legacy, request) => {
      await stage.start({ legacy, timeout: 5_000 });
      const client = await stage.sides.client();
      await client.send(request);
      const seen: Buffer[] = [];
      for (let chunk = await client.source.next(); chunk; chunk = await client.source.next())
        seen.push(chunk);
      const text = Buffer.concat(seen).toString('latin1');
      expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(text.slice(text.indexOf('\r\n\r\n') + 4).replace(/^12\r\n|\r\n$/g, '')).toBe(half);
      // No last chunk: nobody may take it for the whole.
      expect(text).not.toContain('\r\n0\r\n\r\n');
      await client.closed;
      await isOver(request);
    },
  );

  const breaksOffInSilence = async (_way: string, request: string): Promise<void> => {
    await stage.start({
      async legacy({ send, pause }) {
        await send('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf');
        await pause(60_000);
      },
      timeout: 300,
    });
    const client = await stage.sides.client();
    const waiting = new Promise((resolve) => setTimeout(() => resolve('still waiting'), 3_000));
    await client.send(request);
    expect(await Promise.race([client.closed, waiting])).toBeUndefined();
    await isOver(request);
  };
  const [write, ...reads] = [ways[2]!, ...ways.filter(([way]) => way !== 'a write')];
  it.each(reads)('57 · silence in the middle of the body breaks off %s', breaksOffInSilence);
  // The pass-through engine watches no more once the head is there.
  it.each([write])('57 · silence in the middle of the body breaks off %s', breaksOffInSilence);

  it('57 · is no evidence', async () => {
    await stage.start({ legacy: rows[0]![1] });
    const client = await stage.sides.client();
    await expect(client.ask(asking('1'))).rejects.toThrow();
    await stage.sides.settled(1);
    expect(stage.sides.outcomes()).toMatchObject({ handed: 0, skipped: { 'legacy-failed': 1 } });
  });
});

describe('a kept connection that legacy has closed meanwhile', () => {
  /** Answers the first request of each connection and resets it upon the second. */
  const once: Script = (exchange) => (exchange.before === 0 ? plainly(exchange) : exchange.reset());

  it.each([
    ['a read', asking('1')],
    ['a HEAD', asking('1', 'HEAD')],
    ['a conditional read', conditional],
    ['what no route matches', 'GET /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n'],
  ])('59 · %s is tried once more, and answered', async (_, request) => {
    await stage.start({ legacy: once, route: { sample: 0 } });
    const client = await stage.sides.client();
    for (let i = 0; i < 3; i += 1) expect((await client.ask(request)).status).toBe(200);
  });

  it.each([
    ['POST', 502],
    ['PATCH', 502],
  ])('59 · %s is never tried twice', async (method, status) => {
    await stage.start({ legacy: once, route: { sample: 0 } });
    const client = await stage.sides.client();
    const request = writing.replace('POST', method);
    expect((await client.ask(request)).status).toBe(200);
    const { legacy } = stage.sides;
    const answer = await client.ask(request);
    // On a connection of its own it may well be answered; on the old one it is told that it was not.
    expect([200, status]).toContain(answer.status);
    expect(legacy.requests).toHaveLength(2);
  });

  it.each(ways)('59 · %s that is reset every time is tried twice at most', async (_, request) => {
    const answer = await ask(request, { legacy: ({ reset }) => reset() });
    expect(answer.status).toBe(502);
    expect(stage.sides.legacy.requests.length).toBeLessThanOrEqual(request === writing ? 1 : 2);
    await isOver(request);
  });

  it('59 · once its answer has begun nothing is tried again', async () => {
    await stage.start({
      async legacy({ send, pause, reset }) {
        await send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
        await pause(30);
        reset();
      },
    });
    const client = await stage.sides.client();
    await expect(client.ask(asking('1'))).rejects.toThrow();
    await stage.sides.settled(1);
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });
});

describe('legacy that speaks an odd HTTP', () => {
  const odd: [name: string, bytes: string][] = [
    ['no reason phrase', 'HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok'],
    ['a status without a name', 'HTTP/1.1 299 Hm\r\nContent-Length: 2\r\n\r\nok'],
    ['Latin-1 in a value', 'HTTP/1.1 200 OK\r\nX-Name: Andr\xe9\r\nContent-Length: 2\r\n\r\nok'],
    ['UTF-8 in a value', 'HTTP/1.1 200 OK\r\nX-Name: Andr\xc3\xa9\r\nContent-Length: 2\r\n\r\nok'],
    ['a tab in a value', 'HTTP/1.1 200 OK\r\nX-Name: a\tb\r\nContent-Length: 2\r\n\r\nok'],
    ['empty values', 'HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Empty: \r\nContent-Length: 2\r\n\r\nok'],
    ['odd names', "HTTP/1.1 200 OK\r\n!#$%&'*+-.^_`|~: 1\r\nContent-Length: 2\r\n\r\nok"],
    ['200 header lines', `HTTP/1.1 200 OK\r\n${'X: 1\r\n'.repeat(200)}Content-Length: 2\r\n\r\nok`],
    ['204', 'HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n'],
    ['304', 'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'],
    ['an empty body in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    [
      'Date and Server of its own',
      'HTTP/1.1 200 OK\r\nDate: never\r\nServer: old\r\nContent-Length: 0\r\n\r\n',
    ],
    [
      '206 that nobody asked for',
      'HTTP/1.1 206 P\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\nok',
    ],
    ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://elsewhere/?a=|\r\nContent-Length: 0\r\n\r\n'],
  ];

  it.each(each(odd))('60 · %s passes as it is to %s', async (_name, _way, bytes, request) => {
    await stage.start({ legacy: answering(bytes), timeout: 5_000 });
    const direct = await askDirectly(stage.sides.legacy, request);
    const client = await stage.sides.client();
    expect(endToEnd(await client.ask(request))).toEqual(direct);
    expect(endToEnd(await client.ask(request))).toEqual(direct);
  });

  const hard: [name: string, bytes: string][] = [
    ['204 that tells a length', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n'],
    ['304 that tells a length', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
    ['100 Continue that nobody asked for', `HTTP/1.1 100 Continue\r\n\r\n${plainAnswer}`],
    ['a reason phrase in UTF-8', 'HTTP/1.1 200 \xe6\x88\x90\xe5\x8a\x9f\r\nContent-Length: 2\r\n\r\nok'],
  ];
  const passesAsItIs = async (_name: string, _way: string, bytes: string, request: string): Promise<void> => {
    await stage.start({ legacy: answering(bytes), timeout: 1_000 });
    const direct = await askDirectly(stage.sides.legacy, request);
    const client = await stage.sides.client();
    expect(endToEnd(await client.ask(request))).toEqual(direct);
  };
  it.each(each(hard))('60 · %s passes as it is to %s', passesAsItIs);
  // undici reads the reason as UTF-8: what it was is lost, the usual phrase stands for it.
  it.each(ways)('60 · a reason phrase in Latin-1 does not keep the answer from %s', async (_, request) => {
    const answer = await ask(request, {
      legacy: answering('HTTP/1.1 200 Tr\xe8s bien\r\nContent-Length: 2\r\n\r\nok'),
    });
    expect(['OK', 'Tr\xe8s bien']).toContain(answer.reason);
    expect(answer.body.toString()).toBe('ok');
  });

  it.each(ways)('60 · chunk extensions are dropped for %s', async (_, request) => {
    const answer = await ask(request, {
      legacy: answering('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0;c\r\n\r\n'),
    });
    expect(endToEnd(answer)).toEqual({ status: 200, reason: 'OK', headers: [], body: 'ok' });
  });

  it.each(ways)('60 · a body that ends with the connection is whole: %s', async (_, request) => {
    await stage.start({
      async legacy({ body, send, finish }) {
        await body();
        await send('HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\nuntil the end');
        finish();
      },
    });
    const client = await stage.sides.client();
    const answer = await client.ask(request);
    expect([answer.status, answer.body.toString()]).toEqual([200, 'until the end']);
    // The client's connection need not end for it.
    expect((await client.ask(request)).body.toString()).toBe('until the end');
  });

  it.each(ways)(
    '60 · Trailer beside Content-Length is dropped, the answer passes: %s',
    async (_, request) => {
      const answer = await ask(request, {
        legacy: answering('HTTP/1.1 200 OK\r\nTrailer: X-T\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nok'),
      });
      expect(endToEnd(answer)).toMatchObject({ status: 200, body: 'ok' });
      expect(answer.headers.map(([name]) => name)).not.toContain('Trailer');
    },
  );

  const invalid: [name: string, bytes: string][] = [
    ['status 000', 'HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n'],
    ['status 099', 'HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n'],
    ['status 600', 'HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n'],
    ['status 1000', 'HTTP/1.1 1000 No\r\nContent-Length: 0\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['101 that nobody asked for', 'HTTP/1.1 101 S\r\n\r\n'],
    ['a control character in the reason', 'HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nok'],
    ['a control character in a value', 'HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 2\r\n\r\nok'],
    ['a name that is no token', 'HTTP/1.1 200 OK\r\nX (A): 1\r\nContent-Length: 2\r\n\r\nok'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nX-A : 1\r\nContent-Length: 2\r\n\r\nok'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nX-A: 1\r\n 2\r\nContent-Length: 2\r\n\r\nok'],
    ['a bare LF', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
    [
      '64 KB of header lines',
      `HTTP/1.1 200 OK\r\n${`X: ${'x'.repeat(1000)}\r\n`.repeat(64)}Content-Length: 2\r\n\r\nok`,
    ],
    [
      'Content-Length beside Transfer-Encoding',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    ],
    ['unlike Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'],
    ['a Content-Length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok'],
  ];
  const isBadGateway = async (_name: string, _way: string, bytes: string, request: string): Promise<void> => {
    const answer = await ask(request, { legacy: answering(bytes), timeout: 1_000 });
    expect([answer.status, answer.reason]).toEqual([502, 'Bad Gateway']);
    await isOver(request);
    await expect.poll(() => connections(stage.sides)).toMatchObject({ clients: 1 });
  };
  it.each(each(invalid))('60 · %s is a 502 for %s, nothing is thrown', isBadGateway);

  const unasked: [name: string, bytes: string][] = [
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'],
  ];
  it.each(each(unasked))('60 · %s is a 502 for %s', isBadGateway);

  it.each(
    each([
      [
        'a transfer coding that nobody allowed',
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
      ],
    ]),
  )('60 · %s is a 502 for %s', isBadGateway);

  it.each(ways)('60 · more bytes than told never reach the next answer: %s', async (_, request) => {
    await stage.start({
      async legacy(exchange) {
        await plainly(exchange);
        if (exchange.before === 0) await exchange.send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged');
      },
    });
    const direct = await askDirectly(stage.sides.legacy, request);
    const client = await stage.sides.client();
    for (let i = 0; i < 3; i += 1) expect(endToEnd(await client.ask(request))).toEqual(direct);
  });
});
