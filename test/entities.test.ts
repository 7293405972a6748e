import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EntityRow, Sample, Scorecard } from '../evidence/scorecard.js';
import { portOf, serving } from './items.cases.js';
import { banyan, type RunningBanyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

const side = (name: string): Promise<Server> =>
  serving((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ side: name }));
  });

let legacy: Server;
let candidate: Server;
beforeAll(async () => {
  [legacy, candidate] = [await side('legacy'), await side('candidate')];
});
afterAll(() => {
  legacy.close();
  candidate.close();
});

const yaml = (more = '', redact = ''): string => `
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/store/banyan.db"
${more}
upstreams:
  legacy: { url: "http://127.0.0.1:${portOf(legacy)}" }
  candidate: { url: "http://127.0.0.1:${portOf(candidate)}" }
routes:
  items:
    match: { path: "/items/:id" }
    legacy: legacy
    candidate: { upstream: candidate }
    key: path:id
    freshness: 100ms
    ${redact}
`;

// Every test starts processes and waits for comparisons to settle.
vi.setConfig({ testTimeout: 180_000 });

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
const start = async (text: string): Promise<RunningBanyan> =>
  (running = await startBanyan(text, folder.path));
const get = async <T>(path: string): Promise<T> =>
  (await fetch(`${running!.admin}/api/v1/routes/items${path}`)).json() as Promise<T>;
const listed = async () => (await get<{ entities: EntityRow[] }>('/entities')).entities.map(({ key }) => key);
const sampled = async () => (await get<{ samples: Sample[] }>('/samples')).samples.map(({ key }) => key);
const patient = { timeout: 30_000, interval: 200 };

/** Asks until each of these is listed, one after the other: a busy machine sheds shadow reads. */
async function differ(...keys: string[]): Promise<void> {
  for (const key of keys) {
    const before = (await get<Scorecard>('')).compared;
    await vi.waitFor(async () => {
      await (await fetch(`${running!.proxy}/items/${encodeURIComponent(key)}`)).arrayBuffer();
      await vi.waitFor(async () => expect((await get<Scorecard>('')).compared).toBeGreaterThan(before), {
        timeout: 3_000,
        interval: 100,
      });
    }, patient);
    // It is listed when its class is known.
    await vi.waitFor(async () => expect((await get<Scorecard>('')).settling).toBe(0), patient);
  }
}
const command = (...args: string[]) => banyan([...args, '--admin', running!.admin]);
const filesOf = (): string =>
  readdirSync(join(folder.path, 'store'))
    .map((name) => readFileSync(join(folder.path, 'store', name), 'latin1'))
    .join('\n');

describe('banyan entities', () => {
  it('lists who differs as a table and as files, and says when that is not all', async () => {
    await start(yaml());
    await differ('7', '=cmd()', 'a,"b"');
    const table = await command('entities', 'items');
    expect([table.code, table.stderr]).toEqual([1, '']);
    expect(table.stdout).toMatch(/^KEY +CLASS +FIRST SEEN .*\na,"b" +semantic .*\n=cmd\(\) .*\n7 /);
    const csv = await command('entities', 'items', '--csv', '--class', 'semantic,missing');
    expect(csv.stdout.split('\r\n').map((line) => line.split('","')[0])).toEqual([
      '"key',
      '"a,""b""',
      '"\'=cmd()',
      '"7',
      '',
    ]);
    const ndjson = await command('entities', 'items', '--ndjson', '--limit', '2');
    const rows = ndjson.stdout.trimEnd().split('\n');
    expect(rows.map((line) => (JSON.parse(line) as EntityRow).key)).toEqual(['a,"b"', '=cmd()']);
    expect(ndjson.stderr).toBe('not all: the newest 2 of 3 that are listed\n');
    expect(ndjson.code).toBe(1);
    const none = await command('entities', 'items', '--class', 'failed');
    expect([none.code, none.stdout]).toEqual([0, 'No entity of items differs as failed.\n']);
    for (const wrong of [
      ['--class', 'weird'],
      ['--limit', '0'],
      ['--csv', '--json'],
      ['--forget', '7'],
      ['--reason', 'x'],
    ])
      expect([wrong, (await command('entities', 'items', ...wrong)).code]).toEqual([wrong, 2]);
  });

  it('--forget deletes what is kept of one, from the disk too, and says so in the audit without its name', async () => {
    await start(yaml());
    await differ('somebody-7', 'somebody-8');
    await vi.waitFor(() => expect(filesOf()).toContain('somebody-7'), patient);
    const done = await command('entities', 'items', '--forget', 'somebody-7', '--reason', 'they asked');
    expect([done.code, done.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^items: forgotten \(samples: \d+, listed rows: 1\)\. Counts stay, as hashes\.\n$/,
      ),
    ]);
    expect([await listed(), new Set(await sampled())]).toEqual([['somebody-8'], new Set(['somebody-8'])]);
    await vi.waitFor(() => expect(filesOf()).not.toContain('somebody-7'), patient);
    expect(await get<Scorecard>('')).toMatchObject({ entities: { compared: 2, bad: 2 }, revision: 0 });
    const { entries } = (await (await fetch(`${running!.admin}/api/v1/audit`)).json()) as {
      entries: { action: string; evidence: object }[];
    };
    expect(entries).toMatchObject([{ action: 'forget', reason: 'they asked' }]);
    expect(JSON.stringify(entries)).not.toContain('somebody-7');
    const again = await command('entities', 'items', '--forget', 'somebody-7', '--reason', 'they asked');
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('nothing is kept of that key')]);
    expect(running!.log()).not.toContain('somebody-7');
    await running!.end();
    expect(filesOf()).not.toContain('somebody-7');
  });
});

describe('hidden keys', () => {
  it('are the same marks after a restart, and can be forgotten by their name', async () => {
    await start(yaml('', 'redact: [key]'));
    await differ('7', '8');
    const before = await listed();
    expect(before).toEqual([
      expect.stringMatching(/^redacted:[0-9a-f]{16}$/),
      expect.stringMatching(/^redacted:/),
    ]);
    await running!.end();
    await start(yaml('', 'redact: [key]'));
    await differ('7');
    expect(await listed()).toEqual([before[1], before[0]]);
    expect((await get<Scorecard>('')).entities).toEqual({ compared: 2, bad: 2 });
    expect((await command('entities', 'items', '--forget', '7', '--reason', 'they asked')).code).toBe(0);
    expect(await listed()).toEqual([before[0]]);
  });
});

describe('what is kept', () => {
  it('goes when it is too old, and stays longer as soon as banyan.yaml says so', async () => {
    await start(yaml('keep: { samples: 1s, entities: 2s }'));
    await differ('somebody-7');
    await vi.waitFor(async () => expect([await sampled(), await listed()]).toEqual([[], []]), patient);
    await vi.waitFor(() => expect(filesOf()).not.toContain('somebody-7'), patient);
    running!.rewrite(yaml('keep: { samples: 1h, entities: 1h }'));
    await vi.waitFor(() => expect(running!.log()).toContain('was read anew and serves'), patient);
    await differ('8', '9');
    expect(await listed()).toEqual(['9', '8']);
    expect((await get<Scorecard>('')).entities).toEqual({ compared: 3, bad: 3 });
  });

  it('can be read by its owner alone; what others could read is narrowed, and the log says so', async () => {
    await start(yaml('', 'redact: [key]'));
    await differ('7');
    const store = join(folder.path, 'store');
    const modes = () =>
      Object.fromEntries(readdirSync(store).map((name) => [name, statSync(join(store, name)).mode & 0o777]));
    const all = ['', '-shm', '-wal', '.dials.json', '.key', '.lock'].map((ending) => `banyan.db${ending}`);
    await vi.waitFor(() => expect(Object.keys(modes())).toEqual(expect.arrayContaining(all)), patient);
    for (const [name, mode] of Object.entries(modes())) expect([name, mode]).toEqual([name, 0o600]);
    expect(statSync(store).mode & 0o777).toBe(0o700);
    await running!.end();
    chmodSync(join(store, 'banyan.db'), 0o644);
    await start(yaml('', 'redact: [key]'));
    expect(modes()['banyan.db']).toBe(0o600);
    expect(running!.log()).toMatch(/banyan\.db was open to others than its owner \(mode 644\)/);
  });
});
