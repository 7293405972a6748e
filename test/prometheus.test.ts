import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { canAsk } from './debian-prometheus.js';
import { ItemsBanyan, portOf, serving } from './items.cases.js';
import { answering, freePort, temporaryFolder } from './running-banyan.cases.js';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** Panels that may have nothing to draw, and why. */
const mayBeEmpty: Readonly<Record<string, string>> = {
  'Never settled, by reason': 'everything settles while the budget of re-reads lasts',
};

interface Board {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
}

/** As Grafana puts the variables of a board into a query. */
const substituted = (expr: string): string =>
  expr
    .replaceAll('$__rate_interval', '20s')
    .replaceAll('$__range', '1m')
    .replaceAll('$route', 'items')
    .replaceAll('$instance', '.*');

const boards = ['overview', 'route', 'operations'].map((name) => {
  const { panels, annotations } = JSON.parse(read(`dashboards/grafana/${name}.json`)) as Board;
  const asked = [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: title, expr }))),
    ...annotations.list.map(({ name: of, expr }) => ({ of, expr })),
  ];
  return { name, asked: asked.map(({ of, expr }) => ({ of, expr: substituted(expr) })) };
});

/** A legacy that is right, and a candidate that is wrong for odd ids, behind for those from 100 on, and gone at 7. */
async function startSides(): Promise<{ legacy: Server; candidate: Server }> {
  const first = new Map<number, number>();
  const idOf = (url = '/'): number => Number(new URL(url, 'http://items').pathname.split('/').at(-1));
  const answer =
    (total: (id: number) => number | undefined): RequestListener =>
    (request, response) => {
      const id = idOf(request.url);
      const told = total(id);
      if (told === undefined) return void request.socket.destroy();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id, total: told }));
    };
  const behind = (id: number): number => {
    const since = first.get(id) ?? performance.now();
    first.set(id, since);
    return performance.now() - since > 400 ? 10 : 9;
  };
  return {
    legacy: await serving(answer(() => 10)),
    candidate: await serving(
      answer((id) => {
        if (id === 7) return undefined;
        return id >= 100 ? behind(id) : 10 + (id % 2);
      }),
    ),
  };
}

const yaml = ({ legacy, candidate }: { legacy: Server; candidate: Server }): string => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams:
  legacy: { url: "http://127.0.0.1:${portOf(legacy)}" }
  candidate: { url: "http://127.0.0.1:${portOf(candidate)}" }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    sticky: header:x-user
    freshness: 1s
    settle: { extraLoad: 1000% }
    cursor: query:after
    # Nothing brings the dial down but who turns it.
    dial: { guards: { mismatch: { below: 90% }, errors: { worseBy: 90% } } }
`;

/** A Prometheus of its own over the rules as delivered, which asks Banyan every second. */
class Prometheus {
  private constructor(
    private readonly child: ChildProcess,
    private readonly address: string,
    readonly said: () => string,
  ) {}

  static async start(folder: string, banyan: string): Promise<Prometheus> {
    const delivered = parse(read('dashboards/prometheus/prometheus.yml')) as {
      global: object;
      rule_files: string[];
      scrape_configs: { static_configs: unknown }[];
    };
    const [job] = delivered.scrape_configs;
    const own = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: delivered.rule_files.map((file) =>
        fileURLToPath(new URL(`../dashboards/prometheus/${file}`, import.meta.url)),
      ),
      scrape_configs: [{ ...job, static_configs: [{ targets: [new URL(banyan).host] }] }],
    };
    writeFileSync(join(folder, 'prometheus.yml'), stringify(own));
    const port = await freePort();
    const child = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'tsdb')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--enable-feature=exemplar-storage',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const address = `http://127.0.0.1:${port}`;
    await answering(`${address}/-/ready`, () => child.exitCode !== null).catch((error: unknown) => {
      throw new Error(`Prometheus did not start:\n${said}`, { cause: error });
    });
    return new Prometheus(child, address, () => said);
  }

  /** What its API answers; throws what it says of a query that it cannot run. */
  async ask<T>(path: string, parameters: Record<string, string> = {}): Promise<T> {
    const response = await fetch(
      `${this.address}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`,
    );
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(`${parameters['query']}\n${answer.error}`);
    return answer.data;
  }

  /** How many series a query has now. */
  async series(query: string): Promise<number> {
    return (await this.ask<{ result: unknown[] }>('query', { query })).result.length;
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** Waits for what comes soon. */
async function until(what: string, check: () => Promise<number | boolean>): Promise<void> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline; ) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it never came to this: ${what}`);
}

interface Exemplars {
  readonly exemplars: readonly {
    readonly labels: { readonly trace_id?: string; readonly sample_id?: string };
  }[];
}

describe.skipIf(!canAsk('prometheus', 'boards and rules were not asked of a real Prometheus'))(
  'a real Prometheus, asking a real Banyan',
  () => {
    const folder = temporaryFolder();
    const running: {
      banyan?: ItemsBanyan;
      prometheus?: Prometheus;
      sides?: { legacy: Server; candidate: Server };
    } = {};
    const traces = new Set<string>();
    let visits = 0;
    const over = new AbortController();
    let traffic: Promise<void> = Promise.resolve();

    /** Clients that go on asking, each of a trace that is recorded, now and then for a further page; and a dial that is turned. */
    async function visit(banyan: ItemsBanyan): Promise<void> {
      while (!over.signal.aborted) {
        const n = visits++;
        const traceId = randomBytes(16).toString('hex');
        traces.add(traceId);
        const id = n % 5 === 0 ? 100 + n : n % 10;
        const user = n % 3 === 0 ? {} : { 'x-user': `u${n % 50}` };
        await fetch(`${banyan.running.proxy}/items/${id}${n % 9 === 0 ? '?after=1' : ''}`, {
          headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, ...user },
        })
          .then((response) => response.arrayBuffer())
          .catch(() => undefined);
        if (n % 100 === 99)
          await banyan.turn({ share: n % 200 === 99 ? '60%' : '50%', force: true, reason: 'on' });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    beforeAll(async () => {
      const sides = await startSides();
      running.sides = sides;
      const banyan = await ItemsBanyan.start(yaml(sides), folder.path);
      running.banyan = banyan;
      const prometheus = await Prometheus.start(folder.path, banyan.running.admin);
      running.prometheus = prometheus;
      // A rate is known from the second look on: what happens before the first is no increase.
      await until('Prometheus has looked twice', () =>
        prometheus.series('count_over_time(up{job="banyan"}[1m]) >= 2 and up == 1'),
      );
      traffic = visit(banyan);
      await until('fifty are compared', async () => (await banyan.card()).compared > 50);
      await until('the candidate answers clients, and legacy for it', () =>
        prometheus.series('banyan_fallbacks_total{route="items"} > 1'),
      );
    });

    afterAll(async () => {
      over.abort();
      await traffic;
      await running.prometheus?.end();
      await running.banyan?.end();
      for (const side of Object.values(running.sides ?? {})) {
        side.close();
        side.closeAllConnections();
      }
      folder.remove();
    });

    const prometheus = (): Prometheus => running.prometheus!;

    it.each(boards)('has something to draw for every panel of $name', async ({ asked }) => {
      const empty = async (): Promise<string[]> => {
        const counted = await Promise.all(
          asked.map(async ({ of, expr }) => ({ of, expr, series: await prometheus().series(expr) })),
        );
        return counted
          .filter(({ of, series }) => series === 0 && !(of in mayBeEmpty))
          .map(({ of, expr }) => `${of}: ${expr}`);
      };
      await expect.poll(empty, { timeout: 45_000, interval: 1_000 }).toEqual([]);
    });

    it('runs every recorded series and every alert', async () => {
      interface Rule {
        readonly name: string;
        readonly type: string;
        readonly health: string;
        readonly lastError?: string;
        readonly query: string;
        readonly state?: string;
      }
      const rules = async (): Promise<readonly Rule[]> =>
        (await prometheus().ask<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap(
          (group) => group.rules,
        );
      await expect
        .poll(async () => (await rules()).filter(({ health }) => health !== 'ok'), { timeout: 20_000 })
        .toEqual([]);
      const told = await rules();
      const of = (file: string, key: string): string[] =>
        [...read(`dashboards/prometheus/${file}`).matchAll(new RegExp(`^ *- ${key}: (.+)$`, 'gm'))].map(
          ([, name = '']) => name,
        );
      expect(told.map(({ name }) => name).toSorted()).toEqual(
        [...of('rules.yml', 'record'), ...of('alerts.yml', 'alert')].toSorted(),
      );
      for (const { query } of told) await prometheus().series(query);
      const recorded = told.filter(({ type }) => type === 'recording').map(({ name }) => name);
      await expect
        .poll(
          async () => {
            const counted = await Promise.all(recorded.map((name) => prometheus().series(name)));
            return recorded.filter(
              (_, at) => counted[at] === 0 && recorded[at] !== 'route:banyan_errors:ratio_rate5m',
            );
          },
          { timeout: 30_000 },
        )
        .toEqual([]);
      const firing = async (): Promise<string[]> =>
        (await rules()).filter(({ state }) => state === 'firing').map(({ name }) => name);
      // What differs is not called semantic before it settled.
      await expect.poll(firing, { timeout: 40_000 }).toContain('BanyanNewSemanticFingerprint');
      const wrong = ['BanyanDown', 'BanyanNotScraped', 'BanyanStoreAway', 'BanyanConfigurationRefused'];
      expect((await firing()).filter((name) => wrong.includes(name))).toEqual([]);
    });

    it('is told of turns of the dial', async () => {
      const turned = (direction: string): Promise<number> =>
        prometheus().series(`banyan_dial_changes_total{route="items",direction="${direction}"} > 0`);
      await expect.poll(() => turned('raise'), { timeout: 10_000 }).toBeGreaterThan(0);
      await expect.poll(() => turned('lower'), { timeout: 10_000 }).toBeGreaterThan(0);
    });

    it('leads from a mismatch to its sample, and from a time to the client’s trace', async () => {
      const named = async (query: string, label: 'sample_id' | 'trace_id'): Promise<string[]> => {
        const start = String(Date.now() / 1000 - 120);
        const found = await prometheus().ask<Exemplars[]>('query_exemplars', {
          query,
          start,
          end: String(Date.now() / 1000),
        });
        return found.flatMap(({ exemplars }) => exemplars.flatMap(({ labels }) => labels[label] ?? []));
      };
      for (const metric of ['banyan_mismatches_total', 'banyan_field_mismatches_total']) {
        await expect.poll(() => named(metric, 'sample_id'), { timeout: 20_000 }).not.toEqual([]);
        // Of many samples a few stay: one that was named may be gone.
        const lead = async (): Promise<readonly boolean[]> =>
          Promise.all(
            [...new Set(await named(metric, 'sample_id'))].slice(-20).map(async (sample) => {
              const page = await fetch(`${running.banyan!.running.admin}/samples/${sample}`);
              return page.status === 200 && (await page.text()).includes('Sample of items');
            }),
          );
        await expect.poll(lead, { timeout: 20_000 }).toContain(true);
      }
      const times = 'banyan_request_duration_seconds_bucket{side="legacy"}';
      await expect.poll(() => named(times, 'trace_id'), { timeout: 20_000 }).not.toEqual([]);
      const told = await named(times, 'trace_id');
      expect(told.filter((id) => !traces.has(id))).toEqual([]);
    });
  },
);
