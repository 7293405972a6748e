import type { Context } from 'hono';
import { type Problem, problemJson } from '../problem.js';
import { Layout } from './layout.js';
import { document } from './render.js';
import { LoginForm, localPath } from './login-form.js';
import { visible } from './visible-text.js';

const forPrograms = /^\/(?:api\/|openapi\.json$|metrics$|healthz$|readyz$)/;

/** Tells a refusal: to programs as RFC 9457, to people as a page with the way out. */
export function tellProblem(c: Context, problem: Problem): Response | Promise<Response> {
  const { pathname, search } = new URL(c.req.url);
  if (forPrograms.test(pathname)) return problemJson(c, problem);
  for (const [name, value] of Object.entries(problem.more.headers ?? {})) c.header(name, value);
  c.status(problem.status);
  const title = problem.status === 401 ? 'Log in' : problem.title;
  return document(
    c,
    <Layout frame={{ title }}>
      {problem.status === 401 ? (
        <LoginForm to={localPath(pathname + search)} />
      ) : (
        <section class="panel narrow">
          <p class="quiet">{problem.status}</p>
          <h1>{problem.title}</h1>
          <p>{visible(problem.detail)}</p>
          <p>
            <a href="/">All routes</a>
          </p>
        </section>
      )}
    </Layout>,
  );
}
