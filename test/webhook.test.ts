import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { banyan, type RunningBanyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};
/** `/items/7` answers a JSON object; the candidate's has other names in it. */
const side = (answer: object): Server =>
  createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });

interface Post {
  readonly path: string | undefined;
  readonly body: { readonly kind: string; readonly pattern?: string };
}
let posts: Post[];
/** What the receiver answers. */
let answer: (response: ServerResponse) => void;
const receiver = createServer((request, response) => {
  void json(request).then((body) => {
    posts.push({ path: request.url, body: body as Post['body'] });
    return answer(response);
  });
});
const legacy = side({ total: 10, name: 'one customer', secret: 's3cret' });
const candidate = side({ total: 11, name: 'another one', secret: 's4cret' });
let ports: { receiver: number; legacy: number; candidate: number };
beforeAll(async () => {
  ports = {
    receiver: await listening(receiver),
    legacy: await listening(legacy),
    candidate: await listening(candidate),
  };
});
afterAll(() => {
  for (const server of [receiver, legacy, candidate]) {
    server.closeAllConnections();
    server.close();
  }
});

/** What survives the first re-read is settled: nothing here ever agrees. */
const yaml = (path: string, on: string, ignore = '$.name'): string => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams:
  legacy: { url: "http://127.0.0.1:${ports.legacy}" }
  candidate: { url: "http://127.0.0.1:${ports.candidate}" }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    freshness: 0s
    compare: { ignore: ["${ignore}"] }
    redact: ["$.secret"]
    notify: [{ webhook: "http://user:pa55word@127.0.0.1:${ports.receiver}${path}", on: [${on}] }]
`;

let folder: ReturnType<typeof temporaryFolder>;
let running: RunningBanyan;
beforeEach(() => {
  folder = temporaryFolder();
  posts = [];
  answer = (response) => void response.writeHead(200).end('ok');
});
afterEach(async () => {
  if (running.process.exitCode === null && running.process.signalCode === null) await running.end('SIGKILL');
  folder.remove();
});
const start = async (text: string): Promise<void> => {
  running = await startBanyan(text, folder.path);
};
const visit = async (): Promise<void> => {
  await (await fetch(`${running.proxy}/items/1`)).arrayBuffer();
};
const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 30_000, interval: 200 });
const told = (): readonly string[] => posts.map(({ body }) => body.pattern ?? body.kind).toSorted();
const turn = (body: object): Promise<Response> =>
  fetch(`${running.admin}/api/v1/routes/items/dial`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('the webhook of a running Banyan', () => {
  it('hears once of each fingerprint, through restarts and other rules, and of no value', async () => {
    await start(yaml('/T0/hook', 'new-mismatch'));
    // A busy machine may shed a read.
    await eventually(async () => {
      await visit();
      expect(told()).toEqual(['$.secret', '$.total']);
    });
    const { path, body } = posts.find((post) => post.body.pattern === '$.total')!;
    expect(path).toBe('/T0/hook');
    expect(body).toEqual({
      text: expect.stringMatching(/^items: \$\.total \(value\) differs for the first time, \w+\.$/),
      kind: 'new-mismatch',
      route: 'items',
      pattern: '$.total',
      mismatchKind: 'value',
      class: expect.stringMatching(/^(unsettled|semantic|missing)$/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      firstSeen: expect.stringMatching(/^20.*Z$/),
      page: `${running.admin}/routes/items`,
    });
    expect(JSON.stringify(posts)).not.toMatch(/s3cret|s4cret|customer|pa55word/);
    const { stdout } = await banyan(['mismatches', 'items', '--admin', running.admin]);
    expect(stdout).toMatch(/\$\.total .* new {2,}20\d\d-\d\d-\d\d \d\d:\d\dZ {2}20/);

    expect(await running.end()).toBe(0);
    await start(yaml('/T0/hook', 'new-mismatch', '$.secret'));
    await eventually(async () => {
      await visit();
      expect(told()).toEqual(['$.name', '$.secret', '$.total']);
    });
    running.rewrite(yaml('/T1/hook', 'new-mismatch', '$.none'));
    await eventually(() => expect(running.log()).toContain('was read anew'));
    await eventually(async () => {
      await visit();
      const { stdout } = await banyan(['mismatches', 'items', '--admin', running.admin]);
      expect(stdout.match(/ new {2}/g)).toHaveLength(3);
    });
    expect(told()).toEqual(['$.name', '$.secret', '$.total']);
    expect(running.log()).not.toMatch(/pa55word|\/T\d\/hook/);
  });

  it('hears that a dial was turned, by whom and why, and a changed notify is taken at once', async () => {
    await start(yaml('/one', 'raise'));
    expect((await turn({ share: '1%', reason: 'to begin', force: true })).status).toBe(200);
    await eventually(() => expect(posts).toHaveLength(1));
    expect(posts[0]).toEqual({
      path: '/one',
      body: {
        text: 'items: raised from shadow to split 1 % by local, against the guards: to begin',
        kind: 'raise',
        route: 'items',
        time: expect.stringMatching(/^20.*Z$/),
        from: { stage: 'shadow', share: 0 },
        to: { stage: 'split', share: 0.01 },
        forced: true,
        actor: 'local',
        role: 'admin',
        reason: 'to begin',
        page: `${running.admin}/routes/items`,
      },
    });
    running.rewrite(yaml('/two', 'rollback'));
    await eventually(() => expect(running.log()).toContain('was read anew'));
    expect((await turn({ share: '5%', reason: 'nobody hears', force: true })).status).toBe(200);
    expect((await turn({ stage: 'shadow', reason: 'it burns' })).status).toBe(200);
    await eventually(() => expect(posts).toHaveLength(2));
    expect(posts[1]).toMatchObject({
      path: '/two',
      body: { kind: 'rollback', from: { share: 0.05 }, to: { stage: 'shadow' }, reason: 'it burns' },
    });
  });

  it('that hangs costs no client an answer and no dial its turn, and does not keep the process from ending', async () => {
    answer = () => undefined;
    await start(yaml('/hook', 'new-mismatch, raise, rollback'));
    for (const share of ['1%', '5%', '0%']) {
      expect((await turn({ share, reason: 'turn', force: true })).status).toBe(200);
      await visit();
    }
    await eventually(() => expect(posts).toHaveLength(1));
    expect(await running.end()).toBe(0);
    expect(running.log()).toMatch(/"unsent":[3-9].*was not sent all of its news/);
    expect(running.log()).not.toContain('pa55word');
  });

  it('is shown by check without what may be secret in its address', async () => {
    await start(yaml('/T0/hook', 'raise'));
    const { stdout, code } = await banyan(['check', running.file, '--json']);
    expect(code).toBe(0);
    expect(stdout).toContain(`"notify":[{"webhook":"http://127.0.0.1:${ports.receiver}","on":["raise"]}]`);
    expect(stdout).not.toMatch(/pa55word|T0|"where":"routes.items.notify/);
  });
});
