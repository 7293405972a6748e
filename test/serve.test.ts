import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Scorecard } from '../evidence/scorecard.js';
import { portOf, serving } from './items.cases.js';
import {
  banyan,
  freePort,
  metric,
  type RunningBanyan,
  startBanyan,
  temporaryFolder,
} from './running-banyan.cases.js';
import { evidenceIsWritten } from './written-evidence.js';

/** Answers `/items/7` with `{"id":"7","total":10}`; the candidate is off by one for odd ids. */
const side = (off: number): Promise<Server> =>
  serving((request, response) => {
    const id = request.url?.split('?')[0]?.split('/').at(-1) ?? '';
    if (request.method === 'POST') {
      request.resume();
      response.writeHead(201).end('made');
      return;
    }
    const total = 10 + (Number(id) % 2) * off;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, total, secret: `s${off}${id}` }));
  });

let legacy: Server;
let candidate: Server;
beforeAll(async () => {
  legacy = await side(0);
  candidate = await side(1);
});
afterAll(() => {
  legacy.close();
  candidate.close();
});

const yaml = (): string => `
proxy: { listen: "{proxy}", expose: true }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams:
  legacy: { url: "http://127.0.0.1:${portOf(legacy)}" }
  candidate: { url: "http://127.0.0.1:${portOf(candidate)}" }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate, path: "/views/:id" }
    key: path:id
    sticky: header:x-user
    freshness: 0s
    compare: { ignore: ["$.secret"] }
    redact: ["$.secret"]
`;

let folder: ReturnType<typeof temporaryFolder>;
let running: RunningBanyan | undefined;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  if (running?.process.exitCode === null && running.process.signalCode === null) await running.end('SIGKILL');
  running = undefined;
  folder.remove();
});
const start = async (text = yaml(), environment: Record<string, string> = {}): Promise<RunningBanyan> => {
  running = await startBanyan(text, folder.path, environment);
  return running;
};
const scorecard = async (): Promise<Scorecard> =>
  (await fetch(`${running!.admin}/api/v1/routes/items`)).json() as Promise<Scorecard>;
const settled = (requests: number): Promise<void> =>
  expect
    .poll(
      async () => {
        const card = await scorecard();
        const skipped = Object.values(card.skipped).reduce((sum, count) => sum + count, 0);
        return card.requests >= requests && card.compared + skipped === card.requests && card.settling === 0;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
const visit = async (ids: readonly number[]): Promise<void> => {
  for (const id of ids) await (await fetch(`${running!.proxy}/items/${id}`)).arrayBuffer();
};
const turn = (body: object): Promise<Response> =>
  fetch(`${running!.admin}/api/v1/routes/items/dial`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('banyan serve', () => {
  it('compares what passes and tells it alike by API, metrics and terminal', async () => {
    await start();
    await visit([1, 2, 3, 4, 5, 6, 1]);
    await fetch(`${running!.proxy}/items/1`, { headers: { range: 'bytes=0-1' } });
    await fetch(`${running!.proxy}/elsewhere`, { method: 'POST', body: 'x' });
    await settled(8);
    const card = await scorecard();
    expect(card).toMatchObject({
      stage: 'shadow',
      share: 0,
      requests: 8,
      compared: 7,
      matched: 3,
      skipped: { conditional: 1 },
      entities: { compared: 6, bad: 3 },
      settling: 0,
    });
    expect(Object.values(card.mismatched).reduce((sum, count) => sum + count, 0)).toBe(4);
    const text = await (await fetch(`${running!.admin}/metrics`)).text();
    expect(metric(text, 'banyan_requests_total', { route: 'items' })).toBe(8);
    expect(metric(text, 'banyan_comparisons_total', { route: 'items' })).toBe(7);
    expect(metric(text, 'banyan_comparisons_skipped_total', { route: 'items' })).toBe(1);
    expect(metric(text, 'banyan_request_duration_seconds_count', { route: 'items', side: 'candidate' })).toBe(
      7,
    );
    const shown = await banyan(['mismatches', 'items', '--admin', running!.admin]);
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(/\$\.total\s+value\s+4 of 7\s+semantic 4\s+10\s+11\s+[0-9a-f-]{36}/);
    expect(shown.stdout).toMatch(
      /IGNORED\s+KIND\s+COMPARISONS\s+RULE\n\$\.secret\s+value\s+7\s+ignore › \$\.secret/,
    );
    const [id = ''] = /[0-9a-f-]{36}/.exec(shown.stdout) ?? [];
    const kept = await banyan(['sample', id, '--admin', running!.admin]);
    expect(kept.code).toBe(1);
    expect(kept.stdout).toMatch(
      /^GET \/items\/\d {2}of items, key \d, answered by legacy at .*\n\$\.total {2}value\n {2}legacy 10 {2}candidate 11\nignored {2}\$\.secret {2}value {2}rule: ignore › \$\.secret\n/,
    );
    expect(kept.stdout).toMatch(
      /-   "total": 10\n\+   "total": 11\n[^]*mismatch: 1 difference, 1 difference ignored by rule, semantic\n$/,
    );
  });

  it('never keeps a redacted value, not even where it differs', async () => {
    await start(yaml().replace('compare: { ignore: ["$.secret"] }', ''));
    await visit([1]);
    await settled(1);
    const { samples } = (await (await fetch(`${running!.admin}/api/v1/routes/items/samples`)).json()) as {
      samples: unknown[];
    };
    expect(samples).toHaveLength(1);
    const text = JSON.stringify(samples);
    expect(text).not.toMatch(/s01|s11/);
    expect(text).toMatch(/redacted/);
  });

  it('keeps evidence and dial over a kill −9', async () => {
    await start();
    await visit([1, 2, 3, 4]);
    await settled(4);
    expect((await turn({ share: '25%', reason: 'to see it kept', force: true })).status).toBe(200);
    // The dial is written at once.
    await evidenceIsWritten(join(folder.path, 'banyan.db'), 4);
    await running!.end('SIGKILL');
    await start();
    const card = await scorecard();
    expect(card).toMatchObject({
      stage: 'split',
      share: 0.25,
      forced: true,
      requests: 4,
      compared: 4,
      entities: { compared: 4, bad: 2 },
    });
    expect(card.lastChange).toMatchObject({
      reason: 'to see it kept',
      from: { stage: 'shadow' },
      to: { stage: 'split', share: 0.25 },
    });
  });

  it('sends keys to the candidate as soon as the dial is turned, and back as soon as it is rolled back', async () => {
    await start();
    const servedBy = async (): Promise<string | null> =>
      (await fetch(`${running!.proxy}/items/2`, { headers: { 'x-user': 'u' } })).headers.get(
        'x-banyan-served-by',
      );
    expect(await servedBy()).toBe('legacy');
    const dial = await banyan([
      'dial',
      'items',
      'live',
      '--force',
      '--reason',
      'all of it',
      '--admin',
      running!.admin,
    ]);
    expect([dial.code, dial.stdout]).toEqual([0, expect.stringMatching(/shadow → live \(forced\)/)]);
    expect(await servedBy()).toBe('candidate');
    const back = await banyan(['rollback', 'items', '--reason', 'back', '--admin', running!.admin]);
    expect([back.code, back.stdout]).toEqual([0, expect.stringMatching(/live \(forced\) → shadow/)]);
    expect(await servedBy()).toBe('legacy');
  });

  it('does not raise the dial against its guards without force, and says how', async () => {
    await start();
    const refused = await banyan(['dial', 'items', '1%', '--reason', 'hoping', '--admin', running!.admin]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^- mismatch: .*5,229 more clean entities[^]*--force/m);
    const status = await banyan(['status', 'items', '--admin', running!.admin]);
    expect(status.stdout).toMatch(/not yet\. to raise anyway: banyan dial items 1% --force/);
  });

  it('ends with exit 0 on SIGTERM, the running request first', async () => {
    const slow = await serving((_request, response) => setTimeout(() => response.end('done'), 600));
    await start(yaml().replace(`:${portOf(legacy)}`, `:${portOf(slow)}`));
    const answer = fetch(`${running!.proxy}/elsewhere`).then((response) => response.text());
    await new Promise((resolve) => setTimeout(resolve, 200));
    const code = running!.end('SIGTERM');
    expect(await answer).toBe('done');
    expect(await code).toBe(0);
    slow.close();
  });

  it('a command line that names no class there is, or a token nobody knows, is told so', async () => {
    const withToken = 'admin: { listen: "{admin}", tokens: [{ name: ops, role: operator, env: OPS }] }';
    await start(yaml().replace(/^admin: .*$/m, withToken), { OPS: 'a-token-of-the-operator' });
    const asks = (of: string[], token: string) =>
      banyan([...of, '--admin', running!.admin], { BANYAN_TOKEN: token });
    expect(await asks(['mismatches', 'items', '--class', 'stal'], 'a-token-of-the-operator')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--class stal: there is no such class\. Name one of failed, semantic/),
    });
    expect(await asks(['status'], 'another')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/does not know the token in BANYAN_TOKEN/),
    });
  });

  it('a command line that asks the proxy for its page is told so', async () => {
    await start();
    const { code, stderr } = await banyan(['status', '--admin', running!.proxy]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/it is not Banyan's page .*Is that the proxy, or another service\?/),
    ]);
  });

  it('serves on when its log cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    running = await startBanyan(yaml(), folder.path, {}, full);
    closeSync(full);
    await visit([1, 2]);
    expect((await turn({ share: '5%', reason: 'a line for the log', force: true })).status).toBe(200);
    await visit([3]);
    await settled(3);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('tells an upstream that cannot be reached, and starts all the same', async () => {
    const nobody = await freePort();
    await start(yaml().replace(`:${portOf(candidate)}`, `:${nobody}`));
    await expect
      .poll(() => running!.log())
      .toMatch(/upstream candidate .* cannot be reached: .*ECONNREFUSED/);
    await visit([1]);
    await settled(1);
    expect((await scorecard()).mismatched.failed).toBe(1);
  });

  it('serves on when its store is unusable, and says that it is degraded', async () => {
    writeFileSync(
      join(folder.path, 'banyan.db'),
      'no database at all, and long enough not to be an empty one'.repeat(50),
    );
    await start();
    await visit([1]);
    expect(await (await fetch(`${running!.admin}/readyz`)).json()).toMatchObject({ status: 'degraded' });
  });

  it('a port that is taken ends the start with exit 2 and a clear line', async () => {
    const taken = createTcpServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const file = join(folder.path, 'taken.yaml');
    const port = (taken.address() as AddressInfo).port;
    writeFileSync(
      file,
      yaml()
        .replace('{proxy}', `127.0.0.1:${port}`)
        .replace('{admin}', `127.0.0.1:${await freePort()}`)
        .replace('{folder}', folder.path),
    );
    const { code, stderr } = await banyan(['serve', file]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/cannot listen on 127\.0\.0\.1:\d+: the port is taken/),
    ]);
    taken.close();
  });
});
