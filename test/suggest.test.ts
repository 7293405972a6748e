import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { Preview, ToldSuggestions } from '../evidence/inquiry.js';
import { type Customers, startCustomers } from './customers.cases.js';
import { type RunningBanyan, banyan, startBanyan, temporaryFolder } from './running-banyan.cases.js';

const text = readFileSync(fileURLToPath(new URL('../docs/suggestions.md', import.meta.url)), 'utf8');
/** What the document shows after a command. */
const shown = (command: string): string => text.split(`$ ${command}\n`)[1]?.split('```')[0] ?? '';
/** How many settled depends on how busy the machine is. */
const steady = (told: string): string =>
  told.replaceAll(/volatile for .*/g, (line) => line.replaceAll(/\d+/g, 'n'));

const patient = { timeout: 120_000, interval: 500 };
const people = 24;

describe('suggestions of a running Banyan', () => {
  let customers: Customers;
  let folder: ReturnType<typeof temporaryFolder>;
  let running: RunningBanyan;
  beforeAll(async () => {
    customers = await startCustomers();
  });
  afterAll(() => customers.close());
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await running.end('SIGKILL');
    folder.remove();
  });

  const at = (path: string): string => `${running.admin}/api/v1/routes/customers${path}`;
  const suggestions = async (): Promise<ToldSuggestions> =>
    (await fetch(at('/suggestions'))).json() as Promise<ToldSuggestions>;
  const suggest = (...args: readonly string[]) =>
    banyan(['suggest', 'customers', '--admin', running.admin, ...args]);
  const visit = async (id: number): Promise<void> => {
    await (await fetch(`${running.proxy}/customers/${id}`)).arrayBuffer();
  };

  /**
   * A few are visited at a time, never the same together, until a pair of each is kept and enough settled: a busy
   * machine leaves some out, the more the more settle at once.
   */
  async function start(rules?: string): Promise<void> {
    running = await startBanyan(customers.yaml(rules), folder.path);
    let next = 0;
    await vi.waitFor(async () => {
      for (let i = 0; i < 5; i++) await visit(next++ % people);
      const { entities, suggestions: told } = await suggestions();
      expect(entities).toBe(people);
      expect(told.map(({ section }) => section)).toContain('ignore');
      expect(told.filter(({ forgives }) => forgives)).toHaveLength(told.length - 1);
    }, patient);
  }

  it('print as docs/suggestions.md shows; pasted, they leave what they cannot tell', async () => {
    await start();
    const told = await suggest();
    expect([told.code, steady(told.stdout)]).toEqual([0, steady(shown('banyan suggest customers'))]);
    expect(told.stdout).not.toContain('example.org');

    const file = join(folder.path, 'rules.yaml');
    writeFileSync(file, 'numbers: { $.balance: { absolute: 0.005 } }\n');
    const tried = await suggest('--try', file);
    expect([tried.code, tried.stdout]).toEqual([1, shown('banyan suggest customers --try rules.yaml')]);

    writeFileSync(file, told.stdout);
    const all = await suggest('--try', file, '--json');
    const preview = JSON.parse(all.stdout) as Preview;
    expect([all.code, preview.after]).toEqual([1, { match: 0, mismatch: 24 }]);
    const left = preview.fields.filter(({ after }) => after > 0);
    expect(left).toEqual([{ pattern: '$.email', kind: 'value', before: 24, after: 24 }]);
    expect(all.stdout).not.toContain('example.org');

    running.rewrite(
      customers.yaml(
        JSON.stringify({ ...(parse(told.stdout) as object), ignore: ['$.requestId', '$.email'] }),
      ),
    );
    await vi.waitFor(async () => {
      await visit(1);
      const card = (await (await fetch(at(''))).json()) as { matched: number };
      expect(card.matched).toBeGreaterThan(0);
    }, patient);
    // The evidence began anew, and nothing differs: nothing is kept in the clear.
    expect(await suggestions()).toMatchObject({ suggestions: [], pairs: 0 });
    expect((await suggest()).code).toBe(1);
  }, 300_000);

  it('refuse rules that cannot be used, by their place; what cannot be done is exit 2', async () => {
    running = await startBanyan(customers.yaml('{ renames: { $.name: $.fullName } }'), folder.path);
    const preview = (rules: unknown): Promise<Response> =>
      fetch(at('/rules/preview'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rules }),
      });
    const problemsOf = async (rules: unknown): Promise<unknown> => {
      const answer = await preview(rules);
      expect(answer.status).toBe(422);
      return ((await answer.json()) as { problems: unknown }).problems;
    };
    expect(await problemsOf('equate: [null-absent]\nnumber:\n  $.a: { absolute: 1 }\n')).toEqual([
      { line: 2, column: 1, where: 'rules.number', message: expect.stringContaining('numbers') },
    ]);
    expect(await problemsOf({ ignore: ['$.a['] })).toEqual([
      { where: 'rules.ignore.0', message: expect.stringContaining('no selector') },
    ]);
    expect(await problemsOf({ renames: { '$.title': '$.fullName' } })).toEqual([
      { where: 'rules.renames.$.title', message: expect.stringContaining('$.name takes already') },
    ]);

    const file = join(folder.path, 'rules.yaml');
    writeFileSync(file, 'number: {}\n');
    expect(await suggest('--try', file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${file}:1:1`),
    });
    expect((await suggest('--instead')).code).toBe(2);
    expect((await banyan(['suggest', 'nobody', '--admin', running.admin])).code).toBe(2);
  });
});
