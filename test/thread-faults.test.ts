import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Scorecard } from '../evidence/scorecard.js';
import { type ItemsBanyan, useItems, sums } from './items.cases.js';
import { metric } from './running-banyan.cases.js';
import { evidenceIsWritten } from './written-evidence.js';

vi.setConfig({ testTimeout: 100_000 });

const using = useItems();

const breaker = new URL('./break-a-thread.mjs', import.meta.url).href;
const breakable = (): Promise<ItemsBanyan> =>
  using.started.banyan(using.items.yaml(), {
    NODE_OPTIONS: `--import=${breaker}`,
    BREAK: join(using.started.folder.path, 'break'),
  });
/** Breaks a thread, and waits until it is about to break. */
const breakThread = async (
  banyan: ItemsBanyan,
  thread: 'main' | 'analyst' | 'control' | 'clocks',
  way: 'throw' | 'memory' | 'loop' | 'stall' | '1' | '-2',
): Promise<void> => {
  const fault = join(using.started.folder.path, 'break');
  rmSync(`${fault}.begun`, { force: true });
  writeFileSync(fault, `${thread} ${way}`);
  banyan.running.process.kill('SIGUSR2');
  await expect.poll(() => existsSync(`${fault}.begun`), { timeout: 20_000 }).toBe(true);
};
const times = (text: string, pattern: RegExp): number => [...text.matchAll(new RegExp(pattern, 'g'))].length;

/** Visits as fast as a few clients can until it is told to end; says how many were answered. Every answer must be right. */
function load(banyan: ItemsBanyan, query = ''): { end(): Promise<number> } {
  const running = { on: true };
  let visits = 0;
  const client = async (): Promise<void> => {
    while (running.on) {
      await banyan.visit([visits % 50], query);
      visits += 1;
    }
  };
  const clients = Promise.all(Array.from({ length: 8 }, client));
  const failed = clients.then(
    () => undefined,
    (error: unknown) => error,
  );
  return {
    async end() {
      running.on = false;
      const error = await failed;
      if (error !== undefined) throw error;
      return visits;
    },
  };
}

/** Reasons of skips that neither a thread's end nor a machine that is short of time explains. */
const unexpectedSkips = (card: Scorecard): string[] =>
  Object.keys(card.skipped).filter((reason) => !['analysis-lost', 'shed', 'not-sampled'].includes(reason));

/** What the metrics say is the sum of its parts too, whichever thread began anew. */
async function metricsAddUp(banyan: ItemsBanyan): Promise<void> {
  const text = await (await fetch(`${banyan.running.admin}/metrics`)).text();
  const route = { route: 'items' };
  expect(metric(text, 'banyan_requests_total', route)).toBe(
    metric(text, 'banyan_comparisons_total', route) + metric(text, 'banyan_comparisons_skipped_total', route),
  );
}

describe('an analyst that fails', () => {
  it.each([
    ['61 · throws', 'throw', /"msg":"analyst failed"/],
    ['62 · runs out of memory', 'memory', /ERR_WORKER_OUT_OF_MEMORY/],
  ] as const)(
    '%s: it is replaced, what it owed is lost and counted, and no client notices',
    async (_, way, told) => {
      const banyan = await breakable();
      const traffic = load(banyan);
      for (let breaks = 1; breaks <= 2; breaks++) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await breakThread(banyan, 'analyst', way);
        await expect.poll(() => times(banyan.running.log(), told), { timeout: 40_000 }).toBe(breaks);
        const { compared } = await banyan.card();
        // The next one compares.
        await expect
          .poll(async () => (await banyan.card()).compared, { timeout: 10_000 })
          .toBeGreaterThan(compared);
      }
      const card = await banyan.settled(await traffic.end());
      expect(unexpectedSkips(card)).toEqual([]);
      await metricsAddUp(banyan);
    },
  );
});

describe('a control thread that fails', () => {
  it.each([
    ['61 · throws', 'throw'],
    ['62 · runs out of memory', 'memory'],
  ] as const)('%s: no request is lost or counted twice, and no client notices', async (_, way) => {
    const banyan = await breakable();
    const traffic = load(banyan);
    for (let breaks = 1; breaks <= 2; breaks++) {
      // Longer than the second in which evidence is saved.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await breakThread(banyan, 'control', way);
      await expect
        .poll(() => times(banyan.running.log(), /control is gone/), { timeout: 40_000 })
        .toBe(breaks);
      await banyan.readinessIs('ready');
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
    const card = await banyan.settled(await traffic.end());
    expect(unexpectedSkips(card)).toEqual([]);
    expect(card.compared).toBeGreaterThan(0);
  });

  it('with pairs that the analyst still owes: each is lost once, whoever knew of it', async () => {
    const banyan = await breakable();
    await banyan.visit([1, 2, 3]);
    const { compared } = await banyan.settled(3);
    await breakThread(banyan, 'analyst', 'loop');
    await banyan.visit([4, 5, 6, 7]);
    // The four as requests without an outcome.
    await evidenceIsWritten(join(using.started.folder.path, 'banyan.db'), 7, 3);
    await banyan.visit([8]);
    await breakThread(banyan, 'control', 'throw');
    await expect.poll(() => banyan.running.log(), { timeout: 10_000 }).toMatch(/control is gone/);
    await banyan.readinessIs('ready');
    const card = await banyan.settled(8);
    expect(unexpectedSkips(card)).toEqual([]);
    expect(card).toMatchObject({ compared, skipped: { 'analysis-lost': expect.any(Number) } });
    await banyan.visit([9]);
    await banyan.settled(9);
    await banyan.end('SIGTERM');
    const again = await breakable();
    expect(sums(await again.card())).toEqual({ requests: 9, ended: 9 });
  });

  it('after a reload: what was owed under the rules before is lost in their evidence, and what follows counts anew', async () => {
    const banyan = await breakable();
    const reload = async (yaml: string, nth: number): Promise<void> => {
      banyan.running.rewrite(yaml);
      await expect.poll(() => times(banyan.running.log(), /was read anew and serves/)).toBe(nth);
    };
    await banyan.visit([1, 2, 3]);
    const { compared } = await banyan.settled(3);
    await breakThread(banyan, 'analyst', 'loop');
    await banyan.visit([4, 5, 6, 7]);
    // The four as requests without an outcome.
    await evidenceIsWritten(join(using.started.folder.path, 'banyan.db'), 7, 3);
    await banyan.visit([8]);
    await reload(
      using.items.yaml().replace('key: path:id', 'key: path:id\n    compare: { ignore: ["$.total"] }'),
      1,
    );
    await banyan.visit([9, 10]);
    await breakThread(banyan, 'control', 'throw');
    await expect.poll(() => banyan.running.log(), { timeout: 10_000 }).toMatch(/control is gone/);
    await banyan.readinessIs('ready');
    expect(await banyan.settled(2)).toMatchObject({ compared: 0 });
    await banyan.visit([11]);
    await banyan.settled(3);
    await reload(using.items.yaml(), 2);
    expect(await banyan.settled(8)).toMatchObject({ compared });
  });
});

it('63 · an analyst and a control in an endless loop are ended by the clock and replaced, and no client notices', async () => {
  const banyan = await breakable();
  await banyan.turn({ share: '100%', reason: 'to be kept', force: true });
  const traffic = load(banyan);
  await breakThread(banyan, 'analyst', 'loop');
  await breakThread(banyan, 'control', 'loop');
  for (const told of [/analyst hangs and is replaced|control hangs and is replaced/, /control is gone/]) {
    await expect.poll(() => banyan.running.log(), { timeout: 40_000 }).toMatch(told);
    const { headers } = await fetch(`${banyan.running.proxy}/items/2`, { headers: { 'x-user': 'u' } });
    expect(headers.get('x-banyan-served-by')).toBe('candidate');
  }
  await banyan.readinessIs('ready');
  const { compared } = await banyan.card();
  await expect
    .poll(async () => (await banyan.card()).compared, { timeout: 20_000 })
    .toBeGreaterThan(compared);
  // The two visits of this test itself are requests too.
  expect(await banyan.settled((await traffic.end()) + 2)).toMatchObject({ stage: 'live', share: 1 });
}, 120_000);

it('61 · an analyst in a crash loop is started ever more seldom, and /readyz says so', async () => {
  const banyan = await breakable();
  for (let breaks = 1; breaks <= 3; breaks++) {
    await expect
      .poll(async () => {
        await banyan.visit([1]);
        return (await banyan.card()).compared;
      })
      .toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** breaks));
    await breakThread(banyan, 'analyst', 'throw');
    await expect.poll(() => times(banyan.running.log(), /analyst is gone/), { timeout: 10_000 }).toBe(breaks);
  }
  const delays = [...banyan.running.log().matchAll(/"delay":(\d+),"msg":"analyst is gone/g)].map(
    ([, ms]) => ms,
  );
  expect(delays).toEqual(['250', '500', '1000']);
  await banyan.readinessIs('degraded', /the analyst ended 3 times in a row/);
  expect((await banyan.readiness()).code).toBe(200);
});

it('64 · while the analyst hangs the newest pairs are shed, and each request has one outcome even so', async () => {
  const banyan = await breakable();
  await breakThread(banyan, 'analyst', 'loop');
  // A few hundred such pairs fill the queue, long before the hanging analyst is replaced.
  const traffic = load(banyan, '?note=100000');
  // A strained event loop sheds too, so that alone does not say that the queue is full.
  await vi.waitFor(
    async () => {
      const card = await banyan.card();
      const { requests, ended } = sums(card);
      expect(requests - ended).toBeGreaterThan(100);
      expect(card.skipped.shed).toBeGreaterThan(0);
    },
    { timeout: 30_000, interval: 20 },
  );
  const visits = await traffic.end();
  await banyan.end('SIGTERM');
  const { skipped } = await (await breakable()).settled(visits);
  expect(skipped.shed).toBeGreaterThan(0);
  // What the queue held is not compared by anyone.
  expect(skipped['analysis-lost']).toBeGreaterThan(100);
});

it('74 · the clock jumps an hour forth and two back: nobody is timed out, and evidence and dial go on', async () => {
  const banyan = await breakable();
  const traffic = load(banyan);
  for (const hours of ['1', '-2'] as const) {
    const { compared } = await banyan.card();
    const dialled = await banyan.card();
    await breakThread(banyan, 'clocks', hours);
    expect(
      (await banyan.turn({ share: hours === '1' ? '5%' : '10%', reason: 'to read its time', force: true }))
        .status,
    ).toBe(200);
    const { time } = (await banyan.card()).lastChange!;
    expect(Math.abs(Date.parse(time) - Date.now())).toBeGreaterThan(1_800_000);
    expect(dialled.revision).toBeLessThan((await banyan.card()).revision);
    await expect
      .poll(async () => (await banyan.card()).compared, { timeout: 20_000 })
      .toBeGreaterThan(compared + 200);
    // Longer than a round of the store and of each watchdog.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  }
  const card = await banyan.settled(await traffic.end());
  expect(card.latency.legacy.p99).toBeLessThan(60);
  expect(card.skipped['analysis-lost']).toBeUndefined();
  expect((await banyan.readiness()).status).toBe('ready');
  expect(banyan.running.log()).not.toMatch(/"level":[456]0/);
});

it('65 · an event loop that stalls sheds shadow reads, not answers, and compares again', async () => {
  const banyan = await breakable();
  const traffic = load(banyan);
  for (let stalls = 0; stalls < 3; stalls++) {
    await breakThread(banyan, 'main', 'stall');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  await expect.poll(async () => (await banyan.card()).skipped.shed ?? 0).toBeGreaterThan(0);
  const { compared } = await banyan.card();
  await expect
    .poll(async () => (await banyan.card()).compared, { timeout: 10_000 })
    .toBeGreaterThan(compared);
  await banyan.settled(await traffic.end());
});

it('66 · when descriptors run out the shadow goes first, live requests go on, and all recovers', async (context) => {
  const banyan = await using.started.banyan(using.items.yaml());
  await banyan.visit([1, 2]);
  const pid = String(banyan.running.process.pid);
  const open = (): number => readdirSync(`/proc/${pid}/fd`).length;
  // Some for connections, of which the test takes most.
  const limit = open() + 60;
  const { error } = spawnSync('prlimit', ['--pid', pid, `--nofile=${limit}:${limit}`]);
  if (error) context.skip(`no limit can be set here: ${error.message}`);
  const { hostname, port } = new URL(banyan.running.proxy);
  const idle = Array.from({ length: 50 }, () => connect(Number(port), hostname));
  for (const socket of idle) socket.on('error', () => undefined);
  await expect.poll(open).toBeGreaterThan(limit * 0.85);
  await expect
    .poll(
      async () => {
        await banyan.visit([3]);
        return (await banyan.card()).skipped.shed ?? 0;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(0);
  // The page and the process are alive with none left at all.
  const more = Array.from({ length: 50 }, () => connect(Number(port), hostname));
  for (const socket of more) socket.on('error', () => undefined);
  await expect.poll(open).toBeGreaterThanOrEqual(limit - 1);
  for (const socket of idle.slice(0, 20)) socket.write('GET /items/2 HTTP/1.1\r\nHost: h\r\n\r\n');
  // Long enough for a look at the strain, and at banyan.yaml.
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  for (const socket of [...idle, ...more]) socket.destroy();
  const { compared } = await banyan.card();
  await expect
    .poll(
      async () => {
        await banyan.visit([4]);
        return (await banyan.card()).compared;
      },
      { timeout: 15_000 },
    )
    .toBeGreaterThan(compared);
  expect(banyan.running.process.exitCode).toBeNull();
  // What this process lacked says nothing of the candidate, of banyan.yaml, or of a bug.
  expect((await banyan.card()).mismatched.failed).toBe(0);
  expect(banyan.running.log()).not.toMatch(/failed five times|not taken|an error escaped/);
});
