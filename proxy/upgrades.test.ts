import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { RawClient } from '../test/raw-client.js';
import type { Script } from '../test/raw-upstream.js';
import { readHead, valueOf } from '../test/wire-message.js';
import { connections, endToEnd, stageOfWires, type WireSidesOptions } from './wire-sides.cases.js';

const stage = stageOfWires();

/** For a route, which is never asked of its candidate, and for what no route matches. */
const targets = [['/items/1'], ['/elsewhere']];
const upgrade = (target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: eA==\r\nX-Own: 1\r\n\r\n`;
const switching =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: eA==\r\nX-Answer: 1\r\n\r\n';

/** Switches, then gives every byte back until the other side ends. */
const echo: Script = async ({ source, send }) => {
  await send(switching);
  for (let chunk = await source.next(); chunk; chunk = await source.next()) await send(chunk);
};

const refusal = 'HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno';

async function open(target: string, options: WireSidesOptions): Promise<RawClient> {
  await stage.start({ timeout: 5_000, ...options });
  const client = await stage.sides.client();
  await client.send(upgrade(target));
  return client;
}

/** Both ends of both connections are closed, and the candidate never heard of it. */
async function isOver(client: RawClient): Promise<void> {
  await client.closed;
  await expect
    .poll(() => connections(stage.sides), { timeout: 5_000 })
    .toEqual({ legacy: 0, candidate: 'few', clients: 0 });
  expect(stage.sides.candidate.accepted).toBe(0);
  expect(stage.sides.legacy.requests).toHaveLength(1);
}

describe('an upgrade', () => {
  it.each(targets)('56 · of %s that succeeds joins both sockets, bytes as they are', async (target) => {
    const client = await open(target, { legacy: echo });
    const head = await readHead(client.source);
    expect(head).toMatchObject({ status: 101, reason: 'Switching Protocols' });
    expect(valueOf(head.headers, 'sec-websocket-accept')).toBe('eA==');
    expect(valueOf(head.headers, 'x-answer')).toBe('1');
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256));
    await client.send(bytes);
    expect((await client.source.exactly(bytes.length)).equals(bytes)).toBe(true);
    expect(stage.sides.legacy.requests[0]?.headers).toEqual(
      expect.arrayContaining([
        ['Sec-WebSocket-Key', 'eA=='],
        ['X-Own', '1'],
      ]),
    );
    client.close();
    await isOver(client);
  });

  it.each(targets)(
    '56 · of %s: what comes with the request and with the answer is not lost',
    async (target) => {
      await stage.start({
        async legacy({ source, send, pause }) {
          await send(`${switching}first`);
          await send(await source.exactly(5));
          await pause(60_000);
        },
      });
      const client = await stage.sides.client();
      await client.send(`${upgrade(target)}early`);
      await readHead(client.source);
      expect((await client.source.exactly(10)).toString()).toBe('firstearly');
      client.close();
      await isOver(client);
    },
  );

  it.each(targets)('56 · of %s that is refused delivers the refusal, body and all', async (target) => {
    const client = await open(target, {
      async legacy({ send }) {
        await send('HTTP/1.1 403 Not You\r\nX-Why: because\r\nContent-Length: 7\r\n\r\nrefused');
      },
    });
    const answer = await client.answer();
    expect(endToEnd(answer)).toMatchObject({ status: 403, reason: 'Not You', body: 'refused' });
    expect(valueOf(answer.headers, 'x-why')).toBe('because');
    client.close();
    await isOver(client);
  });

  it.each(targets)('56 · of %s that is refused in chunks delivers them all', async (target) => {
    const client = await open(target, {
      async legacy({ send, pause }) {
        await send('HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nref\r\n');
        await pause(50);
        await send('4\r\nused\r\n0\r\n\r\n');
      },
    });
    expect(endToEnd(await client.answer())).toMatchObject({ status: 400, body: 'refused' });
    client.close();
    await isOver(client);
  });

  it.each([
    ['succeeds', switching],
    ['is refused', 'HTTP/1.1 403 Not You\r\nX-Answer: 1\r\nContent-Length: 0\r\n\r\n'],
  ])('56 · that %s keeps the names of its header lines as they were sent', async (_, bytes) => {
    const client = await open('/items/1', { legacy: ({ send }) => send(bytes).then(() => undefined) });
    expect((await readHead(client.source)).headers).toContainEqual(['X-Answer', '1']);
  });

  const failures: [name: string, status: number, options: WireSidesOptions][] = [
    ['is reset before its answer', 502, { legacy: ({ reset }) => reset() }],
    ['ends before its answer', 502, { legacy: ({ finish }) => finish() }],
    [
      'is answered with nonsense',
      502,
      { legacy: ({ send }) => send('SSH-2.0-OpenSSH\r\n\r\n').then(() => undefined) },
    ],
    ['legacy never answers', 504, { legacy: ({ pause }) => pause(60_000), timeout: 200 }],
    ['legacy refuses', 502, { legacyUpstream: { url: 'http://127.0.0.1:1' } }],
  ];
  it.each(failures)('56 · that %s is closed on both sides', async (_name, _status, options) => {
    const client = await open('/items/1', options);
    await client.closed;
    await expect.poll(() => connections(stage.sides)).toMatchObject({ legacy: 0, clients: 0 });
    expect(stage.sides.candidate.accepted).toBe(0);
  });

  it.each(failures)('56 · that %s is a 502 or 504 (%i)', async (_name, status, options) => {
    const client = await open('/items/1', options);
    expect((await client.answer()).status).toBe(status);
  });

  const ends: [name: string, end: (client: RawClient, legacy: Socket) => void][] = [
    ['the client ends', (client) => client.finish()],
    ['the client resets', (client) => client.reset()],
    ['legacy ends', (_client, legacy) => legacy.end()],
    ['legacy is gone', (_client, legacy) => legacy.destroy()],
    [
      'both end at once',
      (client, legacy) => {
        client.finish();
        legacy.end();
      },
    ],
  ];
  it.each(ends)('56 · is closed on both sides when %s', async (_, end) => {
    let wire: Socket | undefined;
    const client = await open('/items/1', {
      async legacy({ socket, send, pause }) {
        wire = socket;
        await send(switching);
        await pause(60_000);
      },
    });
    await readHead(client.source);
    end(client, wire!);
    await isOver(client);
  });

  it('56 · what legacy said last arrives before its end', async () => {
    const client = await open('/items/1', {
      async legacy({ send, finish }) {
        await send(switching);
        await send(Buffer.alloc(300_000, 'x'));
        finish();
      },
    });
    await readHead(client.source);
    expect((await client.source.exactly(300_000)).length).toBe(300_000);
    await isOver(client);
  });

  it('56 · that its client gives up while legacy thinks is given up there too', async () => {
    const client = await open('/items/1', { legacy: ({ pause }) => pause(60_000), timeout: 60_000 });
    await expect.poll(() => stage.sides.legacy.requests.length).toBe(1);
    client.reset();
    await isOver(client);
  });

  it('56 · that two servers might read differently is refused, and nothing goes upstream', async () => {
    await stage.start();
    const client = await stage.sides.client();
    await client.send(upgrade('/items/1').replace('Host: h', 'Host: h\r\nHost: i'));
    expect((await client.answer()).status).toBe(400);
    await client.closed;
    expect(stage.sides.legacy.accepted).toBe(0);
  });

  const stubborn: [name: string, more: string, options: WireSidesOptions][] = [
    ['legacy refused', '', { legacy: ({ send }) => send(refusal).then(() => undefined) }],
    ['legacy never answered', '', { legacy: ({ pause }) => pause(60_000), timeout: 200 }],
    ['Banyan refused', 'Host: i\r\n', {}],
    [
      'legacy refused, and stalls in the middle of it',
      '',
      { legacy: ({ send, pause }) => send(refusal.slice(0, -1)).then(() => pause(60_000)), timeout: 200 },
    ],
  ];
  it.each(stubborn)(
    '56 · that %s leaves nothing open for a client that keeps its half',
    async (_, more, options) => {
      await stage.start({ timeout: 5_000, ...options });
      const client = await stage.sides.client();
      client.socket.removeAllListeners('end');
      await client.send(upgrade('/elsewhere').replace('X-Own', `${more}X-Own`));
      // What it says beside must not keep its end from being heard.
      await client.send('early');
      await client.send('early');
      await expect.poll(() => connections(stage.sides)).toMatchObject({ legacy: 0, clients: 0 });
    },
  );

  it('56 · whose client says that it is done while legacy thinks is given up there too', async () => {
    const client = await open('/items/1', { legacy: ({ pause }) => pause(60_000), timeout: 60_000 });
    await expect.poll(() => stage.sides.legacy.requests.length).toBe(1);
    client.finish();
    await isOver(client);
  });
});
