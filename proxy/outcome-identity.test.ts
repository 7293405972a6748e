import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwoSides, type TwoSides } from './two-sides.cases.js';

/** How one side treats one request; told by the request's path, so that every request has its own fate. */
const fates = ['same', 'differs', '500', '404', 'slow', 'hangs', 'resets', 'cut', 'big', '304'] as const;
type Fate = (typeof fates)[number];

interface Visit {
  readonly legacy: Fate;
  readonly candidate: Fate;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly header: Record<string, string>;
  readonly share: number;
  /** The client goes away after so many milliseconds. */
  readonly leaves: number | undefined;
}

function meet(fate: Fate, side: string, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const answer = (status: number, body: string): void => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  switch (fate) {
    case 'same':
      return answer(200, '{"a":1}');
    case 'differs':
      return answer(200, `{"a":"${side}"}`);
    case '500':
      return answer(500, '{}');
    case '404':
      return answer(404, '{}');
    case 'slow':
      setTimeout(() => answer(200, '{"a":1}'), 30);
      return;
    case 'hangs':
      return;
    case 'resets':
      request.socket.resetAndDestroy();
      return;
    case 'cut':
      response.writeHead(200, { 'content-length': 1000 });
      response.write('{');
      setTimeout(() => request.socket.destroy(), 5);
      return;
    case 'big':
      return answer(200, `"${'x'.repeat(70_000)}"`);
    case '304':
      response.writeHead(304);
      response.end();
      return;
  }
}

function visit(port: number, { legacy, candidate, method, header, leaves }: Visit): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method,
      path: `/items/${legacy}-${candidate}`,
      headers: { 'x-user': String(Math.random()), ...header },
      agent: false,
    });
    request.on('response', (response) => response.resume().on('close', resolve));
    request.on('error', () => resolve());
    request.end(method === 'POST' ? 'body' : undefined);
    if (leaves !== undefined) setTimeout(() => request.destroy(), leaves);
  });
}

describe('every request that matched a route ends in exactly one outcome', () => {
  let sides: TwoSides;
  beforeAll(async () => {
    const fateOf = (url: string | undefined, side: 0 | 1): Fate =>
      (url?.split('/').at(-1)?.split('-')[side] ?? 'same') as Fate;
    sides = await startTwoSides({
      legacy: (request, response) => meet(fateOf(request.url, 0), 'legacy', request, response),
      candidate: (request, response) => meet(fateOf(request.url, 1), 'candidate', request, response),
      timeout: 150,
      settings: { captureCap: 64 * 1024 },
      route: { concurrency: 6 },
    });
  });
  afterAll(() => sides.close());

  const anyVisit: fc.Arbitrary<Visit> = fc.record({
    legacy: fc.constantFrom(...fates),
    candidate: fc.constantFrom(...fates),
    method: fc.constantFrom('GET' as const, 'GET' as const, 'HEAD' as const, 'POST' as const),
    header: fc.constantFrom<Record<string, string>>(
      {},
      {},
      { range: 'bytes=0-1' },
      { 'if-none-match': '"1"' },
      { 'x-banyan-side': 'candidate', 'x-banyan-override': 'let-me' },
    ),
    share: fc.constantFrom(0, 0.5, 1),
    leaves: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 5 }),
  });

  it('whatever both sides do, whatever the client does and wherever the dial stands', async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyVisit, { minLength: 4, maxLength: 12 }), async (visits) => {
        for (const { share } of visits) sides.turn(share);
        await Promise.all(visits.map((one) => visit(sides.port, one)));
        sent += visits.length;
        // A client that left before its request was read never reached the route: wait for the rest.
        await expect.poll(() => isQuiet(sides), { timeout: 5_000, interval: 20 }).toBe(true);
        const { requests, handed, skipped } = sides.outcomes();
        expect(requests).toBeLessThanOrEqual(sent);
        expect(handed + Object.values(skipped).reduce((sum, count) => sum + count, 0)).toBe(requests);
        expect(sides.budget.used).toBe(0);
        expect(sides.bugs).toEqual([]);
      }),
      { numRuns: 15 },
    );
    expect(sides.outcomes().requests).toBeGreaterThan(sent / 2);
  }, 60_000);
});

/** Nothing changed for a while, which is longer than any read may take. */
async function isQuiet(sides: TwoSides): Promise<boolean> {
  const before = JSON.stringify(sides.outcomes());
  await new Promise((resolve) => setTimeout(resolve, 200));
  return JSON.stringify(sides.outcomes()) === before;
}
