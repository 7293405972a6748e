import type { Context, Hono } from 'hono';
import { sentencesOf } from '../../comparators/suggest/sentences.js';
import type { Suggestion } from '../../comparators/suggest/suggestion.js';
import { writtenRules } from '../../comparators/suggest/written.js';
import type { EvidenceDesk } from '../../evidence/desk.js';
import type { Inquired, Preview, ToldSuggestions } from '../../evidence/inquiry.js';
import type { DashboardEnv } from '../access/gate.js';
import { Problem } from '../problem.js';
import { type ReadRules, invalidRules, rulesFrom } from '../rules-reader.js';
import { demandJson, readBody } from './body.js';
import { routeOr404 } from './reads.js';
import { PreviewBody } from './shapes.js';

/** A suggestion as it is told: with the rule as YAML, and what speaks for and against it. */
export interface ShownSuggestion extends Suggestion {
  readonly yaml: string;
  readonly says: readonly string[];
}

/** Rules that the evidence supports, and what others would do. Both only tell: a viewer may ask. */
export function suggestions(app: Hono<DashboardEnv>, desk: EvidenceDesk, readRules: ReadRules): void {
  app.get('/api/v1/routes/:route/suggestions', async (c) => {
    const { name } = routeOr404(desk, c.req.param('route'));
    return c.json(shownSuggestions(toldOrProblem(await desk.rules.suggestions(name))));
  });

  app.post('/api/v1/routes/:route/rules/preview', async (c) =>
    c.json(await previewOf(c, c.req.param('route'), desk, readRules)),
  );
}

/** What a request to try rules comes to. @throws Problem */
export async function previewOf(
  c: Context<DashboardEnv>,
  route: string,
  desk: EvidenceDesk,
  readRules: ReadRules,
): Promise<Preview> {
  demandJson(c);
  const { name } = routeOr404(desk, route);
  const { rules, instead = false } = await readBody(c, PreviewBody);
  return toldOrProblem(await desk.rules.preview(name, rulesFrom(rules, readRules), instead));
}

/** Each with its YAML and its sentences. */
export const shownSuggestions = ({ suggestions, ...told }: ToldSuggestions) => ({
  suggestions: suggestions.map(
    (one): ShownSuggestion => ({
      ...one,
      yaml: writtenRules(one.rules),
      says: sentencesOf(one),
    }),
  ),
  ...told,
});

/** @throws Problem when nobody answers, or the rules do not go together with the route's */
export function toldOrProblem<T>(inquired: Inquired<T>): T {
  switch (inquired.kind) {
    case 'told':
      return inquired.told;
    case 'invalid':
      throw invalidRules(
        inquired.problems.map(({ where, message }) => ({ where: ['rules', ...where].join('.'), message })),
      );
    case 'unavailable':
      throw new Problem('unavailable', inquired.detail, { headers: { 'retry-after': '10' } });
  }
}
