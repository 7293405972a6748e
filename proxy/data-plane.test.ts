import { afterEach, describe, expect, it } from 'vitest';
import {
  json,
  parseRaw,
  rawRequest,
  startTwoSides,
  type TwoSides,
  type TwoSidesOptions,
} from './two-sides.cases.js';

let sides: TwoSides;
const start = async (options: TwoSidesOptions = {}): Promise<TwoSides> => {
  sides = await startTwoSides(options);
  return sides;
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides.port}${path}`, init);

describe('a request of a route', () => {
  it('is answered by legacy while the candidate is read beside it', async () => {
    await start({ legacy: json({ a: 1 }), candidate: json({ a: 2 }) });
    const answer = await get('/items/7?x=1');
    expect(await answer.json()).toEqual({ a: 1 });
    expect(answer.headers.get('x-banyan-served-by')).toBe('legacy');
    await sides.settled(1);
    expect(sides.pairs).toMatchObject([
      { route: 'r', entity: '7', key: '7', request: 'GET /items/7', servedBy: 'legacy' },
    ]);
    expect(sides.candidateSaw[0]?.url).toBe('/views/7?x=1');
    const shadow = sides.candidateSaw[0]!.headers;
    expect(shadow).toMatchObject({ 'x-banyan-shadow': '1' });
    expect(shadow['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('keeps the header names, order, duplicates, reason and bytes of the answer', async () => {
    await start({
      legacy: (_request, response) => {
        response.sendDate = false;
        response.writeHead(200, 'Very Fine', [
          'X-Mixed-CASE',
          '1',
          'Set-Cookie',
          'a=1',
          'Set-Cookie',
          'b=2',
          'X-mixed-case',
          '2',
          'Content-Length',
          '2',
        ]);
        response.end('ok');
      },
      settings: { expose: false },
    });
    const { status, headers, body } = parseRaw(
      await rawRequest(sides.port, 'GET /items/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'),
    );
    expect(status).toBe('HTTP/1.1 200 Very Fine');
    expect(headers.filter((line) => !/^(connection|keep-alive):/i.test(line))).toEqual([
      'X-Mixed-CASE: 1',
      'Set-Cookie: a=1',
      'Set-Cookie: b=2',
      'X-mixed-case: 2',
      'Content-Length: 2',
    ]);
    expect(body).toBe('ok');
  });

  it('keeps the Host for legacy, gives the candidate its own, and tells both who asked', async () => {
    await start();
    await rawRequest(
      sides.port,
      'GET /items/1 HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 9.9.9.9\r\nConnection: close\r\n\r\n',
    );
    await sides.settled(1);
    expect(sides.legacySaw[0]!.headers).toMatchObject({
      host: 'shop.example',
      'x-forwarded-for': '9.9.9.9, 127.0.0.1',
      'x-forwarded-host': 'shop.example',
      'x-forwarded-proto': 'http',
      via: '1.1 banyan-test',
    });
    expect(sides.candidateSaw[0]!.headers.host).toMatch(/^127\.0\.0\.1:/);
  });

  it('shows the candidate no credentials, unless its upstream allows them by name', async () => {
    const credentials = { authorization: 'Bearer x', cookie: 'a=1', 'x-api-key': 'k' };
    await start({
      candidateUpstream: { headers: { allow: ['Authorization'], set: { 'x-tenant': 'acme' } } },
    });
    await get('/items/1', { headers: credentials });
    await sides.settled(1);
    expect(sides.legacySaw[0]!.headers).toMatchObject(credentials);
    const seen = sides.candidateSaw[0]!.headers;
    expect([seen.authorization, seen.cookie, seen['x-api-key'], seen['x-tenant']]).toEqual([
      'Bearer x',
      undefined,
      undefined,
      'acme',
    ]);
  });

  it('is sent to the candidate by sticky key once the dial is turned', async () => {
    await start({ legacy: json({ a: 'legacy' }), candidate: json({ a: 'candidate' }) });
    sides.turn(0.5);
    const answers = new Map<string, Set<string>>();
    for (let i = 0; i < 40; i++) {
      const user = `u${i % 20}`;
      const { a } = (await (await get('/items/1', { headers: { 'x-user': user } })).json()) as { a: string };
      answers.set(user, (answers.get(user) ?? new Set()).add(a));
    }
    expect([...answers.values()].every((seen) => seen.size === 1)).toBe(true);
    expect(new Set([...answers.values()].flatMap((seen) => [...seen])).size).toBe(2);
  });

  it('without a sticky key stays on legacy below 100 %', async () => {
    await start({ legacy: json({ a: 'legacy' }), candidate: json({ a: 'candidate' }) });
    sides.turn(0.99);
    expect(await (await get('/items/1')).json()).toEqual({ a: 'legacy' });
    sides.turn(1);
    expect(await (await get('/items/1')).json()).toEqual({ a: 'candidate' });
    await sides.settled(2);
    // Legacy is the shadow now, and is told so.
    expect(sides.legacySaw.at(-1)!.headers['x-banyan-shadow']).toBe('1');
  });

  it('without a sticky key is counted while that is why legacy answers it', async () => {
    await start();
    for (const share of [0, 0.5, 1]) {
      sides.turn(share);
      await (await get('/items/1')).text();
      await (await get('/items/1', { headers: { 'x-user': 'ann' } })).text();
    }
    expect(sides.counter.take()?.withoutStickyKey).toEqual([{ route: 'r', count: 1 }]);
  });

  it('chooses its side only with the override token, and is no evidence then', async () => {
    await start({ legacy: json({ a: 'legacy' }), candidate: json({ a: 'candidate' }) });
    const ask = async (token: string): Promise<unknown> =>
      (
        await get('/items/1', { headers: { 'x-banyan-side': 'candidate', 'x-banyan-override': token } })
      ).json();
    expect(await ask('wrong')).toEqual({ a: 'legacy' });
    expect(await ask('let-me')).toEqual({ a: 'candidate' });
    await sides.settled(2);
    expect(sides.outcomes()).toMatchObject({ handed: 1, skipped: { overridden: 1 } });
    expect(sides.candidateSaw.at(-1)!.headers['x-banyan-override']).toBeUndefined();
  });

  it('belongs to legacy alone outside the cohort', async () => {
    await start({ route: { only: { 'x-tenant': ['acme'] } } });
    sides.turn(1);
    const by = async (tenant: string): Promise<string | null> =>
      (await get('/items/1', { headers: { 'x-tenant': tenant } })).headers.get('x-banyan-served-by');
    expect(await by('acme')).toBe('candidate');
    expect(await by('other')).toBe('legacy');
    await sides.settled(2);
    expect(sides.outcomes().skipped).toEqual({ 'not-sampled': 1 });
  });
});

describe('what is not a plain read', () => {
  it('a write reaches legacy whole and is never shadowed', async () => {
    await start({
      legacy: (request, response) => {
        request.pipe(response);
      },
    });
    const body = 'x'.repeat(200_000);
    const answer = await get('/items/1', { method: 'POST', body });
    expect(await answer.text()).toBe(body);
    await sides.settled(1);
    expect(sides.candidateSaw).toHaveLength(0);
    expect(sides.outcomes().skipped).toEqual({ 'not-replayable': 1 });
  });

  it('an upload may take longer than legacy may to answer it', async () => {
    await start({
      async legacy(request, response) {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        response.end(body);
      },
      timeout: 300,
    });
    const pieces = ['a', 'b', 'c', 'd', 'e', 'f'];
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(piece));
      },
    });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    const answer = await get('/items/1', init);
    expect([answer.status, await answer.text()]).toEqual([200, 'abcdef']);
  });

  it('a range request follows the dial and is skipped as conditional', async () => {
    await start({
      legacy: (_request, response) => {
        response.writeHead(206, { 'content-range': 'bytes 0-1/10', 'content-length': 2 });
        response.end('ab');
      },
    });
    expect((await get('/items/1', { headers: { range: 'bytes=0-1' } })).status).toBe(206);
    await sides.settled(1);
    expect(sides.outcomes().skipped).toEqual({ conditional: 1 });
  });

  it('a further page is not read from the other side, to which its token means nothing', async () => {
    await start({ legacy: json({ a: 1 }), route: { cursor: { from: 'query', name: 'after' } } });
    for (const query of ['', '?after=', '?after=abc&x=1']) await get(`/items/1${query}`);
    await sides.settled(3);
    expect(sides.outcomes()).toMatchObject({ handed: 2, skipped: { cursor: 1 } });
    expect(sides.candidateSaw).toHaveLength(2);
  });

  it('a 304 that tells a length passes, and is skipped as conditional', async () => {
    await start({
      legacy: (_request, response) => {
        response.writeHead(304, { etag: '"1"', 'content-length': '10' });
        response.end();
      },
    });
    expect((await get('/items/1', { headers: { 'if-none-match': '"1"' } })).status).toBe(304);
    await sides.settled(1);
    expect(sides.outcomes().skipped).toEqual({ conditional: 1 });
    expect(sides.candidateSaw[0]!.headers['if-none-match']).toBeUndefined();
  });

  it('a conditional request that is answered in full is compared', async () => {
    await start();
    expect((await get('/items/1', { headers: { 'if-none-match': '"1"' } })).status).toBe(200);
    await sides.settled(1);
    expect(sides.pairs).toHaveLength(1);
  });

  it('a parameter that would climb out of the candidate’s path matches no route', async () => {
    await start();
    expect((await get('/items/%2e%2e')).status).toBe(200);
    expect(sides.candidateSaw).toHaveLength(0);
    expect(sides.legacySaw).toHaveLength(1);
  });

  it('what no route matches goes to legacy and is no evidence', async () => {
    await start();
    expect((await get('/elsewhere')).status).toBe(200);
    expect(sides.candidateSaw).toHaveLength(0);
    expect(sides.outcomes().requests).toBe(0);
  });

  it('an event stream arrives as it is sent, not when it ends', async () => {
    await start({
      legacy: (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
      },
    });
    const answer = await get('/stream');
    const { value } = await answer.body!.getReader().read();
    expect(new TextDecoder().decode(value)).toBe('data: 1\n\n');
  });
});

it('trailers of an answer pass, but for those that a reader must know beforehand', async () => {
  await start({
    legacy: ({ socket }) => {
      socket.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Checksum\r\n\r\n2\r\nok\r\n0\r\nX-Checksum: 7\r\nSet-Cookie: a=1\r\n\r\n',
      );
    },
  });
  const answer = await rawRequest(
    sides.port,
    'GET /items/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/\r\n0\r\nX-Checksum: 7\r\n\r\n$/);
});

describe('what is kept of answers is bounded', () => {
  it('a body over the cap still reaches the client whole, and is skipped', async () => {
    const body = 'y'.repeat(3 * 1024 * 1024);
    await start({ legacy: (_request, response) => response.end(body) });
    expect(await (await get('/items/1')).text()).toBe(body);
    await sides.settled(1);
    expect(sides.outcomes().skipped).toEqual({ 'over-cap': 1 });
    expect(sides.budget.used).toBe(0);
  });

  it('beyond the places of its route a shadow read is shed, and then keys are left out before they are sent', async () => {
    const held: { end(): unknown }[] = [];
    await start({ candidate: (_request, response) => held.push(response), route: { concurrency: 1 } });
    await Promise.all(Array.from({ length: 40 }, (_, i) => get(`/items/${i}`)));
    await sides.settled(39);
    expect(held).toHaveLength(1);
    held[0]!.end();
    await sides.settled(40);
    const { handed, skipped } = sides.outcomes();
    expect(handed).toBe(1);
    expect(skipped['shed']! + skipped['not-sampled']!).toBe(39);
    expect(skipped['not-sampled']).toBeGreaterThan(0);
  });

  it('when the process runs short the shadow is given up, and live requests go on', async () => {
    await start({ pressure: () => 'shed-shadow' });
    expect((await get('/items/1')).status).toBe(200);
    await sides.settled(1);
    expect(sides.outcomes()).toMatchObject({ handed: 0, skipped: { shed: 1 } });
    expect(sides.candidateSaw).toHaveLength(0);
  });

  it('only when that was not enough are live requests refused, with a word on when to come again', async () => {
    await start({ pressure: () => 'refuse-live' });
    const answer = await get('/items/1');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    await sides.settled(1);
    expect(sides.outcomes()).toMatchObject({ handed: 0, skipped: { shed: 1 }, served: { 'legacy 5xx': 1 } });
    expect(sides.legacySaw).toHaveLength(0);
  });
});
