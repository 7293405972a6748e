import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useItems } from './items.cases.js';
import { banyan as command, freePort } from './running-banyan.cases.js';

const using = useItems();

it('76 · a reader of its output that goes away takes nobody with it: serves, compares, turns, drains', async () => {
  const banyan = await using.started.banyan(using.items.yaml(), { BANYAN_LOG: 'trace' });
  banyan.running.process.stdout!.destroy();
  banyan.running.process.stderr!.destroy();
  for (let i = 1; i <= 20; i++) {
    await banyan.visit([i]);
    expect((await banyan.turn({ share: `${i}%`, reason: 'a line for the log', force: true })).status).toBe(
      200,
    );
  }
  await banyan.settled(20);
  expect(await banyan.end('SIGTERM')).toBe(0);
});

it.each(['proxy', 'admin'])(
  '77 · a taken %s port ends the start with exit 2 and one clear line',
  async (which) => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const [proxy, admin] = which === 'proxy' ? [port, await freePort()] : [await freePort(), port];
    const file = join(using.started.folder.path, 'taken.yaml');
    writeFileSync(
      file,
      using.items
        .yaml()
        .replace('{proxy}', `127.0.0.1:${proxy}`)
        .replace('{admin}', `127.0.0.1:${admin}`)
        .replaceAll('{folder}', using.started.folder.path),
    );
    const { code, stderr } = await command(['serve', file]);
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(
        new RegExp(`cannot listen on 127\\.0\\.0\\.1:${port}: the port is taken\\. .*${which}\\.listen`),
      ),
    ]);
    taken.close();
  },
);

it('82 · a proxy that is its own legacy answers 508 once, and goes on', async () => {
  const banyan = await using.started.banyan(`
proxy: { listen: "{proxy}" }
admin: { listen: "{admin}" }
store: "{folder}/banyan.db"
upstreams: { itself: { url: "http://{proxy}" } }
routes: { items: { match: { path: "/items/:id" }, legacy: itself } }
`);
  for (const path of ['/items/1', '/elsewhere'])
    expect((await fetch(`${banyan.running.proxy}${path}`)).status).toBe(508);
  expect((await banyan.readiness()).code).toBe(200);
});
