import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Items, startItems } from './items.cases.js';
import { banyan, bin, type RunningBanyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

// Every test runs several commands.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const file = join(folder.path, 'audit.ndjson');
let items: Items;
let running: RunningBanyan;
const command = (...args: string[]) => banyan([...args, '--admin', running.admin]);
const turns: readonly (readonly string[])[] = [
  ['dial', 'customer-overview', '5%', '--force', '--reason', 'try it on a few'],
  ['hold', 'customer-overview', '--reason', 'wait for marketing'],
  ['resume', 'customer-overview', '--reason', 'go on'],
  ['rollback', 'customer-overview', '--reason', 'prices were wrong \u2028\u009b[31m'],
  ['acknowledge', 'customer-overview', '--reason', 'seen'],
  ['restart-evidence', 'customer-overview', '--reason', 'mended'],
];
beforeAll(async () => {
  items = await startItems();
  running = await startBanyan(items.yaml().replace('\n  items:', '\n  customer-overview:'), folder.path);
  for (const turn of turns) expect(await command(...turn)).toMatchObject({ code: 0, stderr: '' });
});
afterAll(async () => {
  await running.end();
  items.close();
  folder.remove();
});
const exported = async (): Promise<readonly string[]> => {
  const { code, stdout } = await command('audit', '--ndjson');
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
};
const verifying = async (lines: readonly string[], ...more: string[]) => {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return banyan(['audit', 'verify', file, ...more]);
};

describe('banyan audit', () => {
  it('tells people who did what, newest first', async () => {
    const { code, stdout } = await command('audit');
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^ID +TIME +ROUTE +WHAT +BY +WHY$/),
      expect.stringMatching(
        /^6 .*Z +customer-overview +evidence restarted by hand at shadow +local \(admin\) +mended$/,
      ),
      expect.stringMatching(/rollback acknowledged at shadow .* seen$/),
      expect.stringMatching(/rolled back: split 5 % → shadow .* prices were wrong \\u2028\\u009b\[31m$/),
      expect.stringMatching(/resumed at split 5 % \(forced\) .* go on$/),
      expect.stringMatching(/held at split 5 % \(forced\) .* wait for marketing$/),
      expect.stringMatching(/^1 .* shadow → split 5 % \(forced\) .* try it on a few$/),
    ]);
    const json = await command('audit', 'customer-overview', '--limit', '2', '--json');
    expect(JSON.parse(json.stdout).entries.map(({ id }: { id: number }) => id)).toEqual([6, 5]);
    expect(await command('audit', 'nobody')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/No route is called "nobody"\. There are: customer-overview\./),
    });
    expect(await command('audit', 'customer-overview', '--ndjson')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the whole chain'),
    });
    expect(await command('audit', '--limit', '1001')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('1,000'),
    });
  });
});

describe('banyan audit verify', () => {
  it('holds for a running Banyan, for what it exports, and for an export that is piped in', async () => {
    const lines = await exported();
    const { code, stdout } = await command('audit', 'verify');
    const { id, hash } = JSON.parse(lines.at(-1) ?? '');
    expect([code, id]).toEqual([0, 6]);
    expect(stdout).toMatch(
      /^6 entries: every hash holds, and each follows the one before\.\n6 decisions judged again/,
    );
    expect(stdout).toContain(
      `last entry  6  ${hash}\nKeep it elsewhere: a chain cut off at its end looks whole without it.`,
    );
    expect(await verifying(lines)).toEqual({ code: 0, stdout, stderr: '' });
    const piped = await promisify(execFile)('sh', [
      '-c',
      `"${process.execPath}" "${bin}" audit verify - < "${file}"`,
    ]);
    expect(piped.stdout).toBe(stdout);
    expect(await verifying(lines, '--expect', hash)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is that of entry 6: all up to there'),
    });
    const cut = await verifying(lines.slice(0, 4), '--expect', hash);
    expect([cut.code, cut.stdout]).toEqual([
      1,
      expect.stringContaining('No entry has the hash that was expected'),
    ]);
    expect(cut.stdout).not.toContain('Keep it elsewhere');
    expect((await verifying(lines.slice(2))).stdout).toContain('It begins with entry 3');
  });

  it('finds what was tampered with, in a file and in the store, and says which entry', async () => {
    const lines = await exported();
    const tampered = lines.map((line, i) =>
      i === 1 ? line.replace('wait for marketing', 'wait for sales') : line,
    );
    const { code, stdout } = await verifying(tampered);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^entry 2 has the hash [0-9a-f]{12}…, but what it says has [0-9a-f]{12}…\. This entry is not what Banyan wrote/,
    );
    expect(stdout).not.toContain('Keep it elsewhere');
    const { hash } = JSON.parse(lines.at(-1) ?? '');
    expect((await verifying(tampered, '--expect', hash)).stdout).toContain(
      'Entry 6 has the hash that was expected, and yet this chain does not hold',
    );
    const json = JSON.parse((await verifying(tampered, '--json')).stdout);
    expect(json).toMatchObject({ holds: false, entries: 6, flaws: 1, found: [{ id: 2, line: 2 }] });
    expect((await verifying(lines.toSpliced(3, 1))).stdout).toMatch(
      /^entry 5 follows entry 3\. Entries were taken out/,
    );
    expect(await verifying([...lines.slice(0, -1), (lines.at(-1) ?? '').slice(0, 90)])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^line 6 is no entry/),
    });

    const database = new Database(join(folder.path, 'banyan.db'));
    const rewrite = (actor: string) =>
      database.exec(`update audit set entry = json_set(entry, '$.actor', '${actor}') where id = 4`);
    rewrite('nobody');
    const live = await command('audit', 'verify');
    rewrite('local');
    database.close();
    expect(live).toMatchObject({ code: 1, stdout: expect.stringMatching(/^entry 4 has the hash/) });
    expect((await command('audit', 'verify')).code).toBe(0);
  });

  it.each(['', '\n'])('holds for the empty export %j, which is an empty chain', async (text) => {
    writeFileSync(file, text);
    expect(await banyan(['audit', 'verify', file])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^The audit is empty/),
    });
  });

  it('ends with 2 where there is nothing to verify', async () => {
    const cannot = async (...args: string[]) => {
      const { code, stderr } = await banyan(['audit', 'verify', ...args]);
      return [code, stderr];
    };
    expect(await cannot(join(folder.path, 'nobody.ndjson'))).toEqual([
      2,
      expect.stringContaining('cannot be read'),
    ]);
    expect(await cannot(running.file)).toEqual([2, expect.stringContaining('is no export of the audit')]);
    expect(await cannot('--admin', 'http://127.0.0.1:9')).toEqual([
      2,
      expect.stringContaining('No Banyan answers'),
    ]);
    expect(await cannot(file, '--expect', 'abc')).toEqual([2, expect.stringContaining('is no hash')]);
  });
});

it('the commands of docs/audit.md do what it says', async () => {
  const shim = join(folder.path, 'banyan');
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  chmodSync(shim, 0o755);
  const text = readFileSync(fileURLToPath(new URL('../docs/audit.md', import.meta.url)), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const told: string[] = [];
  for (const block of blocks) {
    const { stdout } = await promisify(execFile)('sh', ['-e', '-c', block], {
      cwd: folder.path,
      env: { ...process.env, PATH: `${folder.path}:${process.env['PATH']}`, BANYAN_ADMIN: running.admin },
    });
    told.push(stdout);
  }
  expect(told).toHaveLength(2);
  expect(told[0]?.match(/every hash holds/g)).toHaveLength(2);
  const { hash } = JSON.parse((await exported()).at(-1) ?? '');
  expect(told[1]).toMatch(new RegExp(`^${hash} `));
});
