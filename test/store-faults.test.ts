import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { type Items, Started, startItems } from './items.cases.js';
import { evidenceIsWritten } from './written-evidence.js';

let items: Items;
let started: Started;
beforeAll(async () => {
  items = await startItems();
});
afterAll(() => items.close());
beforeEach(() => {
  started = new Started();
});
const mounted: string[] = [];
afterEach(async () => {
  for (const folder of mounted.splice(0)) spawnSync('umount', ['-l', folder]);
  await started.end();
});

const file = (...names: string[]): string => join(started.folder.path, ...names);
const force = (share: string): object => ({ share, reason: 'to see what becomes of it', force: true });

/** A small disk of its own; where mounting is not permitted the test is skipped, and says so. */
function smallDisk(context: TestContext): string {
  const folder = file('disk');
  mkdirSync(folder);
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (status !== 0) context.skip(`no disk can be mounted here: ${String(stderr).trim()}`);
  mounted.push(folder);
  return folder;
}

describe('a store that cannot be used', () => {
  it('67 · a full disk: serves and counts on, goes down but not up, and forgets nothing once there is room', async (context) => {
    const disk = smallDisk(context);
    const yaml = items.yaml(`store: "${disk}/banyan.db"`);
    const banyan = await started.banyan(yaml);
    await banyan.visit([1, 2]);
    await banyan.settled(2);
    expect((await banyan.turn(force('25%'))).status).toBe(200);
    // All that is left of the disk.
    spawnSync('dd', ['if=/dev/zero', `of=${disk}/fill`, 'bs=1k']);
    await banyan.visit([3, 4, 5]);
    await banyan.readinessIs('degraded', /cannot be used since .*full/);
    expect((await banyan.readiness()).code).toBe(200);
    const up = await banyan.turn(force('50%'));
    expect([up.status, await up.text()]).toEqual([503, expect.stringMatching(/stays as it is/)]);
    const down = await banyan.rollback();
    expect([down.status, await down.text()]).toEqual([503, expect.stringMatching(/lowered all the same/)]);
    expect(await banyan.card()).toMatchObject({ stage: 'shadow', share: 0, revision: 2 });
    await banyan.visit([6]);
    await banyan.settled(6);
    rmSync(join(disk, 'fill'));
    await banyan.readinessIs('ready');
    expect((await banyan.card()).lastChange).toMatchObject({ action: 'rollback', reason: 'back' });
    await banyan.end('SIGTERM');

    const again = await started.banyan(yaml);
    expect(await again.card()).toMatchObject({
      stage: 'shadow',
      share: 0,
      revision: 2,
      requests: 6,
      compared: 6,
      entities: { compared: 6, bad: 3 },
      lastChange: { action: 'rollback', reason: 'back', from: { share: 0.25 } },
    });
  });

  it('68 · a read-only folder: serves, counts in memory, and takes the store up when it can be written', async (context) => {
    const disk = smallDisk(context);
    const yaml = items.yaml(`store: "${disk}/banyan.db"`);
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    const banyan = await started.banyan(yaml);
    await banyan.visit([1, 2]);
    await banyan.settled(2);
    await banyan.readinessIs('degraded', /cannot be used since .*read-only/);
    expect((await banyan.turn(force('25%'))).status).toBe(503);
    expect((await fetch(`${banyan.running.admin}/routes/items`)).status).toBe(200);
    spawnSync('mount', ['-o', 'remount,rw', disk]);
    await banyan.readinessIs('ready');
    expect((await banyan.turn(force('25%'))).status).toBe(200);
    await banyan.end('SIGTERM');
    expect(await (await started.banyan(yaml)).card()).toMatchObject({
      share: 0.25,
      requests: 2,
      compared: 2,
    });
  });

  it('69 · a store that another process locks: serves and counts on, and saves when the lock is gone', async () => {
    const banyan = await started.banyan(items.yaml());
    await banyan.visit([1, 2]);
    await banyan.settled(2);
    await banyan.turn(force('25%'));
    const other = new Database(file('banyan.db'));
    other.exec('pragma busy_timeout = 5000; begin exclusive');
    await banyan.visit([3, 4]);
    await banyan.readinessIs('degraded', /cannot be used since .*locked/);
    expect((await banyan.rollback()).status).toBe(503);
    expect(await banyan.card()).toMatchObject({ stage: 'shadow', share: 0, requests: 4 });
    other.exec('rollback');
    other.close();
    await banyan.readinessIs('ready');
    await banyan.visit([5]);
    await banyan.settled(5);
    await banyan.end('SIGTERM');
    expect(await (await started.banyan(items.yaml())).card()).toMatchObject({
      stage: 'shadow',
      revision: 2,
      requests: 5,
      compared: 5,
      lastChange: { action: 'rollback' },
    });
  });

  it('69 · a store that is locked from the start is taken up later: evidence is added, the dial is the kept one', async () => {
    const first = await started.banyan(items.yaml());
    await first.visit([1, 2]);
    await first.settled(2);
    await first.turn(force('25%'));
    await first.end('SIGTERM');
    rmSync(file('banyan.db.dials.json'));
    const other = new Database(file('banyan.db'));
    other.exec('begin exclusive');
    const banyan = await started.banyan(items.yaml());
    await banyan.visit([2, 3]);
    await banyan.readinessIs('degraded', /locked/);
    // It can be read all the same while it is locked.
    expect(await banyan.settled(4)).toMatchObject({ share: 0.25 });
    other.exec('rollback');
    other.close();
    await banyan.readinessIs('ready');
    expect(await banyan.settled(4)).toMatchObject({ share: 0.25, entities: { compared: 3, bad: 2 } });
  });

  it('69 · a corrupt store: the last dial holds all the same, and a mended store is taken up', async () => {
    const first = await started.banyan(items.yaml());
    await first.visit([1, 2]);
    await first.settled(2);
    await first.turn(force('25%'));
    await first.end('SIGTERM');
    for (const name of ['banyan.db-wal', 'banyan.db-shm']) rmSync(file(name), { force: true });
    renameSync(file('banyan.db'), file('mended.db'));
    writeFileSync(file('banyan.db'), 'no database, and too long to be an empty one'.repeat(100));
    const banyan = await started.banyan(items.yaml());
    await banyan.readinessIs('degraded', /not a database/);
    expect(await banyan.card()).toMatchObject({ stage: 'split', share: 0.25, revision: 1 });
    await banyan.visit([3, 4]);
    // Lowered without a store: it outlives even a kill.
    expect((await banyan.rollback()).status).toBe(503);
    await banyan.end('SIGKILL');
    const again = await started.banyan(items.yaml());
    await again.readinessIs('degraded', /not a database/);
    expect(await again.card()).toMatchObject({ stage: 'shadow', share: 0, revision: 2 });
    await again.visit([5]);
    renameSync(file('mended.db'), file('banyan.db'));
    await again.readinessIs('ready');
    expect(await again.settled(3)).toMatchObject({
      stage: 'shadow',
      share: 0,
      revision: 2,
      lastChange: { actor: 'banyan', from: { share: 0.25 }, to: { share: 0 } },
    });
  });
});

describe('70 · a kill −9 while the dial changes', () => {
  const isWhole = (dial: { stage: string; share: number }): boolean =>
    dial.stage === (dial.share === 0 ? 'shadow' : 'split');

  it('leaves the old dial or the new one, in the store and in the file of the last dials', async () => {
    let least = 0;
    for (let round = 0; round < 10; round++) {
      const banyan = await started.banyan(items.yaml());
      const before = await banyan.card();
      expect(before.revision).toBeGreaterThanOrEqual(least);
      expect(isWhole(before)).toBe(true);
      // Turns follow each other without a pause; what was answered must hold.
      let answered = before.revision;
      let turns = 0;
      const turning = (async () => {
        for (let i = 0; ; i++) {
          const response = await (i % 3 === 2
            ? banyan.rollback()
            : banyan.turn(force(`${1 + (i % 50)}%`))
          ).catch(() => undefined);
          if (response?.status !== 200) return;
          answered = ((await response.json().catch(() => before)) as { revision: number }).revision;
          turns += 1;
        }
      })();
      // Somewhere in a turn, however long one takes here.
      await expect.poll(() => turns, { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(3);
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await banyan.end('SIGKILL');
      await turning;
      least = answered;
      const kept = JSON.parse(readFileSync(file('banyan.db.dials.json'), 'utf8')) as {
        dials: { items: { stage: string; share: number; revision: number } };
      };
      expect(kept.dials.items.revision).toBeGreaterThanOrEqual(answered);
      expect(isWhole(kept.dials.items)).toBe(true);
    }
    const { entries } = (await (
      await fetch(`${(await started.banyan(items.yaml())).running.admin}/api/v1/audit?limit=1000`)
    ).json()) as { entries: { id: number; hash: string; previous: string }[] };
    expect(entries.length).toBeGreaterThan(10);
    for (const [i, { previous }] of entries.slice(0, -1).entries())
      expect(previous).toBe(entries[i + 1]!.hash);
  }, 120_000);

  it('with no store and no file to read, nobody is sent to the candidate', async () => {
    const first = await started.banyan(items.yaml());
    await first.turn(force('50%'));
    await first.end('SIGKILL');
    for (const name of readdirSync(started.folder.path).filter((name) => /db(-|$)/.test(name)))
      rmSync(file(name));
    mkdirSync(file('banyan.db'));
    const kept = await started.banyan(items.yaml());
    expect(await kept.card()).toMatchObject({ stage: 'split', share: 0.5 });
    await kept.end('SIGKILL');
    writeFileSync(file('banyan.db.dials.json'), readFileSync(file('banyan.db.dials.json')).subarray(0, 30));
    const torn = await started.banyan(items.yaml());
    expect(await torn.card()).toMatchObject({ stage: 'shadow', share: 0 });
    expect(torn.running.process.exitCode).toBeNull();
  });
});

describe('83 · two processes on one store', () => {
  it('the second follows the dial, writes nothing, and takes over when the first is killed', async () => {
    const first = await started.banyan(items.yaml());
    await first.visit([1, 2, 3]);
    await first.settled(3);
    const second = await started.banyan(items.yaml());
    await second.readinessIs(
      'degraded',
      /standby: another Banyan \(pid \d+ on \S+, page and API at http:\/\/127/,
    );
    expect((await second.readiness()).problems.join()).toContain(first.running.admin);
    expect((await second.readiness()).code).toBe(200);

    await first.turn(force('100%'));
    await expect.poll(async () => (await second.card()).stage, { timeout: 5_000 }).toBe('live');
    const servedBy = (await fetch(`${second.running.proxy}/items/8`, { headers: { 'x-user': 'u' } })).headers;
    expect(servedBy.get('x-banyan-served-by')).toBe('candidate');
    for (const refused of [await second.rollback(), await second.turn(force('5%'))]) {
      const text = await refused.text();
      expect([refused.status, text]).toEqual([503, expect.stringContaining(first.running.admin)]);
      expect(text).toContain(`pid ${first.running.process.pid}`);
    }
    await second.visit([3, 4, 5]);
    await second.settled(4);

    await evidenceIsWritten(file('banyan.db'), 3);
    await first.end('SIGKILL');
    await second.readinessIs('ready');
    expect(await second.settled(7)).toMatchObject({
      stage: 'live',
      share: 1,
      requests: 7,
      entities: { compared: 6, bad: 3 },
    });
    expect((await second.rollback()).status).toBe(200);
    await second.end('SIGTERM');
    expect(await (await started.banyan(items.yaml())).card()).toMatchObject({
      stage: 'shadow',
      revision: 2,
      requests: 7,
      compared: 7,
      lastChange: { action: 'rollback' },
    });
  });

  it('what the first still saves while it ends is there for the second', async () => {
    const first = await started.banyan(items.yaml());
    const second = await started.banyan(items.yaml());
    await second.readinessIs('degraded', /standby/);
    await first.visit([1, 2, 3, 4]);
    expect(await first.end('SIGTERM')).toBe(0);
    await second.readinessIs('ready');
    const { compared, skipped } = await second.settled(4);
    expect({ compared, skipped }).toEqual({ compared: 4, skipped: {} });
  });
});
