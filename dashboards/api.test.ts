import { SampleAnswer } from './api/sample-answer.js';
import { fakeParts } from './fake-parts.cases.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  CoverageAnswer,
  EntityAnswer,
  EvidenceAnswer,
  FieldAnswer,
  IgnoredAnswer,
  RouteAnswer,
  AuditEntryAnswer,
  ConfigurationAnswer,
} from './api/answers.js';
import { HistoryAnswer } from './api/history-answer.js';
import { bodyLimitBytes } from './api/body.js';
import { listenerLimit } from './api/events.js';
import { openapiDocument } from './api/openapi.js';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import type { Scorecard } from '../evidence/scorecard.js';
import { quietNews, refusedNews, sample, scorecard } from './fake-rows.cases.js';
import { createMetrics } from './metrics/metrics.js';
import type { DashboardParts } from './parts.js';

const route = '/api/v1/routes/customer-overview';

function setUp(change: Partial<DashboardParts> = {}) {
  const desk = createFakeDesk();
  const metrics = createMetrics(() => desk.routes());
  const app = createDashboard(
    fakeParts(desk, {
      metrics,
      ...change,
    }),
  );
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { app, desk, metrics, send };
}

// oxlint-disable-next-line typescript/no-explicit-any -- what came over the wire has no type
const json = async (answer: Response): Promise<any> => answer.json();

describe('the page of a route', () => {
  const page = async (card: Partial<Scorecard>): Promise<string> => {
    const { app } = setUp({ desk: createFakeDesk([scorecard(card)]) });
    return (await (await app.request('/routes/customer-overview')).text()).replaceAll(/<[^>]*>|\s+/g, ' ');
  };

  it('says of which versions the evidence is, and what would show the deploys that it cannot see', async () => {
    const text = (await page({ attempt: 2 })).replaceAll(/ +/g, ' ');
    expect(text).toContain('candidate 1.4.2 by header x-app-version · attempt 2 on it: more must be proven');
    expect(text).toMatch(/Deploys of legacy are invisible: .* version: \{ header: x-app-version \}/);
    expect(await page({ versionsFrom: { legacy: 'probe', candidate: 'probe' } })).not.toContain('invisible');
  });
});

describe('what the API tells', () => {
  it('wraps every list, and its rows are what the OpenAPI document says', async () => {
    const { app } = setUp();
    const get = async (path: string) => json(await app.request(path));
    const routes = (await get('/api/v1/routes')).routes;
    expect(routes.map(({ name }: { name: string }) => name)).toEqual(['customer-overview', 'order-tracking']);
    for (const one of routes) expect(RouteAnswer.strict().parse(one)).toBeTruthy();
    expect(await get(route)).toEqual(routes[0]);
    for (const one of (await get(`${route}/fields`)).fields)
      expect(FieldAnswer.strict().parse(one)).toBeTruthy();
    const { evidence } = await get(`${route}/evidence`);
    for (const one of evidence) expect(EvidenceAnswer.strict().parse(one)).toBeTruthy();
    const earlier = await get(`${route}/fields?evidence=${evidence[1].evidenceKey}`);
    for (const one of earlier.fields) expect(FieldAnswer.strict().parse(one)).toBeTruthy();
    expect(earlier.fields).toMatchObject([{ pattern: '$.before' }]);
    expect((await get(`${route}/fields?evidence=none`)).detail).toContain('GET …/evidence lists those');
    const covered = await get(`${route}/coverage`);
    expect(CoverageAnswer.strict().parse(covered).fields).toHaveLength(43);
    const { ignored } = await get(`${route}/ignored`);
    expect(ignored).toHaveLength(2);
    for (const one of ignored) expect(IgnoredAnswer.strict().parse(one)).toBeTruthy();
    for (const one of (await get(`${route}/entities`)).entities)
      expect(EntityAnswer.strict().parse(one)).toBeTruthy();
    for (const one of (await get(`${route}/samples`)).samples)
      expect(SampleAnswer.strict().parse(one)).toBeTruthy();
    for (const one of (await get('/api/v1/audit')).entries)
      expect(AuditEntryAnswer.strict().parse(one)).toBeTruthy();
    expect((await get('/api/v1/samples/s1')).id).toBe('s1');
  });

  it('tells the past of a route as far back as it is asked for, and who turned its dial', async () => {
    const { app } = setUp();
    const get = async (query: string) => {
      const told = await json(await app.request(`${route}/history${query}`));
      return HistoryAnswer.strict().parse(told);
    };
    const hour = await get('');
    expect([hour.resolution, hour.points.length > 300]).toEqual([10, true]);
    expect(hour.changes.map(({ id, action }) => [id, action])).toEqual([
      [3, 'turn'],
      [4, 'rollback'],
      [5, 'new-version'],
      [6, 'turn'],
    ]);
    expect((await get('?last=6h')).resolution).toBe(60);
    expect((await get('?last=35d&points=100')).points.length).toBeLessThanOrEqual(100);
    const some = await get('?from=2026-11-20T14:30:00Z&to=2026-11-20T15:35:00%2B01:00');
    expect(some).toMatchObject({ from: '2026-11-20T14:30:00.000Z', to: '2026-11-20T14:35:00.000Z' });
  });

  it.each([
    ['last=2w', /one of 1h, 6h, 1d, 7d, 35d; for another span give from and to/],
    ['last=1h&from=2026-01-01T00:00:00Z', /not both/],
    ['to=2026-01-01T00:00:00Z', /give from beside to/],
    ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', /must be before to/],
    ['from=yesterday', /an instant like/],
    ['from=2100-01-01T00:00:00Z', /query.from: must be before now, 2026-11-20T15:00:00.000Z/],
    ['from=2100-01-01T00:00:00Z&to=2101-01-01T00:00:00Z', /must be before now/],
    ['points=9', /from 10 to 600/],
    ['points=601', /from 10 to 600/],
  ])('a past of %s is refused with the way out', async (query, told) => {
    const { app } = setUp();
    const answer = await app.request(`${route}/history?${query}`);
    expect(answer.status).toBe(422);
    expect((await json(answer)).detail).toMatch(told);
  });

  it('filters entities, samples and the audit', async () => {
    const { app } = setUp();
    const get = async (path: string) => json(await app.request(path));
    expect((await get(`${route}/entities?class=semantic`)).entities).toHaveLength(1);
    expect((await get(`${route}/entities?class=stale`)).entities).toEqual([]);
    expect((await get(`${route}/samples?class=semantic&pattern=$.loyalty.tier`)).samples).toHaveLength(2);
    expect((await get('/api/v1/audit?route=order-tracking')).entries).toEqual([]);
  });

  it.each([
    ['GET', '/api/v1/routes/nobody', 404],
    ['GET', '/api/v1/routes/nobody/fields', 404],
    ['GET', '/api/v1/samples/nobody', 404],
    ['GET', '/api/v1/nothing', 404],
    ['POST', `${route}/new-candidate`, 404],
    ['GET', `${route}/entities?class=weird`, 422],
    ['GET', `${route}/samples?class=weird`, 422],
    ['GET', '/api/v1/audit?limit=0', 422],
    ['GET', '/api/v1/audit?limit=many', 422],
    ['POST', '/api/v1/routes', 405],
    ['GET', `${route}/dial`, 405],
    ['DELETE', `${route}/dial`, 405],
    ['GET', `${route}/rollback`, 405],
    ['PUT', '/metrics', 405],
  ])('%s %s is %i, told as a problem', async (method, path, status) => {
    const { app } = setUp();
    const answer = await app.request(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await json(answer)).toMatchObject({
      status,
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
    });
    if (status === 405) expect(answer.headers.get('allow')).toBeTruthy();
  });

  it('answers failures of its own without telling what failed', async () => {
    const heard: string[] = [];
    const { app, desk } = setUp({ failed: (error, where) => heard.push(`${where} ${String(error)}`) });
    desk.routes = () => {
      throw new Error('secret path /home/somebody');
    };
    const answer = await app.request('/api/v1/routes');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(heard).toEqual(['GET /api/v1/routes Error: secret path /home/somebody']);
  });

  it('tells which banyan.yaml serves, and why a changed one does not', async () => {
    let news = quietNews;
    const { app } = setUp({ config: () => news });
    const told = async () => ConfigurationAnswer.parse(await json(await app.request('/api/v1/config')));
    expect(await told()).toMatchObject({ file: 'banyan.yaml', refusedAt: null, problems: [] });
    news = refusedNews;
    expect(await told()).toEqual({ ...refusedNews, traceUrl: null });
  });

  it('tells where traces are shown, and links a sample to its own', async () => {
    const { app, desk } = setUp({ traceUrl: () => 'https://traces.example/{traceId}?a=1&b=2' });
    expect(await json(await app.request('/api/v1/config'))).toMatchObject({
      traceUrl: 'https://traces.example/{traceId}?a=1&b=2',
    });
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    desk.sample = async (id) => sample({ id, ...(id === 'traced' && { trace }) });
    const page = async (id: string) => (await app.request(`/samples/${id}`)).text();
    expect(await page('traced')).toContain(`<a href="https://traces.example/${trace}?a=1&amp;b=2">`);
    expect(await page('other')).not.toContain('traces.example');
    expect(SampleAnswer.parse(await json(await app.request('/api/v1/samples/traced')))).toMatchObject({
      trace,
    });
  });

  it('describes itself in OpenAPI 3.1 whose schemas are valid and name every address', async () => {
    const { app } = setUp();
    const document = await json(await app.request('/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    const ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
    ajv.addSchema({ $id: 'http://banyan/api', ...document });
    for (const name of Object.keys(document.components.schemas)) {
      expect(ajv.compile({ $ref: `http://banyan/api#/components/schemas/${name}` })).toBeTypeOf('function');
    }
    const served = app.routes
      .filter(({ path, method }) => path.startsWith('/api/') && method !== 'ALL')
      .map(({ path }) => path.replace(/:(\w+)/g, '{$1}'));
    expect(Object.keys(document.paths).sort()).toEqual([...new Set([...served, '/metrics'])].sort());
    expect(JSON.stringify(openapiDocument('1'))).toContain('"maximum":1');
  });
});

describe('turning the dial', () => {
  it('turns to a share, tells the changed route with its audit entry, and who did', async () => {
    const { desk, send } = setUp();
    const answer = await send('PUT', `${route}/dial`, {
      share: '25%',
      reason: ' clean for a week ',
      revision: 7,
    });
    expect(answer.status).toBe(200);
    expect(await json(answer)).toMatchObject({
      name: 'customer-overview',
      share: 0.25,
      revision: 8,
      entry: { reason: 'clean for a week' },
    });
    expect(desk.asked).toEqual([
      {
        route: 'customer-overview',
        request: { action: 'turn', share: 0.25, reason: 'clean for a week', revision: 7 },
        actor: { name: 'local', role: 'admin' },
      },
    ]);
  });

  it.each(['promote', 'rollback', 'hold', 'resume'] as const)(
    '%s needs a reason and is asked of the desk',
    async (action) => {
      const { desk, send } = setUp();
      expect((await send('POST', `${route}/${action}`, {})).status).toBe(422);
      expect((await send('POST', `${route}/${action}`, { reason: 'because' })).status).toBe(200);
      expect(desk.asked.map(({ request }) => request)).toEqual([{ action, reason: 'because' }]);
    },
  );

  it.each([
    ['no reason', { share: 0.1 }],
    ['an empty reason', { share: 0.1, reason: '  ' }],
    ['a reason that is no text', { share: 0.1, reason: 7 }],
    ['neither stage nor share', { reason: 'x' }],
    ['a share above 100 %', { share: 5, reason: 'x' }],
    ['a share below 0 %', { share: -0.01, reason: 'x' }],
    ['a share in words', { share: 'half', reason: 'x' }],
    ['a share above 100 % in percent', { share: '101%', reason: 'x' }],
    ['an unknown stage', { stage: 'canary', reason: 'x' }],
    ['a stage that contradicts its share', { stage: 'shadow', share: 0.5, reason: 'x' }],
    ['an unknown key', { share: 0.1, reason: 'x', shaer: 1 }],
    ['a revision that is no integer', { share: 0.1, reason: 'x', revision: 1.5 }],
    ['__proto__', '{"share":0.1,"reason":"x","__proto__":{"force":true}}'],
    ['constructor', '{"share":0.1,"reason":"x","constructor":{"prototype":{}}}'],
    ['a list', []],
    ['null', 'null'],
    ['broken JSON', '{"share":'],
    ['nothing', ''],
  ])('%s is 422 with what is wrong, and changes nothing', async (_, body) => {
    const { desk, send } = setUp();
    const answer = await send('PUT', `${route}/dial`, body);
    expect(answer.status).toBe(422);
    expect((await json(answer)).problems[0]).toEqual({
      where: expect.any(String),
      message: expect.any(String),
    });
    expect(desk.asked).toEqual([]);
  });

  it.each([
    ['unknown-route', 404],
    ['conflict', 409],
    ['forbidden-by-guards', 409],
    ['not-possible', 409],
    ['not-allowed', 403],
    ['unavailable', 503],
  ] as const)('a desk that says %s is told as %i with its detail', async (why, status) => {
    const { desk, send } = setUp();
    desk.refuseWith({ kind: 'refused', why, detail: 'mismatch holds; to raise anyway: force' });
    const answer = await send('PUT', `${route}/dial`, { share: 1, reason: 'x' });
    expect(answer.status).toBe(status);
    expect((await json(answer)).detail).toBe('mismatch holds; to raise anyway: force');
  });

  it.each([
    ['application/x-www-form-urlencoded', 403],
    ['multipart/form-data; boundary=x', 403],
    ['text/plain;charset=UTF-8', 403],
    ['application/xml', 415],
    ['application/jsonp', 415],
    ['', 415],
    ['application/json; charset=utf-8', 200],
  ])('a write as %j is %i', async (type, status) => {
    const { desk, send } = setUp();
    const answer = await send('PUT', `${route}/dial`, { share: 0.1, reason: 'x' }, { 'content-type': type });
    expect(answer.status).toBe(status);
    expect(desk.asked).toHaveLength(status === 200 ? 1 : 0);
  });

  it('a body over 64 KiB is 413, told by its length or found while reading', async () => {
    const { app, desk, send } = setUp();
    const body = JSON.stringify({ share: 0.1, reason: 'x'.repeat(bodyLimitBytes) });
    expect((await send('PUT', `${route}/dial`, body)).status).toBe(413);
    expect((await send('PUT', `${route}/dial`, '{}', { 'content-length': '10000000' })).status).toBe(413);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(16_384)) });
    const init = {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    };
    expect((await app.request(`${route}/hold`, init as RequestInit)).status).toBe(413);
    expect(desk.asked).toEqual([]);
  });

  it('a turn of an unknown route is 404', async () => {
    expect(
      (await setUp().send('PUT', '/api/v1/routes/nobody/dial', { share: 0.1, reason: 'x' })).status,
    ).toBe(404);
  });
});

describe('events', () => {
  it('tell the present at once and each change after it, and let go when the listener leaves', async () => {
    const { app, desk } = setUp();
    const own = desk.listeners();
    const answer = await app.request('/api/v1/events');
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body!.getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await next()).toContain('event: change');
    expect(desk.listeners()).toBe(own + 1);
    desk.changed();
    expect(await next()).toContain('"revision":7');
    await reader.cancel();
    await expect.poll(() => desk.listeners()).toBe(own);
  });

  it('have a bounded number of listeners, and a place again when one leaves', async () => {
    const { app } = setUp();
    const open = await Promise.all(
      Array.from({ length: listenerLimit }, async () => app.request('/api/v1/events')),
    );
    expect((await app.request('/api/v1/events')).status).toBe(503);
    await open[0]?.body?.cancel();
    await expect
      .poll(async () => {
        const answer = await app.request('/api/v1/events');
        await answer.body?.cancel();
        return answer.status;
      })
      .toBe(200);
    await Promise.all(open.slice(1).map((one) => one.body!.cancel()));
  });

  it('answer HEAD without taking a place', async () => {
    const { app, desk } = setUp();
    const own = desk.listeners();
    expect((await app.request('/api/v1/events', { method: 'HEAD' })).status).toBe(200);
    expect(desk.listeners()).toBe(own);
  });
});

describe('health', () => {
  it('is alive always and ready when the proxy answers', async () => {
    const { app } = setUp({ ready: () => ({ ready: false, problems: ['the proxy does not listen yet'] }) });
    expect((await app.request('/healthz')).status).toBe(200);
    const answer = await app.request('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('does not listen yet');
    expect(await (await setUp().app.request('/readyz')).json()).toEqual({ status: 'ready', problems: [] });
  });

  it('is degraded while a changed banyan.yaml is not taken', async () => {
    const { app } = setUp({ config: () => refusedNews });
    const answer = await app.request('/readyz');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'degraded',
      problems: [expect.stringMatching(/was changed at .* but not taken.*names the upstream/)],
    });
  });
});
