import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { previewOf, shownSuggestions, toldOrProblem } from '../api/suggestions.js';
import { routeOr404 } from '../api/reads.js';
import type { DashboardEnv } from '../access/gate.js';
import type { DashboardParts } from '../parts.js';
import { Problem } from '../problem.js';
import type { PageOf } from './page-of.js';
import { PreviewRefused, PreviewResult } from './parts/preview-result.js';
import { PreviewForm, Suggestions } from './parts/suggestions.js';
import { document } from './render.js';
import { visible } from './visible-text.js';

/**
 * Suggestions on a page of their own, of which a route's page shows the section: to work them out takes seconds, and
 * no page is to wait for the analyst. And what came of a preview, for that page's form.
 */
export function suggestionsPages(
  app: Hono<DashboardEnv>,
  { desk, readRules }: Pick<DashboardParts, 'desk' | 'readRules'>,
  page: PageOf,
): void {
  app.get('/routes/:route/suggestions', async (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    const inquired = await desk.rules.suggestions(name);
    const told =
      inquired.kind === 'unavailable'
        ? { unavailable: inquired.detail }
        : shownSuggestions(toldOrProblem(inquired));
    return page(
      c,
      { title: `Suggestions for ${name}` },
      <div data-drawer-part>
        <h1>
          <a href={`/routes/${encodeURIComponent(name)}`}>{visible(name)}</a>
        </h1>
        <section class="panel" aria-labelledby="suggestions">
          <h2 id="suggestions">Suggestions</h2>
          <div id="suggestions-now">
            <Suggestions told={told} />
          </div>
          <PreviewForm route={name} rules={c.req.query('rules')?.slice(0, 32_000)} />
        </section>
      </div>,
    );
  });

  app.post('/routes/:route/preview', async (c) => document(c, await previewNow(c)));

  async function previewNow(c: Context<DashboardEnv, '/routes/:route/preview'>) {
    try {
      const preview = await previewOf(c, c.req.param('route'), desk, readRules);
      return <Now content={<PreviewResult preview={preview} />} />;
    } catch (error) {
      if (!(error instanceof Problem) || !['invalid', 'unavailable'].includes(error.kind)) throw error;
      c.status(error.status);
      return <Now content={<PreviewRefused detail={error.detail} problems={error.more.problems ?? []} />} />;
    }
  }
}

const Now = ({ content }: { content: Child }) => (
  <body>
    <div data-result>{content}</div>
  </body>
);
