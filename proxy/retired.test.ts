import { afterEach, describe, expect, it } from 'vitest';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { json, startTwoSides, type TwoSides, type TwoSidesOptions } from './two-sides.cases.js';

let sides: TwoSides;
const start = async (route: Partial<RouteRule> = {}, options: TwoSidesOptions = {}): Promise<void> => {
  sides = await startTwoSides({ ...options, route });
  sides.turn({ stage: 'retired', share: 1 });
};
afterEach(async () => {
  expect(sides.bugs).toEqual([]);
  await sides.close();
});
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${sides.port}${path}`, init);
const servedBy = async (path: string, init: RequestInit = {}): Promise<string | null> => {
  const response = await ask(path, init);
  await response.text();
  return response.headers.get('x-banyan-served-by');
};
const skipped = async (requests: number): Promise<Record<string, number>> => {
  await sides.settled(requests);
  return sides.outcomes().skipped;
};
const ann = { 'x-user': 'ann' };

describe('a retired route', () => {
  it('is answered by the candidate, and legacy is not read beside it', async () => {
    await start();
    expect(await servedBy('/items/1', { headers: ann })).toBe('candidate');
    expect(await servedBy('/items/1', { headers: { ...ann, range: 'bytes=0-1' } })).toBe('candidate');
    expect(await skipped(2)).toEqual({ retired: 2 });
    expect(sides.pairs).toEqual([]);
    expect(sides.legacySaw).toEqual([]);
  });

  it.each([
    ['fails', json({}, 503), 503],
    ['refuses', json({}, 403), 403],
    ['finds nothing', json({}, 404), 404],
    ['is down', 'refused' as const, 502],
  ])('has no legacy to fall back to when the candidate %s', async (_, candidate, status) => {
    await start({ fallback: { onFailure: true, notFound: true } }, { candidate });
    expect((await ask('/items/1')).status).toBe(status);
    expect(await skipped(1)).toEqual({ retired: 1 });
    expect(sides.legacySaw).toEqual([]);
  });

  it('asks a candidate that failed often all the same: nobody else could answer', async () => {
    let answers = 0;
    await start(
      {},
      { candidate: (request, response) => json({}, ++answers > 6 ? 200 : 503)(request, response) },
    );
    for (let i = 0; i < 6; i++) expect((await ask('/items/1')).status).toBe(503);
    expect((await ask('/items/1')).status).toBe(200);
  });

  it('pins nobody after a write, which goes to legacy as before', async () => {
    await start({ afterWrite: { methods: ['POST'], path: '/**', pin: 60_000 } });
    expect(await servedBy('/items/1', { method: 'POST', headers: ann, body: '{}' })).toBe('legacy');
    expect(await servedBy('/items/1', { headers: ann })).toBe('candidate');
    expect(await skipped(2)).toEqual({ 'not-replayable': 1, retired: 1 });
  });

  it('sends a POST that only reads to the candidate alone', async () => {
    await start({ safe: true });
    expect(await servedBy('/items/1', { method: 'POST', body: '{"q":1}' })).toBe('candidate');
    expect(await skipped(1)).toEqual({ retired: 1 });
    expect(sides.legacySaw).toEqual([]);
  });

  it('leaves those outside its cohort on legacy', async () => {
    await start({ only: { 'x-tenant': ['acme'] } });
    expect(await servedBy('/items/1')).toBe('legacy');
    expect(await servedBy('/items/1', { headers: { 'x-tenant': 'acme' } })).toBe('candidate');
    expect(await skipped(2)).toEqual({ 'not-sampled': 1, retired: 1 });
  });

  it('shows legacy to who may choose the side', async () => {
    await start();
    const override = { 'x-banyan-override': 'let-me', 'x-banyan-side': 'legacy' };
    expect(await servedBy('/items/1', { headers: override })).toBe('legacy');
    expect(await skipped(1)).toEqual({ overridden: 1 });
  });

  it('is read and rescued again once it is back in shadow, or live', async () => {
    await start({}, { candidate: json({}, 503) });
    sides.turn(1);
    expect(await servedBy('/items/1')).toBe('legacy');
    sides.turn(0);
    expect(await servedBy('/items/1')).toBe('legacy');
    await sides.settled(2);
    expect(sides.pairs).toHaveLength(2);
  });
});
