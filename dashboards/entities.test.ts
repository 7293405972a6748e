import { fakeParts } from './fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import { createDashboard } from './app.js';
import { createFakeDesk } from './fake-desk.cases.js';
import { entity } from './fake-rows.cases.js';

const tokens = [
  { name: 'watcher', role: 'viewer', token: 'viewer-token' },
  { name: 'release', role: 'operator', token: 'operator-token' },
] as const;
const address = '/api/v1/routes/customer-overview/entities';

function setUp(access: typeof tokens | readonly [] = []) {
  const desk = createFakeDesk();
  const app = createDashboard(
    fakeParts(desk, {
      access: { tokens: [...access], listen: '127.0.0.1' },
    }),
  );
  const forget = (
    key: string,
    body: unknown = { reason: 'asked to' },
    headers: Record<string, string> = {},
  ) =>
    app.request(`${address}/${encodeURIComponent(key)}`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { app, desk, forget };
}

/** Reads RFC 4180, slowly and strictly. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const [whole = '', quoted, plain = ''] =
        /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(text.slice(at)) ?? [];
      row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      at += whole.length;
      if (text[at] !== ',') break;
      at += 1;
    }
    expect(text.slice(at, at + 2)).toBe('\r\n');
    at += 2;
    rows.push(row);
  }
  return rows;
}

describe('entities are told', () => {
  const ask = async (query = '', accept?: string) => {
    const { app } = setUp();
    const answer = await app.request(address + query, accept === undefined ? {} : { headers: { accept } });
    return { answer, text: await answer.text() };
  };

  it.each<[query: string, accept: string | undefined, type: string]>([
    ['', undefined, 'application/json'],
    ['', '*/*', 'application/json'],
    ['', 'text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['', 'text/csv', 'text/csv; charset=utf-8'],
    ['', 'application/x-ndjson', 'application/x-ndjson; charset=utf-8'],
    ['', 'application/json;q=0.5, text/csv', 'text/csv; charset=utf-8'],
    ['?format=csv', 'application/json', 'text/csv; charset=utf-8'],
    ['?format=ndjson', undefined, 'application/x-ndjson; charset=utf-8'],
    ['?format=json', 'text/csv', 'application/json'],
  ])('%j with Accept %j as %s', async (query, accept, type) => {
    const { answer } = await ask(query, accept);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('vary')).toMatch(/^accept\b/);
  });

  it('alike in every format', async () => {
    const { entities } = JSON.parse((await ask()).text) as { entities: ReturnType<typeof entity>[] };
    expect(entities.length).toBeGreaterThan(1);
    const lines = (await ask('?format=ndjson')).text.split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(entities);
    const [head, ...rows] = readCsv((await ask('?format=csv')).text);
    expect(head).toEqual(['key', 'class', 'patterns', 'firstSeen', 'lastSeen']);
    expect(rows).toEqual(
      entities.map((one) => [one.key, one.class, one.patterns.join(' '), one.firstSeen, one.lastSeen]),
    );
  });

  it('as a file with a name, in the formats of files', async () => {
    const named = async (query: string) => (await ask(query)).answer.headers.get('content-disposition');
    expect(await named('?format=csv')).toBe('attachment; filename="customer-overview-entities.csv"');
    expect(await named('?format=ndjson&class=missing,semantic')).toBe(
      'attachment; filename="customer-overview-entities-missing-semantic.ndjson"',
    );
    expect(await named('')).toBeNull();
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
    ['a=1', 'a=1'],
    ['say "hi", twice\r\n', 'say "hi", twice\r\n'],
    ["it's", "it's"],
    ['', ''],
    ['Zoë 🦊', 'Zoë 🦊'],
  ])('with the key %j as the CSV cell %j: no spreadsheet runs it', async (key, cell) => {
    const { app, desk } = setUp();
    desk.entities = () => ({ entities: [entity({ key })], listed: 1, isFull: false });
    const [, row] = readCsv(await (await app.request(`${address}?format=csv`)).text());
    expect(row?.[0]).toBe(cell);
  });

  it.each([',', ';', '\t', '|'])('as CSV in which %j in a key parts nothing', async (separator) => {
    const { app, desk } = setUp();
    desk.entities = () => ({ entities: [entity({ key: `a${separator}=1+1` })], listed: 1, isFull: false });
    const text = await (await app.request(`${address}?format=csv`)).text();
    const cells = text.replaceAll(/"(?:[^"]|"")*"/g, 'cell');
    expect(cells).toBe('cell,cell,cell,cell,cell\r\n'.repeat(2));
  });

  it('of one class, of several, or the newest alone, and it says when that is not all', async () => {
    const keys = async (query: string) => {
      const { answer, text } = await ask(query);
      const told = JSON.parse(text) as { entities: { class: string }[] };
      return [told.entities.map((one) => one.class), answer.headers.get('x-banyan-cut')];
    };
    expect(await keys('?class=missing')).toEqual([['missing'], null]);
    expect(await keys('?class=missing,semantic')).toEqual([['semantic', 'missing'], null]);
    expect(await keys('?limit=1')).toEqual([['semantic'], 'the newest 1 of 2 that are listed']);
    const { app, desk } = setUp();
    desk.entities = () => ({ entities: [entity({})], listed: 1, isFull: true });
    const answer = await app.request(`${address}?format=csv`);
    expect(answer.headers.get('x-banyan-cut')).toMatch(/the list is full/);
  });

  it.each(['?class=weird', '?class=missing,weird', '?class=', '?limit=0', '?limit=10001', '?format=xml'])(
    'not for %s',
    async (query) => {
      const { answer, text } = await ask(query);
      expect(answer.status).toBe(422);
      expect(JSON.parse(text)).toMatchObject({ type: 'urn:banyan:problem:invalid' });
    },
  );
});

describe('an entity is forgotten', () => {
  it.each(['7', 'a/b', '/items/7?x', 'anna@example.org', '100 %', 'Zoë', 'redacted:0123456789abcdef', '%2F'])(
    'by its key as it is: %j',
    async (key) => {
      const { desk, forget } = setUp();
      const asked: unknown[] = [];
      desk.forgetEntity = async (...args) => {
        asked.push(args);
        return { kind: 'forgotten', samples: 2, listed: 1, entry: null };
      };
      const answer = await forget(key);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ forgotten: { samples: 2, listed: 1 }, entry: null });
      expect(asked).toEqual([
        ['customer-overview', { key, reason: 'asked to' }, { name: 'local', role: 'admin' }],
      ]);
    },
  );

  it('and is told no more, with an audit entry', async () => {
    const { app, desk, forget } = setUp();
    const { key } = desk.entities('customer-overview', {}).entities[0]!;
    const { forgotten, entry } = (await (await forget(key)).json()) as Record<string, unknown>;
    expect(forgotten).toEqual({ samples: 0, listed: 1 });
    expect(entry).toMatchObject({ action: 'forget', reason: 'asked to' });
    expect(desk.entities('customer-overview', {}).entities.map((one) => one.key)).not.toContain(key);
    expect(await (await app.request('/routes/customer-overview')).text()).toContain('an entity forgotten');
  });

  it.each<[what: string, body: unknown, headers: Record<string, string>, status: number]>([
    ['without a reason', {}, {}, 422],
    ['with an empty one', { reason: ' ' }, {}, 422],
    ['by a form', 'reason=x', { 'content-type': 'application/x-www-form-urlencoded' }, 403],
    ['by what is no JSON', 'x', { 'content-type': 'application/octet-stream' }, 415],
    ['by a foreign page', { reason: 'x' }, { origin: 'http://evil.example' }, 403],
  ])('not %s', async (_, body, headers, status) => {
    const { desk, forget } = setUp();
    const { key } = desk.entities('customer-overview', {}).entities[0]!;
    expect((await forget(key, body, headers)).status).toBe(status);
    expect(desk.entities('customer-overview', {}).entities).toHaveLength(2);
  });

  it('by an operator, not by a viewer, and not without a token', async () => {
    const { forget } = setUp(tokens);
    const as = async (token: string) =>
      (await forget('7', { reason: 'x' }, { authorization: `Bearer ${token}` })).status;
    expect([await as('viewer-token'), await as('operator-token')]).toEqual([403, 200]);
    expect((await forget('7')).status).toBe(401);
  });

  it('not while the desk refuses, and it says why', async () => {
    const { desk, forget } = setUp();
    desk.refuseWith({ kind: 'refused', why: 'unavailable', detail: 'the store is away' });
    const answer = await forget('7');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ detail: 'the store is away' });
  });
});
