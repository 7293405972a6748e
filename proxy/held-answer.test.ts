import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RawClient } from '../test/raw-client.js';
import { answering, type RawExchange, type Script } from '../test/raw-upstream.js';
import { Capture, CaptureBudget } from './capture.js';
import { HeldAnswer } from './held-answer.js';
import type { Receiver } from './receiver.js';
import { asking, stageOfWires, type WireSidesOptions } from './wire-sides.cases.js';

const stage = stageOfWires();

const cap = 1024 * 1024;
/** Three times what a copy may hold. */
const large = randomBytes(3 * cap);
const small = Buffer.from('{"a":"legacy"}');
const failing = 'HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n';
const headOf = (body: Uint8Array): string => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
const saying = (body: Uint8Array): Script => answering(headOf(body), body);
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A door that a test opens once it has seen what it waits for. */
function door(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Asks a live candidate; nothing of an answer is waited for. */
async function askLive(options: WireSidesOptions): Promise<RawClient> {
  const sides = await stage.start({ timeout: 5_000, ...options });
  sides.turn(1);
  const client = await sides.client();
  await client.send(asking('1'));
  return client;
}

/** Legacy's answer has filled its copy, as far as pieces fit, and is held back. */
const isFilled = async (): Promise<void> => {
  await expect.poll(() => stage.sides.budget.used).toBeGreaterThan(cap - 256 * 1024);
  let before = -1;
  await expect
    .poll(() => {
      const stands = stage.sides.budget.used === before;
      before = stage.sides.budget.used;
      return stands;
    })
    .toBe(true);
};

/** The one request has this outcome, and nothing is left of it. */
async function isOver(skipped: object): Promise<void> {
  await stage.sides.settled(1);
  expect(stage.sides.outcomes()).toMatchObject({ requests: 1, skipped });
  await expect.poll(() => stage.sides.budget.used).toBe(0);
}

describe('legacy’s answer beside a live candidate', () => {
  const candidateAfter =
    (opened: Promise<void>, answer: string): Script =>
    async ({ body, send }) => {
      await body();
      await opened;
      await send(answer);
    };

  it('is the client’s, byte for byte and by one request, when the candidate fails late: however large', async () => {
    const late = door();
    const client = await askLive({ legacy: saying(large), candidate: candidateAfter(late.opened, failing) });
    await isFilled();
    late.open();
    const answer = await client.answer();
    expect([answer.status, hash(answer.body)]).toEqual([200, hash(large)]);
    await isOver({ 'over-cap': 1 });
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('is held back before all of it has come, until the candidate has decided', async () => {
    const late = door();
    const piece = Buffer.alloc(256 * 1024, 'held back ');
    const pieces = 200;
    let sent = 0;
    const client = await askLive({
      async legacy({ body, send }) {
        await body();
        await send(`HTTP/1.1 200 OK\r\nContent-Length: ${piece.length * pieces}\r\n\r\n`);
        while (sent < pieces && (await send(piece))) sent += 1;
      },
      candidate: candidateAfter(late.opened, failing),
      timeout: 30_000,
    });
    let before = -1;
    const hasStalled = (): boolean => {
      const stalled = sent > 0 && sent === before;
      before = sent;
      return stalled;
    };
    await expect.poll(hasStalled, { interval: 250, timeout: 15_000 }).toBe(true);
    expect(sent).toBeLessThan(pieces / 2);
    expect(stage.sides.budget.used).toBeLessThanOrEqual(2 * cap);
    late.open();
    const { body } = await client.answer();
    expect(hash(body)).toBe(hash(Buffer.concat(Array.from({ length: pieces }, () => piece))));
    await isOver({ 'over-cap': 1 });
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('reaches the client from its first byte on, not after its end', async () => {
    const seen = door();
    const client = await askLive({
      async legacy({ body, send }) {
        await body();
        await send(headOf(small));
        await send(small.subarray(0, 5));
        await seen.opened;
        await send(small.subarray(5));
      },
      candidate: answering(failing),
    });
    const said = async (text: string): Promise<void> => {
      for (let heard = ''; !heard.includes(text); ) {
        const piece = await client.source.next();
        if (!piece) throw new Error(`it ended without ${text}`);
        heard += piece.toString();
      }
    };
    await said(small.subarray(0, 5).toString());
    seen.open();
    await said(small.subarray(5).toString());
    await stage.sides.settled(1);
    // It is compared all the same.
    expect(stage.sides.pairs).toHaveLength(1);
    expect(Buffer.concat(bodyOf('legacy'))).toEqual(small);
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('is not lost where there is no room for copies: the first piece is held', async () => {
    const late = door();
    const answered = door();
    const sides = await stage.start({
      async legacy(exchange) {
        await saying(large)(exchange);
        answered.open();
      },
      candidate: candidateAfter(late.opened, failing),
      timeout: 5_000,
    });
    sides.turn(1);
    const all = sides.budget.limit - sides.budget.used;
    expect(sides.budget.take(all)).toBe(true);
    const client = await sides.client();
    await client.send(asking('1'));
    await answered.opened;
    late.open();
    const answer = await client.answer();
    expect([answer.status, hash(answer.body)]).toEqual([200, hash(large)]);
    sides.budget.give(all);
    await isOver({ shed: 1 });
    expect(sides.legacy.requests).toHaveLength(1);
  });

  it('is given up as any copy that grows too large once the candidate answers, and its connection closes', async () => {
    const late = door();
    let wire: RawExchange['socket'] | undefined;
    const client = await askLive({
      legacy(exchange) {
        wire = exchange.socket;
        return saying(large)(exchange);
      },
      candidate: candidateAfter(late.opened, `${headOf(small)}${small.toString()}`),
    });
    await isFilled();
    expect(wire?.destroyed).toBe(false);
    late.open();
    expect((await client.answer()).body).toEqual(small);
    await isOver({ 'over-cap': 1 });
    await expect.poll(() => wire?.destroyed).toBe(true);
    expect(stage.sides.outcomes().served).toEqual({ 'candidate 2xx': 1 });
  });

  it('is let go when the client goes away meanwhile', async () => {
    const wires: RawExchange['socket'][] = [];
    const client = await askLive({
      legacy(exchange) {
        wires.push(exchange.socket);
        return saying(large)(exchange);
      },
      async candidate({ socket, body, pause }) {
        await body();
        wires.push(socket);
        await pause(60_000);
      },
    });
    await isFilled();
    client.reset();
    await isOver({ aborted: 1 });
    await expect.poll(() => wires.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  it('does not run out of time while it is held for a candidate that has longer', async () => {
    const client = await askLive({
      legacy: saying(large),
      legacyUpstream: { timeout: 600 },
      candidate: ({ pause }) => pause(60_000),
      candidateUpstream: { timeout: 1_500 },
    });
    const answer = await client.answer();
    expect([answer.status, hash(answer.body)]).toEqual([200, hash(large)]);
    expect(stage.sides.counter.take()?.fallbacks).toMatchObject([{ reason: 'timeout', count: 1 }]);
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('has the time of a live answer once a client waits for it: it may stream on', async () => {
    const pieces = Array.from({ length: 10 }, (_, i) => Buffer.alloc(10, String(i)));
    const client = await askLive({
      async legacy({ body, send, pause }) {
        await body();
        await send(headOf(Buffer.concat(pieces)));
        for (const piece of pieces) {
          await send(piece);
          await pause(100);
        }
      },
      legacyUpstream: { timeout: 600 },
      candidate: answering(failing),
    });
    expect((await client.answer()).body).toEqual(Buffer.concat(pieces));
    await stage.sides.settled(1);
    expect(stage.sides.legacy.requests).toHaveLength(1);
    expect(Buffer.concat(bodyOf('legacy'))).toEqual(Buffer.concat(pieces));
  });

  it('holds legacy back for a client that takes it slowly, then goes on', async () => {
    const late = door();
    const huge = Buffer.alloc(64 * cap, 'slow reader ');
    let sent = 0;
    const client = await askLive({
      async legacy({ body, send }) {
        await body();
        await send(headOf(huge));
        while (sent < huge.length && (await send(huge.subarray(sent, sent + cap)))) sent += cap;
      },
      candidate: candidateAfter(late.opened, failing),
      timeout: 30_000,
    });
    client.socket.pause();
    late.open();
    let before = -1;
    await expect
      .poll(
        () => {
          const stalled = sent > 0 && sent === before;
          before = sent;
          return stalled;
        },
        { interval: 250, timeout: 15_000 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(huge.length);
    client.socket.resume();
    expect(hash((await client.answer()).body)).toBe(hash(huge));
    await isOver({ 'over-cap': 1 });
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('that breaks off after its first byte breaks the client’s connection off', async () => {
    const client = await askLive({
      async legacy({ body, send, pause, reset }) {
        await body();
        await send(headOf(small));
        await send(small.subarray(0, 5));
        await pause(100);
        reset();
      },
      candidate: answering(failing),
    });
    await expect(client.answer()).rejects.toThrow();
    await isOver({ 'legacy-failed': 1 });
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('that broke off before the candidate failed is read anew', async () => {
    const broken = door();
    const client = await askLive({
      async legacy(exchange) {
        if (exchange.request.headers.some(([name]) => name.toLowerCase() === 'x-banyan-shadow')) {
          await exchange.body();
          await exchange.send(headOf(small));
          await exchange.send(small.subarray(0, 5));
          await exchange.pause(100);
          exchange.reset();
          broken.open();
        } else await saying(small)(exchange);
      },
      async candidate({ body, send, pause }) {
        await body();
        await broken.opened;
        await pause(100);
        await send(failing);
      },
    });
    expect((await client.answer()).body).toEqual(small);
    expect(stage.sides.legacy.requests).toHaveLength(2);
  });

  it('is not asked for again where legacy was silent for all of its time', async () => {
    const client = await askLive({
      legacy: ({ pause }) => pause(60_000),
      candidate: answering(failing),
      legacyUpstream: { timeout: 300 },
    });
    expect((await client.answer()).status).toBe(504);
    await isOver({ 'legacy-failed': 1 });
    expect(stage.sides.legacy.requests).toHaveLength(1);
  });

  it('that may not be written is a 502, if it came before the candidate failed too', async () => {
    const late = door();
    const legacySaid = door();
    const client = await askLive({
      async legacy({ body, send }) {
        await body();
        await send('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nhi');
        legacySaid.open();
      },
      async candidate({ body, send, pause }) {
        await body();
        await legacySaid.opened;
        await pause(100);
        await send(failing);
        late.open();
      },
    });
    expect((await client.answer()).status).toBe(502);
    await stage.sides.settled(1);
  });

  it('is let go where a candidate fails for itself: legacy answers for a 404 alone', async () => {
    let wire: RawExchange['socket'] | undefined;
    const late = door();
    const client = await askLive({
      legacy(exchange) {
        wire = exchange.socket;
        return saying(large)(exchange);
      },
      async candidate({ body, reset }) {
        await body();
        await late.opened;
        reset();
      },
      route: { fallback: { onFailure: false, notFound: true } },
    });
    await isFilled();
    late.open();
    expect((await client.answer()).status).toBe(502);
    await isOver({ 'over-cap': 1 });
    await expect.poll(() => wire?.destroyed).toBe(true);
  });
});

it('a held answer waits for the client that takes it, and legacy only once the copy is full', () => {
  const said: string[] = [];
  let takesMore = false;
  const client: Receiver = {
    interim: () => undefined,
    head: (status, reason) => void said.push(`${status} ${reason}`),
    data: (piece) => {
      said.push(Buffer.from(piece).toString());
      return takesMore;
    },
    end: (trailers) => void said.push(`end ${trailers.join(' ')}`),
    fail: ({ reason }) => void said.push(reason),
  };
  const budget = new CaptureBudget(cap);
  const held = new HeldAnswer(new Capture(budget, 3), () => said.push('lost'));
  const read: string[] = [];
  held.follow({
    resume: () => read.push('resumed'),
    abort: () => read.push('aborted'),
    letStream: () => read.push('streams'),
  });
  const arrives = (text: string): boolean => held.data(Buffer.from(text));
  held.head(200, 'Fine', []);
  expect(arrives('a')).toBe(true);
  held.serve(client);
  expect(said).toEqual(['200 Fine', 'a']);
  expect([arrives('b'), arrives('c'), arrives('d')]).toEqual([true, true, false]);
  held.resume();
  held.resume();
  expect([said.join(), read]).toEqual(['200 Fine,a,b,c', []]);
  // What the copy has no room for goes to the client after all that it had; then nothing is kept.
  held.resume();
  expect([said.join(), read, budget.used]).toEqual(['200 Fine,a,b,c,d', [], 0]);
  takesMore = true;
  held.resume();
  expect(read).toEqual(['resumed']);
  expect(arrives('e')).toBe(true);
  held.end(['x-sum', '5']);
  expect(said.join()).toBe('200 Fine,a,b,c,d,e,end x-sum 5');
});

function bodyOf(side: 'legacy' | 'candidate'): Uint8Array[] {
  const observation = stage.sides.pairs[0]?.[side].observation;
  return observation?.kind === 'answer' && observation.body ? [observation.body] : [];
}
