import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type ItemsBanyan, useItems } from './items.cases.js';
import { freePort, metric } from './running-banyan.cases.js';

const using = useItems();

/** What the image asks to know whether a proxy lives, of an address: its exit code, and what it says. */
async function health(...address: readonly string[]): Promise<readonly [number | null, string]> {
  const program = fileURLToPath(new URL('../dist/cli/health.js', import.meta.url));
  const child = spawn(process.execPath, [program, ...address], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  return new Promise((resolve) => child.once('close', (code) => resolve([code, said])));
}
const healthOf = (banyan: ItemsBanyan): ReturnType<typeof health> =>
  health(new URL(banyan.running.proxy).host);
const requests = async (banyan: ItemsBanyan): Promise<number> =>
  metric(await (await fetch(`${banyan.running.admin}/metrics`)).text(), 'banyan_requests_total');

it('a proxy lives while its upstreams are away, and being asked for that counts as no request', async () => {
  const banyan = await using.started.banyan(
    using.items.yaml().replaceAll(/url: "[^"]+"/g, `url: "http://127.0.0.1:${await freePort()}"`),
  );
  expect((await fetch(`${banyan.running.proxy}/items/1`)).status).toBe(502);
  await expect.poll(() => requests(banyan)).toBe(1);
  expect(await healthOf(banyan)).toEqual([0, '']);
  expect((await fetch(`${banyan.running.proxy}/items/1`)).status).toBe(502);
  await expect.poll(() => requests(banyan)).toBe(2);
});

it('a proxy lives while the thread behind its page hangs: that one is replaced, and clients do not notice', async () => {
  const fault = join(using.started.folder.path, 'break');
  const banyan = await using.started.banyan(using.items.yaml(), {
    NODE_OPTIONS: `--import=${new URL('./break-a-thread.mjs', import.meta.url).href}`,
    BREAK: fault,
  });
  rmSync(`${fault}.begun`, { force: true });
  writeFileSync(fault, 'control loop');
  banyan.running.process.kill('SIGUSR2');
  await expect.poll(() => existsSync(`${fault}.begun`), { timeout: 20_000 }).toBe(true);
  await expect(
    fetch(`${banyan.running.admin}/healthz`, { signal: AbortSignal.timeout(500) }),
  ).rejects.toThrow('timeout');
  expect(await healthOf(banyan)).toEqual([0, '']);
});

it('a proxy that answers nothing does not live, and does again when it answers', async () => {
  const banyan = await using.started.banyan(using.items.yaml());
  banyan.running.process.kill('SIGSTOP');
  try {
    expect(await healthOf(banyan)).toEqual([1, expect.stringContaining('nothing came within 3 s')]);
  } finally {
    banyan.running.process.kill('SIGCONT');
  }
  await expect.poll(() => healthOf(banyan)).toEqual([0, '']);
});

it('where nobody listens, and what is no address, is told as that', async () => {
  expect(await health(`127.0.0.1:${await freePort()}`)).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
  expect(await health()).toEqual([1, expect.stringContaining('Write it like 127.0.0.1:8080')]);
});
