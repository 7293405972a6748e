import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type FaultyWire, type FaultyWireOptions, layWire, seeded } from './faulty-wire.js';
import { connectRaw, type RawClient } from './raw-client.js';
import { answering, type RawUpstream, type Script, startRawUpstream } from './raw-upstream.js';

const ask = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';
const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

let upstream: RawUpstream;
let wire: FaultyWire;
const clients: RawClient[] = [];

async function lay(
  toxics: FaultyWireOptions['toxics'] = () => ({}),
  script: Script = answering(hello),
): Promise<void> {
  upstream = await startRawUpstream(script);
  wire = await layWire({ port: upstream.port, toxics });
}
async function client(): Promise<RawClient> {
  const one = await connectRaw(wire.port);
  clients.push(one);
  return one;
}
/** Whatever was wrong, nothing stays open once the clients are gone. */
afterEach(async () => {
  for (const one of clients.splice(0)) one.close();
  await expect.poll(() => [wire.open, upstream.open]).toEqual([0, 0]);
  expect(upstream.problems).toEqual([]);
  await wire.close();
  await upstream.close();
});

const text = async (one: RawClient): Promise<string> => (await one.ask(ask)).body.toString('latin1');

describe('a faulty wire', () => {
  it('with no fault is a wire', async () => {
    await lay();
    const one = await client();
    expect([await text(one), await text(one)]).toEqual(['hello', 'hello']);
    expect([wire.open, wire.accepted, upstream.open]).toEqual([1, 1, 1]);
  });

  it('carries many megabytes whole, both ways, through slices of any size', async () => {
    const body = Buffer.alloc(3_000_000, 'faulty wire ');
    await lay(
      () => ({
        towardsClient: [{ kind: 'slice', bytes: 40_000 }],
        towardsUpstream: [{ kind: 'slice', bytes: 50_000 }],
      }),
      async (exchange) => {
        const sent = (await exchange.body()).body;
        await exchange.send(`HTTP/1.1 200 OK\r\nContent-Length: ${sent.length}\r\n\r\n`);
        await exchange.send(sent);
      },
    );
    const one = await client();
    void one.send(
      Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n`), body]),
    );
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash((await one.answer('POST')).body)).toBe(hash(body));
  });

  it('slices into pieces no larger than told', async () => {
    await lay(() => ({ towardsClient: [{ kind: 'slice', bytes: 3, pause: 2 }] }));
    const one = await client();
    await one.send(ask);
    const first = await one.source.next();
    expect(first?.length).toBe(3);
    one.source.unread(first!);
    expect((await one.answer()).body.toString()).toBe('hello');
  });

  it('with latency is slower than one without, and a narrow one slower than a wide one', async () => {
    await lay(undefined, answering('HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n', Buffer.alloc(2000)));
    const one = await client();
    const timed = async (): Promise<number> => {
      const before = performance.now();
      await text(one);
      return performance.now() - before;
    };
    await timed();
    const plain = await timed();
    wire.turn({ towardsUpstream: [{ kind: 'latency', milliseconds: 200, jitter: 20 }] });
    expect(await timed()).toBeGreaterThan(plain);
    wire.turn({ towardsClient: [{ kind: 'bandwidth', bytesPerSecond: 10_000 }] });
    const narrow = await timed();
    wire.turn({ towardsClient: [{ kind: 'bandwidth', bytesPerSecond: 100_000_000 }] });
    expect(await timed()).toBeLessThan(narrow);
  });

  it('resets both ends after so many bytes', async () => {
    await lay(() => ({ towardsClient: [{ kind: 'reset', bytes: 20 }] }));
    const one = await client();
    await expect(one.ask(ask)).rejects.toThrow(/broken/);
    await expect.poll(() => upstream.open).toBe(0);
  });

  it('resets both ends after so long, though nothing moves', async () => {
    await lay(() => ({ towardsClient: [{ kind: 'reset', milliseconds: 20 }] }));
    const one = await client();
    await one.closed;
    expect(one.source.over).toBe('broken');
  });

  it('cuts the answer off with a FIN after so many bytes', async () => {
    await lay(() => ({ towardsClient: [{ kind: 'limit', bytes: hello.length - 2 }] }));
    const one = await client();
    await expect(one.ask(ask)).rejects.toThrow(/ended: 2 of 5 bytes are missing/);
  });

  it('half closes: the upstream hears the end of the request and can still answer', async () => {
    let heard: () => boolean = () => false;
    await lay(
      () => ({ towardsUpstream: [{ kind: 'half-close', bytes: ask.length }] }),
      async (exchange) => {
        heard = () => exchange.socket.readableEnded;
        for (let i = 0; i < 200 && !heard(); i += 1) await exchange.pause(5);
        await exchange.send(hello);
      },
    );
    const one = await client();
    expect(await text(one)).toBe('hello');
    expect(heard()).toBe(true);
  });

  it('swallows what is sent into silence, and delivers again when it is over', async () => {
    await lay();
    const one = await client();
    await text(one);
    wire.turn({ towardsClient: [{ kind: 'silence' }] });
    await one.send(ask);
    await expect.poll(() => upstream.requests.length).toBe(2);
    wire.turn({});
    expect(await text(one)).toBe('hello');
  });

  it('accepts into a black hole that never answers', async () => {
    await lay(() => ({ blackHole: true }));
    const one = await client();
    await one.send(ask);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([wire.open, upstream.accepted, one.source.over]).toEqual([1, 0, undefined]);
  });

  it('refuses, and accepts again on the same port, while an open connection lives on', async () => {
    await lay();
    const one = await client();
    await text(one);
    await wire.refuse();
    await expect(client()).rejects.toThrow(/ECONNREFUSED/);
    expect(await text(one)).toBe('hello');
    await wire.accept();
    expect(await text(await client())).toBe('hello');
  });

  it('holds back a sender whose receiver does not read', async () => {
    let sent = 0;
    await lay(undefined, async (exchange) => {
      while (await exchange.send(Buffer.alloc(65_536))) sent += 65_536;
    });
    const one = await client();
    one.socket.pause();
    await one.send(ask);
    let before = -1;
    await expect
      .poll(
        () => {
          const stalled = sent > 0 && sent === before;
          before = sent;
          return stalled;
        },
        { interval: 200, timeout: 10_000 },
      )
      .toBe(true);
    // What the kernel's buffers of four sockets hold, and no more.
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });

  it('treats each connection by its number and a seeded randomness', async () => {
    const draws: number[] = [];
    await lay(({ number, random }) => {
      draws.push(random());
      return number === 0 ? { blackHole: true } : {};
    });
    await client();
    expect(await text(await client())).toBe('hello');
    const again = seeded(1);
    expect(draws).toEqual([again(), again()]);
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  });
});
