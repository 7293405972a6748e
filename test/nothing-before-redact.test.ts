import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { EntityRow, Sample, Scorecard } from '../evidence/scorecard.js';
import { type RunningBanyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

/** Whatever a secret is put into, it looks like this, and nothing else does. */
const secret = (what: string): string => `zq${what}zq`;
const secrets = /zq[a-z0-9]+zq/gi;
/** The same where somebody wrote it otherwise. */
const encoded = [
  (text: string) => Buffer.from(text).toString('base64'),
  (text: string) => Buffer.from(text).toString('hex'),
];
const kinds = ['json', 'xml', 'text', 'broken', 'error', 'cut', 'moved', 'header'] as const;
const visible = 'this-may-be-seen';

const person = (side: string): string =>
  JSON.stringify({
    email: secret(`${side}email`),
    contacts: [{ phone: secret(`${side}phone`), kind: `${visible}-${side}` }],
    only: side === 'legacy' ? { email: secret('onlyemail') } : undefined,
  });
const bodies: Record<string, (side: string) => readonly [status: number, type: string, body: string]> = {
  json: (side) => [200, 'application/json', person(side)],
  xml: (side) => [
    200,
    'application/xml',
    `<p><email>${secret(`${side}xml`)}</email><kind>${side}</kind></p>`,
  ],
  text: (side) => [200, 'text/plain', `call ${secret(`${side}text`)}\n`],
  broken: (side) =>
    side === 'legacy'
      ? [200, 'application/json', person(side)]
      : [200, 'application/json', `{"email":"${secret('brokenjson')}" oops`],
  error: (side) =>
    side === 'legacy'
      ? [200, 'application/json', person(side)]
      : [500, 'text/html', `<p>no such person: ${secret('errorpage')}</p>`],
  cut: (side) => [200, 'application/json', person(side)],
  moved: () => [302, 'text/plain', ''],
  header: (side) => [200, 'application/json', person(side)],
};

const answering =
  (side: string): RequestListener =>
  (request, response) => {
    request.resume();
    const kind = new URL(request.url ?? '/', 'http://x').searchParams.get('kind') ?? 'json';
    const [status, type, body] = (bodies[kind] ?? bodies['json']!)(side);
    if (kind === 'cut' && side === 'candidate') {
      response.writeHead(status, { 'content-type': type, 'content-length': body.length + 10 });
      response.write(body, () => response.destroy());
      return;
    }
    response.writeHead(status, {
      'content-type': type,
      'set-cookie': `sid=${secret(`${side}cookie`)}; path=/`,
      'x-api-key': secret(`${side}apikey`),
      ...(kind === 'moved' && { location: `/people/${secret(`${side}location`)}` }),
    });
    response.end(body);
  };

const portOf = (server: Server | TcpServer): number => (server.address() as AddressInfo).port;
async function listening<S extends Server | TcpServer>(server: S): Promise<S> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

vi.setConfig({ testTimeout: 180_000 });

let folder: ReturnType<typeof temporaryFolder>;
let servers: (Server | TcpServer)[] = [];
let banyan: RunningBanyan;
beforeAll(async () => {
  folder = temporaryFolder();
  const rude = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nx bad ${secret('rudeheader')}: 1\r\n\r\n`));
  });
  servers = [
    await listening(createServer(answering('legacy'))),
    await listening(createServer(answering('candidate'))),
    await listening(rude),
  ];
  const [legacy, candidate, broken] = servers.map(portOf);
  const route = (name: string, more: string): string => `
  ${name}:
    legacy: legacy
    freshness: 100ms
    redact: ["$..email", "$..phone", "header:location", key]
    ${more}`;
  banyan = await startBanyan(
    `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/store/banyan.db"
upstreams:
  legacy: { url: "http://127.0.0.1:${legacy}" }
  candidate: { url: "http://127.0.0.1:${candidate}", headers: { allow: [authorization] } }
  broken: { url: "http://127.0.0.1:${broken}" }
routes:${route(
      'people',
      'match: { path: "/people/:id/overview" }\n    candidate: { upstream: candidate }\n    key: path:id\n    vary: [header:x-tenant]',
    )}${route('callers', 'match: { path: "/callers/*" }\n    candidate: { upstream: candidate }\n    sticky: header:x-user')}${route(
      'searches',
      'match: { methods: [POST], path: "/search" }\n    safe: true\n    candidate: { upstream: candidate }',
    )}${route('rude', 'match: { path: "/rude/:id" }\n    candidate: { upstream: broken }\n    key: path:id')}
`,
    folder.path,
  );
});
afterAll(async () => {
  if (banyan?.process.exitCode === null && banyan.process.signalCode === null) await banyan.end('SIGKILL');
  for (const server of servers) server.close();
  folder.remove();
});

const ask = async (path: string, more: RequestInit = {}): Promise<void> => {
  const response = await fetch(banyan.proxy + path, {
    redirect: 'manual',
    ...more,
    headers: {
      authorization: `Bearer ${secret('bearer')}`,
      cookie: `session=${secret('session')}`,
      'x-user': secret('user'),
      'x-tenant': secret('tenant'),
    },
  });
  await response.arrayBuffer().catch(() => undefined);
};
const tell = async (path: string, accept = 'application/json'): Promise<string> =>
  (await fetch(banyan.admin + path, { headers: { accept } })).text();

async function everythingTold(): Promise<Map<string, string>> {
  const { routes } = JSON.parse(await tell('/api/v1/routes')) as { routes: Scorecard[] };
  const paths = ['/', '/metrics', '/readyz', '/api/v1/routes', '/api/v1/audit', '/api/v1/config'];
  for (const { name } of routes) {
    const base = `/api/v1/routes/${name}`;
    const { samples } = JSON.parse(await tell(`${base}/samples`)) as { samples: Sample[] };
    paths.push(base, `${base}/fields`, `${base}/ignored`, `${base}/samples`, `/routes/${name}`);
    paths.push(...['json', 'csv', 'ndjson'].map((format) => `${base}/entities?format=${format}`));
    for (const { id } of samples) paths.push(`/samples/${id}`);
  }
  const told = new Map<string, string>();
  for (const path of paths)
    told.set(path, await tell(path, path.startsWith('/api') ? undefined : 'text/html'));
  return told;
}

const filesOf = (path: string): Map<string, string> =>
  new Map(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'latin1')]));

/** Where a secret shows, in whatever way it is written. */
const leaks = (texts: ReadonlyMap<string, string>): string[] =>
  [...texts].flatMap(([where, text]) => {
    const written = encoded.flatMap((write) =>
      ['legacyemail', 'person0', 'bearer', 'user'].flatMap((what) =>
        text.includes(write(secret(what)).slice(0, 12)) ? [write(secret(what))] : [],
      ),
    );
    return [...(text.match(secrets) ?? []), ...written].map((found) => `${where}: ${found}`);
  });

it('no byte that is stored, told or logged holds what redact, the fixed headers or a hidden key keep back', async () => {
  for (const kind of kinds)
    for (let i = 0; i < 3; i++) {
      await ask(`/people/${secret(`person${i}`)}/overview?kind=${kind}&token=${secret('query')}`);
      await ask(`/callers/${secret(`caller${i}`)}/x?kind=${kind}&q=${secret('query')}`);
      await ask('/search', { method: 'POST', body: JSON.stringify({ q: secret(`question${i}`) }) });
      await ask(`/rude/${secret(`rude${i}`)}`);
    }
  await ask(`/nowhere/${secret('unmatched')}?q=${secret('query')}`);

  const cards = async () => (JSON.parse(await tell('/api/v1/routes')) as { routes: Scorecard[] }).routes;
  await expect
    .poll(
      async () =>
        (await cards()).map(({ requests, compared, skipped, settling }) => {
          const skips = Object.values(skipped).reduce((sum, count) => sum + count, 0);
          return requests > 0 && compared > 0 && requests === compared + skips && settling === 0;
        }),
      { timeout: 50_000 },
    )
    .toEqual([true, true, true, true]);

  const told = await everythingTold();
  expect(leaks(told)).toEqual([]);
  // What may be seen is: there is something in which a secret could have been found.
  const people = JSON.parse(told.get('/api/v1/routes/people/samples') ?? '') as { samples: Sample[] };
  expect(people.samples.length).toBeGreaterThan(0);
  expect(JSON.stringify(people)).toContain(`${visible}-legacy`);
  expect(JSON.stringify(people)).toContain('GET /people/:id/overview');
  const listed = JSON.parse(told.get('/api/v1/routes/people/entities?format=json') ?? '') as {
    entities: EntityRow[];
  };
  expect(listed.entities.length).toBeGreaterThan(0);
  for (const { key } of listed.entities) expect(key).toMatch(/^redacted:[0-9a-f]{16}$/);
  expect(new Set(listed.entities.map(({ key }) => key)).size).toBeLessThanOrEqual(3);

  const store = join(folder.path, 'store');
  await expect
    .poll(() => [...filesOf(store).values()].join('').includes(visible), { timeout: 30_000 })
    .toBe(true);
  expect(leaks(filesOf(store))).toEqual([]);
  await banyan.end();
  const files = filesOf(store);
  expect([...files.keys()]).toEqual(expect.arrayContaining(['banyan.db', 'banyan.db.key']));
  expect(leaks(files)).toEqual([]);
  expect(banyan.log().length).toBeGreaterThan(0);
  expect(leaks(new Map([['log', banyan.log()]]))).toEqual([]);
});
