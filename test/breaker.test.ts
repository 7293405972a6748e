import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Items, ItemsBanyan, startItems } from './items.cases.js';
import { banyan as command, metric, temporaryFolder } from './running-banyan.cases.js';

let items: Items;
let banyan: ItemsBanyan;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  items = await startItems();
  folder = temporaryFolder();
  banyan = await ItemsBanyan.start(items.yaml(), folder.path);
});
afterEach(async () => {
  await banyan.end();
  items.close();
  folder.remove();
});

const open = async (upstream: string): Promise<number> =>
  metric(await (await fetch(`${banyan.running.admin}/metrics`)).text(), 'banyan_upstream_breaker_open', {
    upstream,
  });

it('a candidate that is dead is told in log, /readyz, metrics, page and status, and costs no client an answer', async () => {
  await expect.poll(() => open('candidate')).toBe(0);
  items.candidate.close();
  items.candidate.closeAllConnections();
  await banyan.visit([1, 2, 3, 4, 5, 6, 7]);
  await banyan.readinessIs('degraded', /the upstream candidate failed five times in a row/);
  expect(await open('candidate')).toBe(1);
  expect(await open('legacy')).toBe(0);
  expect(banyan.running.log()).toMatch(/upstream failed five times in a row and is tried only now and then/);
  const page = await (await fetch(`${banyan.running.admin}/routes/items`)).text();
  expect(page).toMatch(/Degraded[\s\S]*the upstream candidate failed five times/);
  await banyan.settled(7);
  const status = await command(['status', 'items', '--admin', banyan.running.admin]);
  expect(status.stdout).toMatch(
    /^! the upstream candidate failed five times[\s\S]*compared {4}7 of 7 requests/,
  );
  expect(status.stdout).not.toMatch(/^ {2}skipped/m);
});
