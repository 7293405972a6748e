import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { FAULT_NAMES, FAULTS, type FaultBoard, isFault } from '../faults.js';
import { type Hosted, type Listen, openServer } from '../hosting.js';
import { controlPage, STYLE } from './page.js';

/** How the control page is to be started. */
export interface ControlOptions {
  readonly listen: Listen;
  readonly faults: FaultBoard;
  /** Banyan's own page, for the link. */
  readonly banyan: string;
}

const CSP =
  "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a write comes from this machine and from our own page, or from no page at all. A foreign page
 * cannot forge Origin, and one whose name was rebound to loopback still sends that name as Host.
 */
export function mayWrite(host: string | undefined, origin: string | undefined): boolean {
  if (!host || !URL.canParse(`http://${host}`)) return false;
  if (!LOOPBACK.has(new URL(`http://${host}`).hostname)) return false;
  return origin === undefined || origin === `http://${host}`;
}

/** The page and the small API that switch faults. */
export function controlApp(faults: FaultBoard, banyan: string): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    c.header('content-security-policy', CSP);
    c.header('x-content-type-options', 'nosniff');
    // Not no-referrer: under it a browser sends the page's own forms with Origin: null.
    c.header('referrer-policy', 'same-origin');
    c.header('cache-control', 'no-store');
    await next();
  });
  const told = () =>
    FAULT_NAMES.map((name) => {
      const { side, does, shows } = FAULTS[name];
      return { name, on: faults.isOn(name), side, does, shows };
    });
  app.get('/', (c) => c.html(html`<!doctype html>${controlPage(told(), banyan)}`));
  app.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/faults', (c) => c.json({ faults: told() }));
  app.use('/faults/:name', bodyLimit({ maxSize: 1_024 }), async (c, next) => {
    if (!mayWrite(c.req.header('host'), c.req.header('origin')))
      return c.json({ title: 'Writes come from this machine, and from this page or none', status: 403 }, 403);
    return next();
  });
  app.put('/faults/:name', async (c) => {
    const name = c.req.param('name');
    if (!isFault(name))
      return c.json({ title: `No such fault; there are ${FAULT_NAMES.join(', ')}`, status: 404 }, 404);
    if (!c.req.header('content-type')?.startsWith('application/json'))
      return c.json({ title: 'Send JSON: {"on":true}', status: 415 }, 415);
    const body: unknown = await c.req.json().catch(() => null);
    const on = typeof body === 'object' && body !== null && 'on' in body ? body.on : undefined;
    if (typeof on !== 'boolean')
      return c.json({ title: 'Send {"on":true} or {"on":false}', status: 422 }, 422);
    faults.switch(name, on);
    return c.json({ name, on });
  });
  app.post('/faults/:name', async (c) => {
    const name = c.req.param('name');
    // Forms only come from the page, and browsers send Origin with those.
    if (!c.req.header('origin')) return c.json({ title: 'A form without Origin', status: 403 }, 403);
    const { on } = await c.req.parseBody();
    if (!isFault(name) || (on !== 'true' && on !== 'false'))
      return c.json({ title: 'No such switch', status: 404 }, 404);
    faults.switch(name, on === 'true');
    return c.redirect('/', 303);
  });
  return app;
}

/** Opens the control page. */
export function startControl(options: ControlOptions): Promise<Hosted> {
  return openServer('control', controlApp(options.faults, options.banyan), options.listen);
}
