import type { IncomingMessage, RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { json, rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

let sides: TwoSides;
const start = async (options: TwoSidesOptions = {}): Promise<TwoSides> => {
  sides = await startTwoSides({ ...options, route: { safe: true, ...options.route } });
  return sides;
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  expect(sides.budget.used).toBe(0);
  await sides.close();
});

const ask = (
  body: NonNullable<RequestInit['body']>,
  init: RequestInit & { duplex?: 'half' } = {},
): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides.port}/items/search`, { method: 'POST', body, ...init });

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Answers with the body it was sent, and says which side it is. */
const echo =
  (bodies: string[]): RequestListener =>
  async (request, response) => {
    const body = await read(request);
    bodies.push(body);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ asked: body.length }));
  };

describe('a POST that only reads', () => {
  it('reaches both sides with the same body, and is compared', async () => {
    const legacy: string[] = [];
    const candidate: string[] = [];
    await start({ legacy: echo(legacy), candidate: echo(candidate) });
    const answer = await ask('{"query":"{ orders { id } }"}', {
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer.json()).toEqual({ asked: 29 });
    await sides.settled(1);
    expect(legacy).toEqual(['{"query":"{ orders { id } }"}']);
    expect(candidate).toEqual(legacy);
    expect(sides.candidateSaw[0]!.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '29',
      'x-banyan-shadow': '1',
    });
    expect(sides.pairs).toMatchObject([{ request: 'POST /items/search' }]);
  });

  it('is an entity of its own for each question, where nothing else names one', async () => {
    await start({ route: { key: null, sticky: null } });
    for (const question of ['a', 'b', 'a']) await (await ask(question)).text();
    await sides.settled(3);
    const [first, second, third] = sides.pairs.map(({ entity }) => entity);
    expect(first).toMatch(/^\/items\/search [0-9a-f]{16}$/);
    expect([second === first, third === first]).toEqual([false, true]);
  });

  it('is answered by a legacy that says 100 Continue though nobody asked', async () => {
    await start({
      legacy: ({ socket }) =>
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      candidate: json({}, 503),
    });
    for (const share of [0, 1]) {
      sides.turn(share);
      const said = await rawRequest(
        sides.port,
        'POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwhat',
      );
      expect(said).toMatch(/HTTP\/1\.1 200 OK[\s\S]*ok$/);
    }
    await sides.settled(2);
  });

  it('in chunks of unknown number, too', async () => {
    const legacy: string[] = [];
    await start({ legacy: echo(legacy), candidate: echo([]) });
    const chunks = new ReadableStream({
      start(controller) {
        for (const part of ['a', 'bb', 'ccc']) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    expect((await ask(chunks, { duplex: 'half' })).status).toBe(200);
    await sides.settled(1);
    expect(legacy).toEqual(['abbccc']);
    expect(sides.legacySaw[0]!.headers).toMatchObject({ 'content-length': '6' });
    expect(sides.pairs).toHaveLength(1);
  });

  it('follows the dial, and legacy answers with the same body for a candidate that fails', async () => {
    const legacy: string[] = [];
    await start({ legacy: echo(legacy), candidate: json({}, 500) });
    sides.turn(1);
    const answer = await ask('what');
    expect([await answer.json(), answer.headers.get('x-banyan-served-by')]).toEqual([{ asked: 4 }, 'legacy']);
    expect(legacy).toEqual(['what']);
    await sides.settled(1);
  });

  it.each([true, false])(
    'larger than the cap is served whole, and skipped with the reason (length told: %s)',
    async (told) => {
      const legacy: string[] = [];
      await start({ legacy: echo(legacy), candidate: echo([]), settings: { captureCap: 100_000 } });
      const body = 'x'.repeat(300_000);
      const sent = told ? body : new Blob([body]).stream();
      expect(await (await ask(sent, told ? {} : { duplex: 'half' })).json()).toEqual({ asked: 300_000 });
      await sides.settled(1);
      expect(legacy).toEqual([body]);
      expect(sides.outcomes()).toMatchObject({ handed: 0, skipped: { 'over-cap': 1 } });
      expect(sides.candidateSaw).toHaveLength(0);
    },
  );

  it('whose client goes away in the middle of its body is one aborted request', async () => {
    await start();
    const gone = new AbortController();
    const never = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('half')),
    });
    const asked = ask(never, { duplex: 'half', signal: gone.signal }).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    gone.abort();
    await asked;
    await sides.settled(1);
    expect(sides.outcomes()).toMatchObject({ requests: 1, skipped: { aborted: 1 } });
    expect(sides.legacySaw).toHaveLength(0);
  });
});

it.each(['PUT', 'PATCH', 'DELETE'] as const)(
  'a %s of such a route is a write all the same',
  async (method) => {
    await start({ route: { match: { methods: ['PUT', 'PATCH', 'DELETE'], path: '/items/:id' } } });
    sides.turn(1);
    const answer = await ask('x', { method });
    expect(answer.headers.get('x-banyan-served-by')).toBe('legacy');
    await sides.settled(1);
    expect(sides.outcomes().skipped).toEqual({ 'not-replayable': 1 });
    expect(sides.candidateSaw).toHaveLength(0);
  },
);
