import { describe, expect, it } from 'vitest';
import { answering } from '../test/raw-upstream.js';
import { asking, endToEnd, stageOfWires } from './wire-sides.cases.js';

const stage = stageOfWires();

const post = (length: number): string =>
  `POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n`;

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
