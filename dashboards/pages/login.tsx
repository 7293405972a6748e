import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type DashboardEnv, type Gate, sessionCookie } from '../access/gate.js';
import type { Sessions } from '../access/sessions.js';
import { readBounded } from '../api/body.js';
import { Layout } from './layout.js';
import { document } from './render.js';
import { LoginForm, localPath } from './login-form.js';

/**
 * The door for browsers: a token once, a session after that. The forms here are no writes in the API's
 * sense; a foreign page cannot send them, the perimeter refuses its Origin.
 */
export function login(app: Hono<DashboardEnv>, gate: Gate, sessions: Sessions): void {
  app.get('/login', (c) => {
    if (!gate.guarded) return c.redirect('/', 303);
    return document(
      c,
      <Layout frame={{ title: 'Log in' }}>
        <LoginForm to={localPath(c.req.query('to'))} />
      </Layout>,
    );
  });

  app.post('/login', async (c) => {
    const form = new URLSearchParams(await readBounded(c));
    const to = localPath(form.get('to') ?? undefined);
    if (!gate.guarded) return c.redirect(to, 303);
    const actor = gate.byToken(form.get('token')?.trim() ?? '');
    if (actor === undefined) {
      c.status(401);
      return document(
        c,
        <Layout frame={{ title: 'Log in' }}>
          <LoginForm to={to} problem="No such token. Check that it was copied whole." />
        </Layout>,
      );
    }
    const { id, maxAge } = sessions.open(actor);
    const secure = c.req.url.startsWith('https:') || c.req.header('x-forwarded-proto') === 'https';
    setCookie(c, sessionCookie, id, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge, secure });
    return c.redirect(to, 303);
  });

  app.post('/logout', (c) => {
    const id = getCookie(c, sessionCookie);
    if (id !== undefined) sessions.close(id);
    deleteCookie(c, sessionCookie, { path: '/' });
    return c.redirect(gate.guarded ? '/login' : '/', 303);
  });
}
