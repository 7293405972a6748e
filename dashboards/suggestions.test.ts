import { fakeParts } from './fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import { PreviewAnswer, SuggestionsAnswer } from './api/rules-answers.js';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import { fakePreview, fakeSuggestions } from './fake-rules.cases.js';

const route = '/api/v1/routes/customer-overview';
const viewer = { name: 'anybody', role: 'viewer', token: 'v' } as const;

function setUp() {
  const desk = createFakeDesk();
  const app = createDashboard(
    fakeParts(desk, {
      access: { tokens: [viewer], listen: '127.0.0.1' },
    }),
  );
  const authorization = `Bearer ${viewer.token}`;
  const ask = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      ...(body !== undefined && {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
      headers: { authorization, 'content-type': 'application/json', ...headers },
    });
  return { ask, desk };
}

describe('suggestions', () => {
  it('are told to a viewer, with the rule as YAML and what speaks for it', async () => {
    const answer = await setUp().ask(`${route}/suggestions`);
    const told = SuggestionsAnswer.strict().parse(await answer.json());
    expect(told).toMatchObject({ withheld: ['$.email'], pairs: 120, complete: true });
    expect(told.suggestions.map(({ section }) => section)).toEqual(
      fakeSuggestions.suggestions.map(({ section }) => section),
    );
    expect(told.suggestions[0]).toMatchObject({
      yaml: 'numbers:\n  $.orders[*].total: { absolute: 0.01 }\n',
      says: [
        'silences value at $.orders[*].total in 40 of 40',
        'seen in 40 kept pairs of 38 entities; with it alone 12 of them match',
        'this forgives a difference that clients would see',
      ],
    });
    expect(told.suggestions[2]?.says[2]).toBe(
      'volatile for 60 of the 60 entities that settled there; 256 of all 256 that were compared differ there',
    );
  });

  it('that nobody can tell now are a 503 with the way out', async () => {
    const answer = await setUp().ask('/api/v1/routes/order-tracking/suggestions');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(await answer.json()).toMatchObject({ detail: 'No analyst runs now.' });
  });

  it('of a route that is not there are a 404', async () => {
    expect((await setUp().ask('/api/v1/routes/nobody/suggestions')).status).toBe(404);
  });
});

describe('a preview', () => {
  const path = `${route}/rules/preview`;
  const numbers = { '$.total': { absolute: 0.01 } };

  it('may be asked for by a viewer, for rules as an object or as text, and turns nothing', async () => {
    const { ask, desk } = setUp();
    for (const rules of [{ numbers }, JSON.stringify({ numbers })]) {
      const answer = await ask(path, { rules });
      expect(PreviewAnswer.strict().parse(await answer.json())).toEqual(fakePreview);
    }
    expect(desk.asked).toEqual([]);
  });

  it.each<readonly [string, unknown, number, unknown]>([
    [
      'rules that are wrong, by their line',
      { rules: 'numbers: nonsense' },
      422,
      [{ line: 2, column: 3, where: 'rules.numbers.$.total', message: 'expected { absolute: 0.01 }' }],
    ],
    [
      'wrong rules in an object, by their place',
      { rules: { numbers: 7 } },
      422,
      [{ where: 'rules.numbers.$.total', message: 'expected { absolute: 0.01 }' }],
    ],
    [
      'rules that do not go together with the route’s',
      { rules: { renames: { '$.a': '$.b' } } },
      422,
      [{ where: 'rules.renames.$.a', message: 'is taken' }],
    ],
    [
      'no rules',
      {},
      422,
      [
        {
          where: 'body.rules',
          message: 'rules are what stands under compare:, as an object or as its YAML text',
        },
      ],
    ],
    [
      'what else is said',
      { rules: {}, force: true },
      422,
      [{ where: 'body', message: 'Unrecognized key: "force"' }],
    ],
  ])('refuses %s', async (_, body, status, problems) => {
    const answer = await setUp().ask(path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ problems });
  });

  it('is refused like other writes: forms, what is no JSON, other origins, nobody', async () => {
    const { ask } = setUp();
    const statusOf = async (headers: Record<string, string>) =>
      (await ask(path, { rules: {} }, headers)).status;
    expect(await statusOf({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(403);
    expect(await statusOf({ 'content-type': 'application/yaml' })).toBe(415);
    expect(await statusOf({ origin: 'http://elsewhere.example' })).toBe(403);
    expect(await statusOf({ authorization: 'Bearer nobody' })).toBe(401);
  });

  it('of a route of which no analyst runs is a 503', async () => {
    const answer = await setUp().ask('/api/v1/routes/order-tracking/rules/preview', { rules: {} });
    expect(answer.status).toBe(503);
  });
});
