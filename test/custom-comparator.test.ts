import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ItemsBanyan, useItems } from './items.cases.js';

const using = useItems();

const module = (text: string): void => writeFileSync(join(using.started.folder.path, 'custom.mjs'), text);
const start = (): Promise<ItemsBanyan> =>
  using.started.banyan(`${using.items.yaml()}    compare: { custom: ./custom.mjs }\n`);

it('a custom comparator judges what the rules found; a throw, a hang or nonsense of it loses just that pair', async () => {
  module(`
    const answers = {
      1: () => undefined,
      3: () => { throw new Error('broken'); },
      5: () => { for (;;); },
      7: () => 'nonsense',
      9: () => true,
      11: async () => true,
      13: ({ differences }) => differences.map(({ path }) => ({ path })),
    };
    export function compare(legacy, candidate, context) {
      return answers[legacy.id](context);
    }`);
  const banyan = await start();
  await banyan.visit([3, 5, 7, 11]);
  expect((await banyan.settled(4)).skipped).toEqual({ 'analysis-lost': 4 });
  await banyan.visit([0, 1, 9, 13]);
  // 0 is the same on both sides; of 9 the module said that it is.
  expect(await banyan.settled(8)).toMatchObject({ compared: 4, matched: 2 });
  expect(banyan.running.log()).toMatch(
    /"route":"items".*"error":"the custom comparator threw Error at custom\.mjs:4:24"/,
  );
});

it('one that is always too slow rests, and keeps nobody waiting for long', async () => {
  module('export function compare() { for (;;); }');
  const banyan = await start();
  const odd = Array.from({ length: 100 }, (_, at) => 2 * at + 1);
  await banyan.visit(odd);
  expect((await banyan.settled(100)).skipped).toEqual({ 'analysis-lost': 100 });
  expect(banyan.running.log()).not.toContain('analyst failed');
});

it('one that is not there is told, loses its pairs, and is loaded once it is there', async () => {
  const banyan = await start();
  await banyan.visit([0, 1]);
  expect((await banyan.settled(2)).skipped).toEqual({ 'analysis-lost': 1 });
  expect(banyan.running.log()).toMatch(/custom\.mjs cannot be read: there is no such file/);
  expect(banyan.running.log()).toMatch(/custom\.mjs cannot be loaded: Cannot find module/);
  expect((await banyan.card()).lastSkip?.detail).toMatch(/custom\.mjs cannot be loaded: Cannot find module/);
  module('export const compare = () => true;');
  await expect
    .poll(
      async () => {
        await banyan.visit([1]);
        return (await banyan.card()).matched;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(1);
});

it('one that is written anew judges anew', async () => {
  module('export const compare = () => true;');
  const banyan = await start();
  await banyan.visit([1]);
  expect(await banyan.settled(1)).toMatchObject({ matched: 1 });
  module('export const compare = () => false;');
  await expect
    .poll(
      async () => {
        await banyan.visit([1]);
        const card = await banyan.card();
        return card.compared - card.matched;
      },
      { timeout: 10_000 },
    )
    .toBeGreaterThan(0);
});

it('one that loops ends with Banyan, however Banyan ends', async () => {
  const pidFile = join(using.started.folder.path, 'pid');
  module(`
    import { writeFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
    export function compare() { for (;;); }`);
  const banyan = await start();
  await expect.poll(() => existsSync(pidFile), { timeout: 10_000 }).toBe(true);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(runs(pid)).toBe(true);
  await banyan.visit([1]);
  banyan.running.process.kill('SIGKILL');
  await expect.poll(() => runs(pid), { timeout: 10_000 }).toBe(false);
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
