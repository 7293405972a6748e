import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigurationNews } from '../dashboards/configuration-news.js';
import type { Scorecard } from '../evidence/scorecard.js';
import { type RunningBanyan, metric, startBanyan, temporaryFolder } from './running-banyan.cases.js';

/** An upstream that says its name; `/slow` waits until it is released. */
async function upstream(
  name: string,
): Promise<{ server: Server; url: string; release(): void; waits(): number }> {
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const answer = (): void => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ name }));
    };
    if (request.url?.includes('slow')) waiting.push(answer);
    else answer();
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waits: () => waiting.length,
    release() {
      for (const answer of waiting) answer();
      waiting = [];
    },
  };
}

let sides: Awaited<ReturnType<typeof upstream>>[];
beforeAll(async () => {
  sides = [await upstream('one'), await upstream('two')];
});
afterAll(() => {
  for (const { server } of sides) {
    server.closeAllConnections();
    server.close();
  }
});

interface Written {
  readonly legacy?: 0 | 1;
  readonly candidate?: 0 | 1;
  readonly items?: boolean;
  readonly compare?: string;
  readonly more?: string;
}
/** Both sides are the same upstream unless said otherwise: everything matches. */
const yaml = ({ legacy = 0, candidate = legacy, items = true, compare = '{}', more = '' }: Written = {}) => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams:
  legacy: { url: "${sides[legacy]!.url}" }
  candidate: { url: "${sides[candidate]!.url}" }
${more}
routes:
  others: { match: { path: "/others/:id" }, legacy: legacy }
${items ? `  items: { match: { path: "/items/:id" }, legacy: legacy, candidate: { upstream: candidate }, key: path:id, compare: ${compare} }` : ''}
`;

let folder: ReturnType<typeof temporaryFolder>;
let running: RunningBanyan;
beforeEach(async () => {
  folder = temporaryFolder();
  running = await startBanyan(yaml(), folder.path);
});
afterEach(async () => {
  for (const side of sides) side.release();
  await running.end('SIGKILL');
  folder.remove();
});

const api = async <Told>(path: string): Promise<Told> =>
  (await fetch(`${running.admin}/api/v1${path}`)).json() as Promise<Told>;
const news = (): Promise<ConfigurationNews> => api('/config');
const names = async (): Promise<string[]> =>
  (await api<{ routes: Scorecard[] }>('/routes')).routes.map(({ name }) => name);
const answer = async (path: string): Promise<string> =>
  ((await (await fetch(`${running.proxy}${path}`)).json()) as { name: string }).name;
const scorecard = (): Promise<Scorecard> => api('/routes/items');
const sums = async (): Promise<{ requests: number; compared: number; skipped: number }> => {
  const { requests, compared, skipped } = await scorecard();
  return { requests, compared, skipped: Object.values(skipped).reduce((sum, n) => sum + n, 0) };
};
const taken = (times: number): Promise<void> =>
  expect.poll(() => running.log().match(/was read anew and serves/g)?.length ?? 0).toBe(times);

/** Clients that keep their connections and ask without pause; `stop` gives what they were answered. */
function clients(count: number, path: string): { stop(): Promise<string[]>; answered(): number } {
  const agent = new Agent({ keepAlive: true, maxSockets: count });
  const answers: string[] = [];
  const still = new AbortController();
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      get(`${running.proxy}${path}`, { agent }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => (text += data.toString()));
        response.on('error', (error) => resolve(String(error)));
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
      }).on('error', (error) => resolve(String(error)));
    });
  const client = async (): Promise<void> => {
    while (!still.signal.aborted) answers.push(await ask());
  };
  const all = Array.from({ length: count }, client);
  return {
    answered: () => answers.length,
    async stop() {
      still.abort();
      await Promise.all(all);
      agent.destroy();
      return answers;
    },
  };
}

describe('a changed banyan.yaml', () => {
  it('changes where requests go, and fails none of those that run', async () => {
    const load = clients(8, '/items/1');
    for (let i = 1; i <= 5; i++) {
      const before = load.answered();
      running.rewrite(yaml({ legacy: i % 2 === 0 ? 0 : 1 }));
      await taken(i);
      await expect.poll(() => load.answered()).toBeGreaterThan(before + 50);
    }
    const answers = await load.stop();
    expect(new Set(answers)).toEqual(new Set(['200 {"name":"one"}', '200 {"name":"two"}']));
    expect(await answer('/items/1')).toBe('two');
    // Each of the two that answered has evidence of its own, which goes on with it, and nothing was lost on the way.
    let readings = 5;
    const of = async (legacy: 0 | 1) => {
      running.rewrite(yaml({ legacy }));
      await taken(++readings);
      const [{ requests, compared, skipped }, card] = [await sums(), await scorecard()];
      return { requests, open: requests - compared - skipped, lost: card.skipped['analysis-lost'] ?? 0 };
    };
    await expect
      .poll(async () => {
        const [one, two] = [await of(0), await of(1)];
        return { all: one.requests + two.requests, open: one.open + two.open, lost: one.lost + two.lost };
      })
      .toEqual({ all: answers.length + 1, open: 0, lost: 0 });
  });

  it('lets a request that began before it end where it began', async () => {
    const slow = answer('/slow');
    await expect.poll(() => sides[0]!.waits()).toBe(1);
    running.rewrite(yaml({ legacy: 1 }));
    await taken(1);
    expect(await answer('/elsewhere')).toBe('two');
    sides[0]!.release();
    expect(await slow).toBe('one');
  });

  it('compares by its rules from then on, and what began before by the rules before', async () => {
    running.rewrite(yaml({ candidate: 1 }));
    await taken(1);
    const slow = answer('/items/slow');
    await expect.poll(() => sides[0]!.waits() + sides[1]!.waits()).toBe(2);
    running.rewrite(yaml({ candidate: 1, compare: '{ ignore: ["$.name"] }' }));
    await taken(2);
    await answer('/items/2');
    await expect.poll(sums).toEqual({ requests: 1, compared: 1, skipped: 0 });
    expect(await scorecard()).toMatchObject({ matched: 1 });
    for (const side of sides) side.release();
    await slow;
    // Under the rules before it is a mismatch, and counts for the evidence that was kept under them.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await sums()).toEqual({ requests: 1, compared: 1, skipped: 0 });
    running.rewrite(yaml({ candidate: 1 }));
    await taken(3);
    await expect.poll(scorecard).toMatchObject({ requests: 1, compared: 1, matched: 0 });
    const told = running.log().match(/"route":"items",.*"msg":"evidence .*"/g);
    expect(told?.at(-1)).toMatch(/"compared":1,"msg":"evidence goes on where it was left"/);
    expect(told?.at(-2)).toMatch(/"compared":0,"msg":"evidence begins anew"/);
  });

  it('loses no request between two evidences, however often the rules change under load', async () => {
    const rules = ['{}', '{ ignore: ["$.name"] }'];
    running.rewrite(yaml({ candidate: 1 }));
    await taken(1);
    const load = clients(8, '/items/1');
    for (let i = 1; i <= 6; i++) {
      const before = load.answered();
      running.rewrite(yaml({ candidate: 1, compare: rules[i % 2] as string }));
      await taken(i + 1);
      await expect.poll(() => load.answered()).toBeGreaterThan(before + 30);
    }
    const answers = (await load.stop()).length;
    let readings = 7;
    const under = async (compare: string | undefined) => {
      running.rewrite(yaml({ candidate: 1, compare: compare as string }));
      await taken(++readings);
      const [{ requests, compared, skipped }, { mismatched, settling }] = [await sums(), await scorecard()];
      return {
        requests,
        open: requests - compared - skipped,
        differ: settling > 0 || Object.values(mismatched).some((count) => count > 0),
      };
    };
    // Both evidences are looked at again and again: what still waits to be handed over is in neither.
    await expect
      .poll(async () => {
        const [one, other] = [await under(rules[1]), await under(rules[0])];
        return {
          all: one.requests + other.requests,
          open: one.open + other.open,
          differ: [one.differ, other.differ],
        };
      })
      .toEqual({ all: answers, open: 0, differ: [false, true] });
    expect((await scorecard()).skipped).toEqual({});
  });

  it.each([
    ['half-written', () => yaml().slice(0, -40), /not valid YAML/],
    ['empty', () => '', /upstreams.*is required/],
    [
      'wrong',
      () => yaml().replace(', legacy: legacy }', ', legacy: lagecy }'),
      /names the upstream "lagecy"/,
    ],
  ])('that is %s is told in log, API and page, and changes nothing', async (_, text, why) => {
    running.rewrite(text());
    await expect.poll(async () => (await news()).refusedAt).not.toBeNull();
    const { problems } = await news();
    expect(problems[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    const place = `${running.file}:${problems[0]!.line}:${problems[0]!.column}`;
    expect(JSON.stringify(problems).replaceAll('\\"', '"')).toMatch(why);
    const lines = running.log().split('\n');
    expect(lines.some((line) => line.includes(place) && why.test(line.replaceAll('\\"', '"')))).toBe(true);
    const page = await (await fetch(running.admin)).text();
    expect(page).toMatch(/was changed at .* but not taken/s);
    expect(page).toContain(place);
    expect([await answer('/items/1'), await names()]).toEqual(['one', ['others', 'items']]);

    // As it was: nothing is left to be told.
    running.rewrite(yaml());
    await expect.poll(async () => (await news()).refusedAt).toBeNull();
    expect(await (await fetch(running.admin)).text()).not.toMatch(/but not taken/);
  });

  it('is told as what is in force once it is taken, and not before', async () => {
    const inForce = async () => (await news()).effective;
    const first = await inForce();
    expect(first).toMatch(/  items:[^]*raise: manual # default/);
    running.rewrite(yaml().replace('legacy: legacy }', 'legacy: lagecy }'));
    await expect.poll(async () => (await news()).refusedAt).not.toBeNull();
    expect(await inForce()).toBe(first);
    running.rewrite(yaml({ items: false }));
    await taken(1);
    await expect.poll(inForce).not.toContain('  items:');
    expect(await (await fetch(`${running.admin}/config`)).text()).toContain('  others:');
  });

  it('that asks for another port is refused as a whole, with the way out', async () => {
    running.rewrite(yaml({ legacy: 1 }).replace('{proxy}', '127.0.0.1:1'));
    await expect
      .poll(async () => (await news()).problems)
      .toMatchObject([{ line: 2, where: 'proxy.listen', message: expect.stringMatching(/Restart Banyan/) }]);
    expect(await answer('/items/1')).toBe('one');
  });

  it('that leaves a route out keeps its evidence and its dial, and gives both back with it', async () => {
    for (const id of [1, 2, 3]) await answer(`/items/${id}`);
    await expect.poll(sums).toEqual({ requests: 3, compared: 3, skipped: 0 });
    const turned = await fetch(`${running.admin}/api/v1/routes/items/dial`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ share: '25%', reason: 'to see it kept', force: true }),
    });
    expect(turned.status).toBe(200);
    const slow = answer('/items/slow');
    await expect.poll(() => sides[0]!.waits()).toBe(2);

    running.rewrite(yaml({ items: false }));
    await expect.poll(names).toEqual(['others']);
    expect(running.log()).toMatch(/"removed":\["items"\]/);
    const text = await (await fetch(`${running.admin}/metrics`)).text();
    expect(text).not.toMatch(/banyan_dial_share_ratio\{route="items"/);
    // What still runs of it is counted, though nobody sees it now.
    sides[0]!.release();
    await slow;
    await expect
      .poll(async () =>
        metric(await (await fetch(`${running.admin}/metrics`)).text(), 'banyan_comparisons_total', {
          route: 'items',
        }),
      )
      .toBe(4);

    running.rewrite(yaml());
    await expect.poll(names).toEqual(['others', 'items']);
    expect(await sums()).toEqual({ requests: 4, compared: 4, skipped: 0 });
    expect(await scorecard()).toMatchObject({ stage: 'split', share: 0.25 });
  });

  it('is read at once on SIGHUP, changed or not', async () => {
    running.process.kill('SIGHUP');
    await taken(1);
    const { loadedAt } = await news();
    running.process.kill('SIGHUP');
    await taken(2);
    await expect.poll(async () => (await news()).loadedAt).not.toBe(loadedAt);
    expect(await answer('/items/1')).toBe('one');
  });

  it('is taken when an editor renames over it', async () => {
    const next = `${running.file}.swp`;
    writeFileSync(next, readFileSync(running.file, 'utf8').replace(sides[0]!.url, sides[1]!.url));
    renameSync(next, running.file);
    await taken(1);
    expect(await answer('/items/1')).toBe('two');
  });
});
