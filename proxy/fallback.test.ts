import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { json, rawRequest, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

let sides: TwoSides;
const start = async (share: number, options: TwoSidesOptions): Promise<void> => {
  sides = await startTwoSides(options);
  sides.turn(share);
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});
const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides.port}${path}`, init);

/** A 500 whose body never ends. */
const dribbling =
  (closed: () => void): RequestListener =>
  (request, response) => {
    response.writeHead(500);
    const timer = setInterval(() => response.write('x'), 20);
    request.socket.on('close', () => {
      clearInterval(timer);
      closed();
    });
  };

describe('a candidate that legacy answers for', () => {
  it.each([
    ['is compared', 1, { handed: 1, skipped: {} }],
    ['is not', 0, { handed: 0, skipped: { 'not-sampled': 1 } }],
  ])('is not read for ever, where the request %s', async (_, sample, outcome) => {
    let closed = 0;
    await start(1, { candidate: dribbling(() => (closed += 1)), route: { sample }, timeout: 300 });
    expect((await get('/items/1')).status).toBe(200);
    await sides.settled(1);
    const { handed, skipped } = sides.outcomes();
    expect({ handed, skipped }).toEqual(outcome);
    await expect.poll(() => closed).toBe(1);
    expect(sides.budget.used).toBe(0);
  });

  it('leaves legacy its time: its answer may stream on', async () => {
    await start(1, {
      candidate: json({}, 503),
      legacy: (_request, response) => {
        let pieces = 0;
        const timer = setInterval(() => {
          response.write('piece');
          if (++pieces < 6) return;
          clearInterval(timer);
          response.end();
        }, 100);
      },
      route: { sample: 0 },
      timeout: 300,
    });
    expect(await (await get('/items/1')).text()).toBe('piece'.repeat(6));
  });

  it('may meet a legacy that says 100 Continue though nobody asked', async () => {
    await start(1, {
      candidate: json({}, 503),
      legacy: ({ socket }) =>
        socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      route: { sample: 0 },
    });
    const said = await rawRequest(
      sides.port,
      'GET /items/1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    );
    expect(said).toMatch(/HTTP\/1\.1 200 OK[\s\S]*ok$/);
  });

  it('leaves the client what it asked for: a range, or nothing if it has it', async () => {
    await start(1, { candidate: json({}, 503), route: { sample: 0 } });
    await get('/items/1', { headers: { range: 'bytes=0-1', 'if-none-match': '"e"' } });
    expect(sides.legacySaw[0]!.headers).toMatchObject({ range: 'bytes=0-1', 'if-none-match': '"e"' });
  });

  it('may have written what no answer may hold', async () => {
    await start(1, {
      candidate: ({ socket }) => socket.write('HTTP/1.1 200 O\x01K\r\nContent-Length: 2\r\n\r\nhi'),
      legacy: json({ a: 'legacy' }),
    });
    expect(await (await get('/items/1')).json()).toEqual({ a: 'legacy' });
  });
});

describe('a live candidate that fails before its first byte', () => {
  it.each<[string, TwoSidesOptions]>([
    ['by refusing', { candidate: 'refused' }],
    ['with a 503', { candidate: json({ error: true }, 503) }],
    ['with a 403 that legacy would not give', { candidate: json({}, 403) }],
    ['by silence', { candidate: () => undefined, timeout: 200 }],
  ])('%s is answered for by legacy', async (_, options) => {
    await start(1, { legacy: json({ a: 'legacy' }), ...options });
    const answer = await get('/items/1');
    expect([answer.status, await answer.json(), answer.headers.get('x-banyan-served-by')]).toEqual([
      200,
      { a: 'legacy' },
      'legacy',
    ]);
    await sides.settled(1);
    expect(sides.pairs).toHaveLength(1);
    // Legacy was read once: the read beside the candidate served the client.
    expect(sides.legacySaw).toHaveLength(1);
  });

  it('is answered for by a read of its own when none runs beside it', async () => {
    await start(1, { candidate: 'refused', legacy: json({ a: 'legacy' }), route: { sample: 0 } });
    expect(await (await get('/items/1')).json()).toEqual({ a: 'legacy' });
    expect(sides.legacySaw).toHaveLength(1);
  });

  it('with 404 is answered for only where the route says so', async () => {
    await start(1, { legacy: json({ a: 'legacy' }), candidate: json({}, 404) });
    expect((await get('/items/1')).status).toBe(404);
  });

  it('keeps the reason phrase of the legacy that answers for it', async () => {
    await start(1, {
      candidate: 'refused',
      legacy: (_request, response) => {
        response.writeHead(200, 'Fine By Me', { 'content-length': 2 });
        response.end('ok');
      },
    });
    expect((await get('/items/1')).statusText).toBe('Fine By Me');
  });
});

describe('a candidate that fails again and again', () => {
  const broken: RequestListener = (request) => request.socket.resetAndDestroy();
  const askOneByOne = async (requests: number): Promise<void> => {
    for (let i = 1; i <= requests; i++) {
      expect((await get(`/items/${i}`)).status).toBe(200);
      await sides.settled(i);
    }
  };

  it('1 · is left alone after five failures in a row, which every pair tells', async () => {
    await start(0, { candidate: broken });
    await askOneByOne(8);
    expect(sides.candidateSaw).toHaveLength(5);
    const reasons = sides.pairs.map(({ candidate: { observation } }) => observation);
    expect(reasons.map((one) => one.kind === 'failure' && one.reason)).toEqual([
      ...Array.from({ length: 5 }, () => 'reset'),
      ...Array.from({ length: 3 }, () => 'breaker-open'),
    ]);
  });

  it('40 · is not waited for by clients whom legacy can answer, for a burst of 5xx too', async () => {
    await start(1, { candidate: json({}, 503) });
    await askOneByOne(8);
    expect(sides.candidateSaw).toHaveLength(5);
    expect(sides.outcomes().served).toEqual({ 'legacy 2xx': 8 });
  });

  it('is asked all the same where nobody else may answer', async () => {
    await start(1, { candidate: json({}, 503), route: { fallback: { onFailure: false, notFound: false } } });
    for (let i = 1; i <= 8; i++) expect((await get(`/items/${i}`)).status).toBe(503);
    expect(sides.candidateSaw).toHaveLength(8);
  });

  it('is compared for every entity while it answers, if only with 5xx', async () => {
    await start(0, { candidate: json({}, 503) });
    await askOneByOne(8);
    expect(sides.candidateSaw).toHaveLength(8);
  });

  it('40 · is left alone at a small share too', async () => {
    await start(0.2, { candidate: json({}, 500) });
    for (let i = 0; i < 120; i++) await get(`/items/${i}`, { headers: { 'x-user': `u${i}` } });
    await sides.settled(120);
    const live = sides.candidateSaw.filter(({ headers }) => headers['x-banyan-shadow'] === undefined);
    expect(live.length).toBeLessThanOrEqual(6);
  });
});
