import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Coverage, Scorecard } from '../evidence/scorecard.js';
import { type RunningBanyan, banyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

/** Legacy has a tier that the candidate lacks, a stamp of its own, and a total that the candidate gets wrong. */
const bodies: Readonly<Record<string, (id: string) => unknown>> = {
  legacy: (id) => ({ id, tier: 'gold', stamp: 1, orders: [{ total: 1 }, { total: 2 }] }),
  candidate: (id) => ({ id, stamp: 2, orders: [{ total: 10 }, { total: 20 }] }),
  same: (id) => ({ id, lines: [{ name: 'a' }], empty: [] }),
};

async function upstream(name: string): Promise<{ server: Server; url: string }> {
  const server = createServer(({ url = '' }, response) => {
    const [, route = '', id = ''] = url.split('/');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(bodies[route === 'same' ? 'same' : name]?.(id)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let sides: Awaited<ReturnType<typeof upstream>>[];
const folder = temporaryFolder();
let running: RunningBanyan;

const yaml = () => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams:
  legacy: { url: "${sides[0]?.url}" }
  candidate: { url: "${sides[1]?.url}" }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    freshness: 50ms
    compare: { ignore: ["$.stamp"] }
    dial: { guards: { coverage: { keys: 3, dropped: 90% } } }
  same:
    match: { path: "/same/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    dial: { guards: { coverage: { keys: 3, dropped: 90% } } }
`;

beforeAll(async () => {
  sides = [await upstream('legacy'), await upstream('candidate')];
  running = await startBanyan(yaml(), folder.path);
});
afterAll(async () => {
  await running?.end('SIGKILL');
  for (const { server } of sides) {
    server.closeAllConnections();
    server.close();
  }
  folder.remove();
});

const told = async <T>(path: string): Promise<T> =>
  (await (await fetch(`${running.admin}/api/v1/routes/${path}`)).json()) as T;
const guard = async (route: string) =>
  (await told<Scorecard>(route)).guards.find(({ name }) => name === 'coverage');
const coverageOf = (route: string) => told<Coverage>(`${route}/coverage`);
const standings = ({ fields }: Coverage): readonly string[] =>
  fields.map(({ pattern, standing }) => `${pattern} ${standing}`).sort();
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** A busy machine may shed shadow reads: asks until enough entities were compared. */
async function compare(route: string): Promise<void> {
  let asked = 0;
  await vi.waitFor(
    async () => {
      await (await fetch(`${running.proxy}/${route}/${(asked += 1) % 7}`)).text();
      expect((await coverageOf(route)).entities).toBeGreaterThanOrEqual(5);
    },
    { timeout: 30_000, interval: 50 },
  );
}

it('holds before anything was compared: what is not known is not proven', async () => {
  expect(await guard('items')).toMatchObject({
    verdict: 'hold',
    detail: expect.stringContaining('which fields legacy has is not known yet') as string,
  });
});

it('tells which fields are never there, never equal, ignored, and equal; and holds', async () => {
  await compare('items');
  const coverage = await coverageOf('items');
  expect(standings(coverage)).toEqual([
    '$.id equal',
    '$.orders[*].total never-equal',
    '$.stamp ignored',
    '$.tier never-present',
  ]);
  expect(coverage.eligible).toBe(coverage.compared + sum(Object.values(coverage.skipped)));
  expect(sum(coverage.hours)).toBe(coverage.compared);
  const { verdict, detail } = (await guard('items'))!;
  expect(verdict).toBe('hold');
  expect(detail).toContain('1 of 4 fields equal at least once (1 ignored by rules)');
  expect(detail).toContain('never on the candidate: $.tier; project them, or ignore them by a rule');
  expect(detail).toContain('never equal: $.orders[*].total; mend the projection');
});

it('says it in one line of the terminal', async () => {
  const { stdout } = await banyan(['status', 'items', '--admin', running.admin]);
  expect(stdout).toMatch(
    /fields {6}1 of 4 equal at least once; 1 never equal; 1 never on the candidate; 1 ignored by rules; compared in [12] of 24 hours \(UTC\)/,
  );
});

it('knows the fields of a route that only ever answers equal bytes, and passes', async () => {
  await compare('same');
  expect(standings(await coverageOf('same'))).toEqual([
    '$.empty equal',
    '$.id equal',
    '$.lines[*].name equal',
  ]);
  expect(await guard('same')).toMatchObject({ verdict: 'pass' });
});

it('keeps all of it over a restart', async () => {
  // What the page tells is saved a moment later.
  await running.end();
  running = await startBanyan(yaml(), folder.path);
  const after = await coverageOf('items');
  expect(standings(after)).toHaveLength(4);
  expect(after.censuses).toBeGreaterThanOrEqual(5);
  expect(sum(after.hours)).toBeGreaterThanOrEqual(5);
  expect((await guard('items'))?.detail).toContain('$.tier');
  expect(await guard('same')).toMatchObject({ verdict: 'pass' });
});

it('begins anew with other rules: what was compared under the old ones proves nothing of these', async () => {
  running.rewrite(yaml().replace('["$.stamp"]', '["$.stamp", "$.tier"]'));
  await vi.waitFor(async () => expect((await coverageOf('items')).fields).toEqual([]), { timeout: 30_000 });
  await compare('items');
  expect(standings(await coverageOf('items'))).toContain('$.tier ignored');
});
