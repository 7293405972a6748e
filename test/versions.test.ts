import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AuditEntry, Scorecard } from '../evidence/scorecard.js';
import { type ItemsBanyan, portOf, Started, sums } from './items.cases.js';
import { metric } from './running-banyan.cases.js';
import { evidenceIsWritten } from './written-evidence.js';
import { startVersionedItems, type VersionedItems } from './versioned-items.cases.js';

let items: VersionedItems;
let started: Started;
let banyan: ItemsBanyan;
beforeAll(async () => {
  items = await startVersionedItems();
});
afterAll(() => items.close());
beforeEach(() => {
  Object.assign(items.version, { legacy: '1', candidate: '1' });
  started = new Started();
});
afterEach(() => started.end());

const patience = { timeout: 30_000, interval: 100 };
/** Visits of which the control thread that runs now was told, or will be. */
let visited = 0;
const start = async (yaml = items.yaml(), environment: Record<string, string> = {}): Promise<void> => {
  banyan = await started.banyan(yaml, environment);
  visited = 0;
};
const visit = async (ids: readonly number[]): Promise<void> => {
  for (const id of ids) {
    visited += 1;
    expect((await fetch(`${banyan.running.proxy}/items/${id}`)).status).toBe(200);
  }
};
const audit = async (): Promise<readonly AuditEntry[]> => {
  const response = await fetch(`${banyan.running.admin}/api/v1/audit?route=items`);
  return ((await response.json()) as { entries: AuditEntry[] }).entries;
};
const has = (of: Partial<Scorecard>): Promise<void> =>
  vi.waitFor(async () => expect(await banyan.card()).toMatchObject(of), patience);
/** Visits until the candidate is known by this version; says how many visits that took. */
const until = async (candidate: string): Promise<number> => {
  let visits = 0;
  await vi.waitFor(async () => {
    await visit([1_000]);
    visits += 1;
    expect((await banyan.card()).versions.candidate).toBe(candidate);
  }, patience);
  return visits;
};
/** Visits until the evidence has so many comparisons, whatever a busy machine sheds; says how many visits that took. */
const compare = async (least: number): Promise<number> => {
  let visits = 0;
  await vi.waitFor(async () => {
    await visit([++visits]);
    await whole();
    expect((await banyan.card()).compared).toBeGreaterThanOrEqual(least);
  }, patience);
  return visits;
};
const from = (candidate: string) => ({ legacy: 'header x-app-version', candidate });
/** Clients that ask without pause; `stop` says how often they did. */
function clients(count: number): { visits(): number; stop(): Promise<number> } {
  let visits = 0;
  const still = new AbortController();
  const ask = async (): Promise<void> => {
    while (!still.signal.aborted) await visit([++visits % 40]);
  };
  const all = Array.from({ length: count }, ask);
  return {
    visits: () => visits,
    async stop() {
      still.abort();
      await Promise.all(all);
      return visits;
    },
  };
}
/** Every visit is counted, and those of this evidence have their one outcome. */
const whole = (): Promise<void> =>
  vi.waitFor(async () => {
    const metrics = await (await fetch(`${banyan.running.admin}/metrics`)).text();
    expect(metric(metrics, 'banyan_requests_total', { route: 'items' })).toBe(visited);
    const { requests, ended } = sums(await banyan.card());
    expect(ended).toBe(requests);
  }, patience);

const written = (requests: number): Promise<void> =>
  evidenceIsWritten(join(started.folder.path, 'banyan.db'), requests);

describe('84 · versions that upstreams tell in a header', () => {
  it('are known from the first answers on, whose pairs count for them', async () => {
    await start();
    const requests = await compare(5);
    await has({
      versions: { legacy: '1', candidate: '1' },
      versionsFrom: from('header x-app-version'),
      requests,
      attempt: 1,
    });
    expect((await banyan.card()).skipped['version-mixed']).toBeUndefined();
    expect(await audit()).toEqual([]);
  });

  it('restart the evidence when they change, and bring it back when they come back', async () => {
    await start();
    const before = await compare(8);
    await has({ versions: { legacy: '1', candidate: '1' } });
    items.version.candidate = '2';
    const mixed = await until('2');
    const second = await compare(3);
    items.version.candidate = '1';
    const again = await until('1');
    const first = await compare(10);
    const card = await banyan.card();
    expect(card.skipped['version-mixed']).toBeGreaterThan(0);
    items.version.candidate = '2';
    const last = await until('2');
    await whole();
    // What was visited while both were told is skipped, and counts once, in one of the two.
    const all = before + mixed + second + again + first;
    const total = card.requests + (await banyan.card()).requests;
    expect(total).toBeGreaterThanOrEqual(all);
    // Those of the first that were visited since it was looked at.
    expect(total).toBeLessThanOrEqual(all + last);
    const entries = await audit();
    expect(entries.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
      ['new-version', 'banyan', 'candidate is now 2 (was 1): its evidence goes on where it was left'],
      ['new-version', 'banyan', 'candidate is now 1 (was 2): its evidence goes on where it was left'],
      ['new-version', 'banyan', 'candidate is now 2 (was 1): its evidence begins'],
    ]);
    expect(entries[0]).toMatchObject({
      from: { stage: 'shadow', share: 0 },
      to: { stage: 'shadow', share: 0 },
      previous: entries[1]!.hash,
    });
    expect(await banyan.card()).toMatchObject({ revision: 0, lastChange: null, attempt: 1 });
  });

  it('go on at once after a restart of Banyan, also after a kill, and begin where they changed meanwhile', async () => {
    await start();
    const before = await compare(4);
    await has({ versions: { legacy: '1', candidate: '1' } });
    expect(await banyan.end('SIGTERM')).toBe(0);
    await start();
    // Before any request told it anything.
    expect(await banyan.card()).toMatchObject({
      requests: before,
      versions: { legacy: '1', candidate: '1' },
    });
    const requests = before + (await compare(5));
    expect((await banyan.card()).skipped['version-mixed']).toBeUndefined();
    await written(requests);
    await banyan.end('SIGKILL');
    items.version.candidate = '2';
    await start();
    expect(await banyan.card()).toMatchObject({ requests, versions: { candidate: '1' } });
    await until('2');
    await whole();
    expect((await audit()).map(({ reason }) => reason)).toEqual([
      'candidate is now 2 (was 1): its evidence begins',
    ]);
  });

  it('and their evidence outlive a control thread that fails', async () => {
    const file = join(started.folder.path, 'break');
    await start(items.yaml(), {
      NODE_OPTIONS: `--import=${new URL('./break-a-thread.mjs', import.meta.url).href}`,
      BREAK: file,
    });
    await compare(4);
    items.version.candidate = '2';
    await until('2');
    await compare(2);
    await written(visited);
    const before = await banyan.card();
    writeFileSync(file, 'control throw');
    banyan.running.process.kill('SIGUSR2');
    await vi.waitFor(() => expect(banyan.running.log()).toMatch(/control is gone/), patience);
    await banyan.readinessIs('ready');
    visited = 0;
    await has({
      requests: before.requests,
      compared: before.compared,
      versions: { legacy: '1', candidate: '2' },
    });
    await compare(before.compared + 1);
    expect((await audit()).map(({ reason }) => reason)).toEqual([
      'candidate is now 2 (was 1): its evidence begins',
    ]);
  });

  it('lose no request between two evidences while a deploy rolls under load', async () => {
    await start();
    const load = clients(4);
    await vi.waitFor(() => expect(load.visits()).toBeGreaterThan(50), patience);
    for (let i = 0; i < 20; i++) {
      items.version.candidate = i % 2 === 0 ? '2' : '1';
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    items.version.candidate = '2';
    await has({ versions: { legacy: '1', candidate: '2' } });
    const before = load.visits();
    await vi.waitFor(() => expect(load.visits()).toBeGreaterThan(before + 50), patience);
    const visits = await load.stop();
    const evidenceOf = async (candidate: string): Promise<Scorecard> => {
      banyan.running.rewrite(items.yaml({ candidate: `version: { is: "${candidate}" }` }));
      await has({ versions: { legacy: '1', candidate }, versionsFrom: from('banyan.yaml') });
      return banyan.card();
    };
    await vi.waitFor(async () => {
      const [first, second] = [await evidenceOf('1'), await evidenceOf('2')];
      expect(first.requests + second.requests).toBe(visits);
      for (const one of [first, second]) expect(sums(one).ended).toBe(one.requests);
      expect(first.skipped['version-mixed']).toBeGreaterThan(0);
      expect(Math.min(first.compared, second.compared)).toBeGreaterThan(0);
    }, patience);
  });

  it('that differ in every answer restart nothing, and their pairs are skipped', async () => {
    await start();
    const before = await compare(3);
    await has({ versions: { legacy: '1', candidate: '1' } });
    const { compared } = await banyan.card();
    for (let i = 0; i < 30; i++) {
      items.version.candidate = `build-${i}`;
      await visit([100 + i]);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const { versions, ...card } = await banyan.settled(before + 30);
    expect([versions.candidate, card.compared]).toEqual(['1', compared]);
    const mixed = card.skipped['version-mixed'] ?? 0;
    expect(mixed).toBeGreaterThan(0);
    expect(await audit()).toEqual([]);
    const metrics = await (await fetch(`${banyan.running.admin}/metrics`)).text();
    expect(metric(metrics, 'banyan_comparisons_skipped_total', { reason: 'version-mixed' })).toBe(mixed);
  });

  it('are none where the header never comes, and evidence is kept all the same', async () => {
    Object.assign(items.version, { legacy: undefined, candidate: undefined });
    await start();
    const requests = await compare(3);
    expect(await banyan.card()).toMatchObject({ requests, versions: { legacy: null, candidate: null } });
    await banyan.end('SIGTERM');
    await start();
    expect(await banyan.card()).toMatchObject({ requests });
  });
});

describe('84 · versions from elsewhere', () => {
  it('are asked of a probe, from before the first request on', async () => {
    const address = `http://127.0.0.1:${portOf(items.candidate)}/version`;
    await start(
      items.yaml({ candidate: `version: { probe: "${address}", every: 1s, calm: 1s }`, legacy: '' }),
    );
    expect(await banyan.card()).toMatchObject({
      versions: { legacy: null, candidate: '1' },
      versionsFrom: { legacy: null, candidate: 'probe' },
    });
    await compare(3);
    // Nobody answers there for a while: what is known stays.
    items.version.candidate = undefined;
    await vi.waitFor(() => expect(banyan.running.log()).toMatch(/cannot be asked for/), patience);
    items.version.candidate = '2';
    await has({ versions: { legacy: null, candidate: '2' }, requests: 0 });
    expect(banyan.running.log().match(/cannot be asked for/g)).toHaveLength(1);
  });

  it('stand in banyan.yaml, and change with it', async () => {
    const yaml = (version: string, compare = '{}') =>
      items.yaml({ legacy: '', candidate: `version: { is: "${version}" }`, compare });
    const rewritten = async (text: string, of: Partial<Scorecard>): Promise<void> => {
      banyan.running.rewrite(text);
      await has(of);
    };
    await start(yaml('2026-11-20'));
    const requests = await compare(3);
    expect(await banyan.card()).toMatchObject({
      versions: { legacy: null, candidate: '2026-11-20' },
      versionsFrom: { legacy: null, candidate: 'banyan.yaml' },
    });
    await rewritten(yaml('2026-11-21'), { versions: { legacy: null, candidate: '2026-11-21' }, requests: 0 });
    await compare(1);
    await rewritten(yaml('2026-11-20'), { requests, attempt: 1 });
    // Looking, editing and looking again is paid for.
    await rewritten(yaml('2026-11-20', '{ ignore: [$.x] }'), { requests: 0, attempt: 2 });
    expect((await banyan.card()).rate.confidence).toBeCloseTo(0.995, 9);
    await rewritten(yaml('2026-11-21', '{ ignore: [$.x] }'), { requests: 0, attempt: 2 });
    await rewritten(yaml('2026-11-22', '{ ignore: [$.x] }'), { requests: 0, attempt: 1 });
    await rewritten(yaml('2026-11-20'), { requests, attempt: 1 });
  });
});
