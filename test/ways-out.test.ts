import { writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ItemsBanyan, portOf, serving, startItems, type Items } from './items.cases.js';
import { banyan, temporaryFolder } from './running-banyan.cases.js';

const viewer = 'v'.repeat(40);
const operator = 'o'.repeat(40);
const tokens = `, tokens: [{ name: eve, role: viewer, env: EVE }, { name: olga, role: operator, env: OLGA }]`;

const folder = temporaryFolder();
const others = new Map<string, Server>();
let items: Items;
let open: ItemsBanyan;
let guarded: ItemsBanyan;

/** What else may stand where a page is looked for. */
const strangers: Readonly<Record<string, RequestListener>> = {
  proxy: (_, response) => response.end('hello'),
  older: (_, response) => {
    response.setHeader('x-banyan', 'page');
    response.end(JSON.stringify({ routes: [{ name: 'items', stage: 'shadow' }], problems: [] }));
  },
};

beforeAll(async () => {
  items = await startItems();
  open = await ItemsBanyan.start(items.yaml(), folder.path);
  const yaml = items.yaml('store: "{folder}/guarded.db"').replace('"{admin}" }', `"{admin}"${tokens} }`);
  guarded = await ItemsBanyan.start(yaml, folder.path, { EVE: viewer, OLGA: operator });
  for (const [name, listener] of Object.entries(strangers)) others.set(name, await serving(listener));
}, 30_000);
afterAll(async () => {
  await Promise.all([open.end(), guarded.end()]);
  items.close();
  for (const server of others.values()) server.close();
  folder.remove();
});

/** Addresses by name, as the rows below write them. */
const addresses = (): Readonly<Record<string, string>> => ({
  '{open}': open.running.admin,
  '{guarded}': guarded.running.admin,
  '{proxy}': `http://127.0.0.1:${portOf(others.get('proxy')!)}`,
  '{older}': `http://127.0.0.1:${portOf(others.get('older')!)}`,
  '{https}': open.running.admin.replace('http:', 'https:'),
});

const run = (line: string, environment: Record<string, string> = {}): ReturnType<typeof banyan> =>
  banyan(
    line.split(' ').map((word) => addresses()[word] ?? word),
    environment,
  );

describe('what goes wrong is told with its way out', () => {
  it.each<[what: string, line: string, environment: Record<string, string>, told: RegExp]>([
    [
      'nobody is there',
      'status --admin http://127.0.0.1:9',
      {},
      /^No Banyan answers at http:\/\/127\.0\.0\.1:9, as --admin says \(.*`banyan serve`.*--admin URL or BANYAN_ADMIN\.$/m,
    ],
    [
      'of the variable nobody thought of',
      'status',
      { BANYAN_ADMIN: 'http://127.0.0.1:9' },
      /as BANYAN_ADMIN says/,
    ],
    [
      'another service is there',
      'status --admin {proxy}',
      {},
      /not Banyan's page \(it said 200\)\. Is that the proxy/,
    ],
    [
      'another version is there',
      'status --admin {older}',
      {},
      /of another version than this command, \d.*its answer has no share, guards/,
    ],
    ['it is asked by https', 'status --admin {https}', {}, /does not speak https.*write http:\/\/\./],
    [
      'the address is none',
      'status --admin localhost:8081',
      {},
      /is no address\. Write it like http:\/\/127\.0\.0\.1:8081\.$/m,
    ],
    [
      'the route is misspelt',
      'status itms --admin {open}',
      {},
      /No route is called "itms"\. Did you mean "items"\? There are: items\./,
    ],
    ['the route of an audit is misspelt', 'audit itms --admin {open}', {}, /Did you mean "items"\?/],
    [
      'the stage is misspelt',
      'dial items shadw --reason x --admin {open}',
      {},
      /from 0% to 100% nor a stage .*Did you mean shadow\?/,
    ],
    [
      'the class is none',
      'entities items --class nope --admin {open}',
      {},
      /^--class nope: there is no such class\. Name one of failed/,
    ],
    [
      'the sample is gone',
      'sample 17 --admin {open}',
      {},
      /No sample 17 is kept.*`banyan mismatches <route>` names those/,
    ],
    ['no reason is given', 'rollback items', {}, /--reason <text>[\s\S]*Try `banyan rollback --help`/],
    [
      'no token is given',
      'status --admin {guarded}',
      {},
      /wants a token: set BANYAN_TOKEN to one of those that admin\.tokens/,
    ],
    [
      'the token is another',
      'status --admin {guarded}',
      { BANYAN_TOKEN: 'x' },
      /does not know the token in BANYAN_TOKEN.*is it that one's value\?/,
    ],
    [
      'the token has a line break',
      'status --admin {guarded}',
      { BANYAN_TOKEN: 'sec\nret' },
      /^BANYAN_TOKEN has a blank, a line break(?![\s\S]*sec)/,
    ],
    [
      'the role is too low',
      'rollback items --reason x --admin {guarded}',
      { BANYAN_TOKEN: viewer },
      /eve has the role viewer; this needs the role operator\. Ask/,
    ],
    [
      'to force takes an admin',
      'dial items 5% --reason x --force --admin {guarded}',
      { BANYAN_TOKEN: operator },
      /olga has the role operator; this needs the role admin/,
    ],
    [
      'a file is not there',
      'suggest items --try nowhere.yaml',
      {},
      /^nowhere\.yaml cannot be read: there is no such file\.$/m,
    ],
    ['a file is a folder', 'check .', {}, /^\. cannot be read: it is a folder\.$/m],
    ['no banyan.yaml is there', 'serve nowhere.yaml', {}, /`banyan init` asks for two addresses and a path/],
    [
      'the route of a file is misspelt',
      'check {file} --route itms',
      {},
      /has no route "itms"\. Did you mean "items"\? There are: items\./,
    ],
    ['the command is misspelt', 'statsu', {}, /Did you mean status/],
  ])('%s', async (_, line, environment, told) => {
    const { code, stderr } = await run(line.replace('{file}', open.running.file), environment);
    expect(code).toBe(2);
    expect(stderr).toMatch(told);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('and the page is found by the banyan.yaml of the folder', async () => {
    const { admin } = open.running;
    writeFileSync(join(folder.path, 'banyan.yaml'), `admin: { listen: ${new URL(admin).host} }\n`);
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      const { code, stdout } = await run('status');
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^items/m)]);
    } finally {
      process.chdir(before);
    }
  });
});
