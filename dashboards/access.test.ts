import { fakeParts } from './fake-parts.cases.js';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { AccessRules } from './access/rules.js';
import { createSessions } from './access/sessions.js';
import { listenersOfOne } from './api/events.js';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import { localPath } from './pages/login-form.js';

const tokens = [
  { name: 'watcher', role: 'viewer', token: 'viewer-token' },
  { name: 'release', role: 'operator', token: 'operator-token' },
  { name: 'boss', role: 'admin', token: 'admin-token' },
] as const;

function setUp(access: Partial<AccessRules> = {}) {
  const desk = createFakeDesk();
  const app = createDashboard(
    fakeParts(desk, {
      access: { tokens: [], listen: '127.0.0.1', ...access },
    }),
  );
  return { app, desk };
}

const dial = '/api/v1/routes/customer-overview/dial';
const turn = (headers: Record<string, string>, body: unknown = { share: 0.1, reason: 'x' }) => ({
  method: 'PUT',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});
const post = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  body: new URLSearchParams(fields).toString(),
});
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('who listens to events', () => {
  const listen = async (app: ReturnType<typeof setUp>['app'], headers: Record<string, string>) =>
    app.request('/api/v1/events', { headers });

  it('leaves places for others, however many they take', async () => {
    const { app } = setUp({ tokens });
    const open = await Promise.all(
      Array.from({ length: listenersOfOne }, () => listen(app, bearer('viewer-token'))),
    );
    expect(open.every(({ status }) => status === 200)).toBe(true);
    const refused = await listen(app, bearer('viewer-token'));
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain(`watcher has ${listenersOfOne} listeners connected already`);
    const other = await listen(app, bearer('operator-token'));
    expect(other.status).toBe(200);
    await Promise.all([...open, other].map((one) => one.body!.cancel()));
  });

  it('hears nothing more once they are logged out', async () => {
    const { app, desk } = setUp({ tokens });
    const login = await app.request('/login', post({ token: 'viewer-token' }));
    const session = { cookie: login.headers.get('set-cookie')?.split(';')[0] ?? '' };
    const reader = (await listen(app, session)).body!.getReader();
    expect((await reader.read()).done).toBe(false);
    await app.request('/logout', { method: 'POST', headers: session });
    desk.changed();
    expect((await reader.read()).done).toBe(true);
  });
});

describe('roles', () => {
  it.each([
    ['viewer-token', 200, 403, 403],
    ['operator-token', 200, 200, 403],
    ['admin-token', 200, 200, 200],
    ['viewer-toke', 401, 401, 401],
    ['', 401, 401, 401],
  ])('%j reads %i, turns %i, forces %i', async (token, reads, turns, forces) => {
    const { app } = setUp({ tokens });
    for (const path of ['/api/v1/routes', '/metrics', '/openapi.json', '/', '/routes/customer-overview']) {
      expect((await app.request(path, { headers: bearer(token) })).status, path).toBe(reads);
    }
    expect((await app.request(dial, turn(bearer(token)))).status).toBe(turns);
    const forced = turn(bearer(token), { share: 0.2, reason: 'x', force: true });
    expect((await app.request(dial, forced)).status).toBe(forces);
  });

  it('no token is 401 with a challenge; health, static files and the login stay open', async () => {
    const { app } = setUp({ tokens });
    const answer = await app.request('/api/v1/routes');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    for (const path of ['/healthz', '/readyz', '/static/banyan.css', '/login']) {
      expect((await app.request(path)).status, path).toBe(200);
    }
  });

  it('without configured tokens everybody is a local admin', async () => {
    const { app, desk } = setUp();
    expect((await app.request(dial, turn({}, { share: 0.1, reason: 'x', force: true }))).status).toBe(200);
    expect(desk.asked[0]?.actor).toEqual({ name: 'local', role: 'admin' });
  });

  it('a viewer sees no control, an operator no force', async () => {
    const { app } = setUp({ tokens });
    const ask = (token: string, path = '') =>
      app.request(`/routes/customer-overview${path}`, { headers: bearer(token) });
    const page = async (token: string) => (await ask(token)).text();
    expect(await page('viewer-token')).not.toContain('/turn?');
    expect(await page('operator-token')).toContain('/turn?action=hold');
    expect(await page('operator-token')).not.toContain('force=yes');
    expect(await page('admin-token')).toContain('force=yes');
    expect((await ask('viewer-token', '/turn?action=hold')).status).toBe(403);
    expect((await ask('operator-token', '/turn?to=25%25')).status).toBe(200);
    expect((await ask('operator-token', '/turn?to=25%25&force=yes')).status).toBe(403);
    expect((await ask('admin-token', '/turn?to=25%25&force=yes')).status).toBe(200);
  });
});

describe('names this Banyan answers to', () => {
  const behind = { tokens, listen: '0.0.0.0', hosts: ['banyan.example', 'odd.example:8443'] };
  it.each([
    ['localhost:8081', {}, 200],
    ['127.0.0.1:8081', {}, 200],
    ['[::1]:8081', {}, 200],
    ['LOCALHOST', {}, 200],
    ['evil.example', {}, 403],
    ['127.0.0.1.evil.example', {}, 403],
    ['localhost@evil.example', {}, 403],
    ['evil.example/localhost', {}, 403],
    ['10.1.2.3:8081', {}, 403],
    ['10.1.2.3:8081', { listen: '10.1.2.3' }, 200],
    ['banyan.example', behind, 200],
    ['odd.example:8443', behind, 200],
    ['odd.example:81', behind, 403],
    ['10.9.9.9:8081', behind, 200],
    ['evil.example', behind, 403],
  ])('Host %s is %s → %i', async (host, access, status) => {
    const { app } = setUp(access);
    const headers = { host, ...bearer('viewer-token') };
    if (status === 403) expect((await app.request('/healthz', { headers })).status).toBe(403);
    expect(
      (await app.request('/api/v1/routes', { headers: 'tokens' in access ? headers : { host } })).status,
    ).toBe(status);
  });

  it.each([
    [undefined, 200],
    ['http://localhost:8081', 200],
    ['http://evil.example', 403],
    ['http://localhost:3000', 403],
    ['http://localhost', 403],
    ['null', 403],
    ['file://localhost:8081', 403],
    ['', 403],
  ])('Origin %s → %i, for reads and writes', async (origin, status) => {
    const { app, desk } = setUp();
    const headers = { host: 'localhost:8081', ...(origin === undefined ? {} : { origin }) };
    expect((await app.request('/api/v1/routes', { headers })).status).toBe(status);
    expect((await app.request(dial, turn(headers))).status).toBe(status);
    expect(desk.asked).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('logging in', () => {
  it('asks a browser for a token, gives a cookie that is not the token, and ends the session', async () => {
    const { app } = setUp({ tokens });
    const asked = await app.request('/routes/customer-overview?class=stale');
    expect(asked.status).toBe(401);
    expect(await asked.text()).toContain('value="/routes/customer-overview?class=stale"');

    const answer = await app.request(
      '/login',
      post({ token: 'operator-token', to: '/routes/customer-overview' }),
    );
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/routes/customer-overview');
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toContain('operator-token');

    const session = { cookie: cookie.split(';')[0] ?? '' };
    expect((await app.request('/', { headers: session })).status).toBe(200);
    expect((await app.request(dial, turn(session))).status).toBe(200);
    expect((await app.request('/', { headers: { ...session, ...bearer('wrong') } })).status).toBe(401);
    await app.request('/logout', { method: 'POST', headers: session });
    expect((await app.request('/', { headers: session })).status).toBe(401);
  });

  it('a wrong token is 401 and says so; a foreign page cannot log anybody in', async () => {
    const { app } = setUp({ tokens });
    const answer = await app.request('/login', post({ token: 'no' }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toContain('No such token');
    expect(
      (await app.request('/login', post({ token: 'admin-token' }, { origin: 'http://evil.example' }))).status,
    ).toBe(403);
  });

  it.each(['//evil.example', '/\\evil.example', 'http://evil.example', '/ok\r\nx: y', '', '/login'])(
    'never leads to %j',
    (to) => expect(localPath(to)).toBe('/'),
  );

  it('sessions expire, and the oldest goes when there are too many', () => {
    let now = 0;
    const sessions = createSessions(() => now);
    const first = sessions.open({ name: 'a', role: 'viewer' });
    const others = Array.from({ length: 1000 }, () => sessions.open({ name: 'b', role: 'viewer' }));
    expect(sessions.actor(first.id)).toBeUndefined();
    expect(sessions.actor(others.at(-1)?.id ?? '')).toEqual({ name: 'b', role: 'viewer' });
    now = 13 * 60 * 60 * 1000;
    expect(sessions.actor(others.at(-1)?.id ?? '')).toBeUndefined();
  });
});

describe('every answer', () => {
  it.each(['/', '/api/v1/routes', '/nothing', '/api/v1/nothing', '/static/live.js', '/healthz', '/metrics'])(
    '%s carries the security headers',
    async (path) => {
      const { headers } = await setUp().app.request(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe(path.startsWith('/static') ? 'no-cache' : 'no-store');
    },
  );

  it('refusals carry them too', async () => {
    const answer = await setUp().app.request('/', { headers: { host: 'evil.example' } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('static files', () => {
  it.each([
    ['/static/banyan.css', 'text/css; charset=utf-8'],
    ['/static/live.js', 'text/javascript; charset=utf-8'],
    ['/static/banyan.svg', 'image/svg+xml'],
    ['/static/htmx.js', 'text/javascript; charset=utf-8'],
    ['/static/uplot.js', 'text/javascript; charset=utf-8'],
    ['/static/uplot.css', 'text/css; charset=utf-8'],
  ])('%s is %s and known by its tag', async (path, type) => {
    const { app } = setUp();
    const answer = await app.request(path);
    expect(answer.headers.get('content-type')).toBe(type);
    const again = await app.request(path, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('are sent compressed to who takes it, under the same tag', async () => {
    const { app } = setUp();
    const plain = await app.request('/static/banyan.css');
    const zipped = await app.request('/static/banyan.css', { headers: { 'accept-encoding': 'gzip' } });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(zipped.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect(gunzipSync(await zipped.arrayBuffer()).toString()).toBe(await plain.text());
  });

  it.each([
    '/static/../app.ts',
    '/static/..%2fapp.ts',
    '/static/%2e%2e%2fapp.ts',
    '/static/',
    '/static/banyan.css%00',
    '/static/__proto__',
  ])('%s is 404', async (path) => expect((await setUp().app.request(path)).status).toBe(404));
});
