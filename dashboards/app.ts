import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { createGate, type DashboardEnv } from './access/gate.js';
import { perimeter, securityHeaders } from './access/perimeter.js';
import { createSessions } from './access/sessions.js';
import { configuration } from './api/configuration.js';
import { entities } from './api/entities.js';
import { events } from './api/events.js';
import { openapi } from './api/openapi.js';
import { audit } from './api/audit.js';
import { reads } from './api/reads.js';
import { suggestions } from './api/suggestions.js';
import { upstreams } from './api/upstreams.js';
import { turns } from './api/turns.js';
import { health, metricsEndpoint } from './health.js';
import { login } from './pages/login.js';
import { pages } from './pages/pages.js';
import { tellProblem } from './pages/problem-page.js';
import type { DashboardParts } from './parts.js';
import { Problem } from './problem.js';
import { staticFiles } from './static-files.js';

/** Assembles the admin port: API, metrics and pages. Order matters, each step says why it stands there. */
export function createDashboard(parts: DashboardParts): Hono<DashboardEnv> {
  const { desk, metrics, access } = parts;
  const app = new Hono<DashboardEnv>();
  const sessions = createSessions();
  const gate = createGate(access, sessions);

  app.onError((error, c) => {
    if (error instanceof Problem) return tellProblem(c, error);
    parts.failed?.(error, `${c.req.method} ${c.req.path}`);
    return tellProblem(
      c,
      new Problem('failed', 'Something of ours failed; the log says what. The proxy is not touched by it.'),
    );
  });
  app.notFound((c) =>
    tellProblem(
      c,
      new Problem('not-found', 'There is no such address. The API is described at /openapi.json.'),
    ),
  );

  app.use(securityHeaders); // outermost: refusals carry them too
  app.use(compress()); // pages, files and metrics; never the stream of events
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use(perimeter(access)); // before anything is told, even to those without a token
  health(app, parts.ready, parts.config); // open: orchestrators have no token
  staticFiles(app); // open: the login page needs them, and they tell nothing
  login(app, gate, sessions); // open: it is the door

  app.use(gate.admit('viewer')); // from here on somebody asks
  metricsEndpoint(app, metrics);
  openapi(app, parts.version ?? '0.0.0');
  events(app, desk, gate);
  reads(app, desk);
  audit(app, desk);
  entities(app, desk); // to forget one it demands operator itself
  configuration(app, parts.config, parts.traceUrl);
  upstreams(app, parts.upstreams);
  suggestions(app, desk, parts.readRules); // a preview is sent like a write, and changes nothing
  turns(app, desk); // demands operator itself, or admin to force
  pages(app, parts, gate);
  return app;
}

function refuseMethod(c: Parameters<typeof tellProblem>[0], methods: string[]): Response | Promise<Response> {
  const allow = methods.join(', ');
  return tellProblem(
    c,
    new Problem('method-not-allowed', `${c.req.method} is not for ${c.req.path}; allowed: ${allow}.`, {
      headers: { allow },
    }),
  );
}
