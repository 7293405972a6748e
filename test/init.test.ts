import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FieldRow } from '../evidence/scorecard.js';
import { ItemsBanyan, portOf, serving } from './items.cases.js';
import { banyan, bin, temporaryFolder } from './running-banyan.cases.js';

/** What the sides were asked since the test began. */
let asked: { readonly side: string; readonly path: string; readonly authorization: string | undefined }[];
let legacy: Server;
let candidate: Server;
let folder: ReturnType<typeof temporaryFolder>;

/** Orders of which the request's id never comes again; the candidate writes the status otherwise. */
const orders =
  (side: 'legacy' | 'candidate', status: string): RequestListener =>
  (request, response) => {
    asked.push({ side, path: request.url ?? '', authorization: request.headers.authorization });
    const id = Number((request.url ?? '').split('?')[0]?.split('/').at(-1));
    response.writeHead(200, { 'content-type': 'application/json', 'x-app-version': `${side}-7` });
    const lines = [1, 2].map((n) => ({ lineId: `${id}-${n}`, count: n + (id % 5) }));
    response.end(JSON.stringify({ id, requestId: randomUUID(), status, lines }));
  };

beforeAll(async () => {
  asked = [];
  legacy = await serving(orders('legacy', 'SHIPPED'));
  candidate = await serving(orders('candidate', 'shipped'));
});
afterAll(() => {
  for (const server of [legacy, candidate]) {
    server.close();
    server.closeAllConnections();
  }
});
beforeEach(() => {
  asked = [];
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const at = (server: Server): string => `http://127.0.0.1:${portOf(server)}`;
const file = (): string => join(folder.path, 'banyan.yaml');
const bothSides = (): readonly string[] => ['--legacy', at(legacy), '--candidate', at(candidate)];
const route = ['--path', '/api/orders/:id', '--candidate-path', '/views/orders/:id'];
const nobody = 'http://127.0.0.1:9';

describe('banyan init', () => {
  it('writes what check takes, what serve runs, and what keeps noise out of the evidence', async () => {
    const examples = '1,2,3,4,5,6';
    const written = await banyan(['init', file(), ...bothSides(), ...route, '--examples', examples]);
    expect([written.code, written.stderr]).toEqual([0, expect.stringMatching(/^reading 6 examples/)]);
    expect(written.stdout).toMatch(/Ignored, since legacy never says the same twice: \$\.requestId\./);
    expect(written.stdout).toMatch(/Differs: value at \$\.status, in 6 of 6 examples\./);
    expect(written.stdout).toMatch(
      /banyan check .*\n.*banyan serve .*\n.*curl http:.*\/api\/orders\/1\n.*--watch/,
    );
    expect(asked).toHaveLength(24);
    expect(new Set(asked.map(({ side, path }) => `${side} ${path}`)).size).toBe(12);

    const checked = await banyan(['check', file()]);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/is valid\./)]);
    const text = readFileSync(file(), 'utf8');
    expect(text).toMatch(/^ {6}ignore:\n.*\n {8}- \$\.requestId$/m);
    expect(text).toMatch(/^ {8}\$\.lines: \{ by: lineId \}$/m);
    expect(text).toMatch(/^ {4}# .*\$\.status: \{ SHIPPED: shipped \}$/m);
    expect(text).toMatch(/candidate: \{ url: .*, version: \{ header: x-app-version \} \}/);

    const yaml = text
      .replace(/^proxy:.*$/m, 'proxy: { listen: "{proxy}" }')
      .replace(/^admin:.*$/m, 'admin: { listen: "{admin}" }')
      .replace(/^store:.*$/m, 'store: "{folder}/banyan.db"')
      .replace('freshness: 5s', 'freshness: 0s');
    const running = await ItemsBanyan.start(yaml, folder.path);
    try {
      const { proxy, admin } = running.running;
      for (const id of [1, 2, 3, 4]) await fetch(`${proxy}/api/orders/${id}`);
      const differing = async (): Promise<readonly string[]> => {
        const told = await (await fetch(`${admin}/api/v1/routes/orders/fields`)).json();
        return (told as { fields: FieldRow[] }).fields.map(({ pattern }) => pattern);
      };
      await expect.poll(differing, { timeout: 10_000 }).toEqual(['$.status']);
      const status = async (): Promise<string> =>
        (await banyan(['status', 'orders', '--admin', admin])).stdout;
      await expect.poll(status, { timeout: 20_000 }).toMatch(/ {2}compared {4}4 of 4 requests, 4 entities/);
    } finally {
      await running.end();
    }
  });

  it('reads with a header that the environment holds, and keeps its value out of the file', async () => {
    const token = 'Bearer of-the-environment';
    const { code } = await banyan(
      [
        'init',
        file(),
        ...bothSides(),
        ...route,
        '--examples',
        '1',
        '--header-env',
        'authorization=ORDERS_TOKEN',
      ],
      { ORDERS_TOKEN: token },
    );
    expect(code).toBe(0);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([token]));
    const text = readFileSync(file(), 'utf8');
    expect(text).not.toContain('of-the-environment');
    expect(text).toMatch(/candidate: \{ url: .*, headers: \{ allow: \[authorization\] \}/);
  });

  it('reads no more than a dozen examples, however many are given', async () => {
    const list = join(folder.path, 'orders.txt');
    writeFileSync(list, Array.from({ length: 50 }, (_, id) => `/api/orders/${id}?full=1`).join('\n'));
    const { code } = await banyan(['init', file(), ...bothSides(), ...route, '--examples-file', list]);
    expect([code, asked.length]).toEqual([0, 48]);
    expect(asked).toContainEqual(
      expect.objectContaining({ side: 'candidate', path: '/views/orders/3?full=1' }),
    );
  });

  it('never overwrites but by force, and leaves nothing beside what it writes', async () => {
    writeFileSync(file(), 'mine\n');
    const args = ['init', file(), ...bothSides(), ...route, '--examples', '1'];
    const { code, stderr } = await banyan(args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/is there already\. .* --force/)]);
    expect([readFileSync(file(), 'utf8'), asked.length]).toEqual(['mine\n', 0]);
    expect((await banyan([...args, '--force'])).code).toBe(0);
    expect(readFileSync(file(), 'utf8')).toMatch(/^# Written by `banyan init`/);
    expect(readdirSync(folder.path)).toEqual(['banyan.yaml']);
  });

  it('writes nothing where a side is not there, unless told to; then it says what it did not see', async () => {
    const args = [
      'init',
      file(),
      '--legacy',
      at(legacy),
      '--candidate',
      nobody,
      ...route,
      '--examples',
      '1,2,3,4',
    ];
    const refused = await banyan(args);
    expect([refused.code, existsSync(file())]).toEqual([2, false]);
    expect(refused.stdout).toMatch(/candidate {2}8 of 8 reads failed|candidate {2}3 of 8 reads failed/);
    expect(refused.stderr).toMatch(/Nothing was written: .* --yes/);
    expect((await banyan([...args, '--yes'])).code).toBe(0);
    expect(readFileSync(file(), 'utf8')).toMatch(/could not read an example from both sides/);
    expect((await banyan(['check', file()])).code).toBe(0);
  });

  it.each<[string, readonly string[], RegExp]>([
    [
      'no address of legacy',
      ['--candidate', nobody, ...route],
      /^--legacy is missing, and nobody is at a terminal/,
    ],
    ['no address of the candidate', ['--legacy', nobody, ...route], /^--candidate is missing/],
    ['no path', ['--legacy', nobody, '--candidate', nobody], /^--path is missing/],
    [
      'no examples',
      ['--legacy', nobody, '--candidate', nobody, ...route],
      /^--examples is missing.*A dozen values of :id/,
    ],
    [
      'no address at all',
      ['--legacy', 'localhost', '--candidate', nobody, ...route],
      /^--legacy localhost: write an address like/,
    ],
    ['a password', ['--legacy', 'http://a:b@c', '--candidate', nobody, ...route], /leave credentials.*out/],
    [
      'a path that is none',
      ['--legacy', nobody, '--candidate', nobody, '--path', 'api'],
      /^--path api: write a path like/,
    ],
    [
      'a parameter from nowhere',
      ['--legacy', nobody, '--candidate', nobody, '--path', '/a/:id', '--candidate-path', '/b/:x'],
      /:x is not in the path of the route/,
    ],
    [
      'an example that does not fit',
      ['--legacy', nobody, '--candidate', nobody, ...route, '--examples', '/elsewhere/1'],
      /"\/elsewhere\/1": it does not fit \/api\/orders\/:id/,
    ],
    [
      'a header without its variable',
      ['--legacy', nobody, '--candidate', nobody, ...route, '--header-env', 'authorization'],
      /like authorization=LEGACY_TOKEN/,
    ],
    [
      'a variable without a value',
      ['--legacy', nobody, '--candidate', nobody, ...route, '--header-env', 'a=NOT_SET_HERE'],
      /NOT_SET_HERE has no value/,
    ],
    [
      'a list that is not there',
      ['--legacy', nobody, '--candidate', nobody, ...route, '--examples-file', 'nowhere'],
      /nowhere cannot be read: there is no such file/,
    ],
    [
      'a key that is none',
      ['--legacy', nobody, '--candidate', nobody, ...route, '--examples', '1', '--key', 'id'],
      /From these answers no valid file comes:\n.*path:<name>/,
    ],
  ])('says what to do about %s', async (_, args, why) => {
    const { code, stderr } = await banyan(['init', file(), ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
    expect(existsSync(file())).toBe(false);
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.runIf(hasScript)(
    'asks at a terminal for what is missing, and asks again for what will not do',
    async () => {
      const command = `'${process.execPath}' '${bin}' init '${file()}' --candidate ${at(candidate)}`;
      const child: ChildProcess = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
      let written = '';
      child.stdout?.on('data', (chunk: Buffer) => (written += chunk.toString()));
      const ended = new Promise((resolve) => child.on('exit', resolve));
      const answer = async (question: RegExp, text: string): Promise<void> => {
        await expect.poll(() => written, { timeout: 10_000 }).toMatch(question);
        written = '';
        child.stdin?.write(`${text}\r`);
      };
      await answer(/The address of legacy/, 'nonsense');
      await answer(/write an address like[\s\S]*The address of legacy/, at(legacy));
      await answer(/The path of the endpoint/, '/api/orders/:id');
      await answer(/The path of the same on the candidate \[\/api\/orders\/:id\]/, '');
      await answer(/A dozen values of :id/, '1, 2,3');
      expect(await ended).toBe(0);
      expect(written).toMatch(/is written\. Next:/);
    },
  );
});
