import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { previewOf, shownSuggestions, toldOrProblem } from '../api/suggestions.js';
import { routeOr404 } from '../api/reads.js';
import type { DashboardEnv } from '../access/gate.js';
import type { DashboardParts } from '../parts.js';
import { Problem } from '../problem.js';
import { PreviewRefused, PreviewResult } from './parts/preview-result.js';
import { Suggestions } from './parts/suggestions.js';
import { document } from './render.js';

/** Renders content within the frame of every page. */
export type PageOf = (
  c: Context<DashboardEnv>,
  title: string,
  live: boolean,
  content: Child,
) => Response | Promise<Response>;

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
      `Suggestions for ${name}`,
      false,
      <>
        <h1>Suggestions</h1>
        <div id="suggestions-now">
          <Suggestions told={told} />
        </div>
      </>,
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
    <div id="preview-now">{content}</div>
  </body>
);
