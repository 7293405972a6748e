import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type ItemsBanyan, portOf, serving, useItems } from './items.cases.js';
import { banyan as command, metric } from './running-banyan.cases.js';

const using = useItems();

const served = async (banyan: ItemsBanyan, id: number): Promise<string | null> => {
  const response = await fetch(`${banyan.running.proxy}/items/${id}`, { headers: { 'x-user': 'u' } });
  await response.arrayBuffer();
  return response.headers.get('x-banyan-served-by');
};
const live = { stage: 'live', force: true, reason: 'all of it' };

describe('a turned dial', () => {
  it('decides the very next request of whoever turned it, every time', async () => {
    const banyan = await using.started.banyan(using.items.yaml());
    for (let i = 0; i < 25; i += 1) {
      expect((await banyan.turn(live)).status).toBe(200);
      expect(await served(banyan, 2)).toBe('candidate');
      expect((await banyan.rollback()).status).toBe(200);
      expect(await served(banyan, 2)).toBe('legacy');
    }
  });

  it('leaves a running request on the side where it began', async () => {
    let letGo = (): void => undefined;
    const slow = await serving((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":2,');
      letGo = () => response.end('"from":"candidate"}');
    });
    const yaml = using.items
      .yaml()
      .replace(`127.0.0.1:${portOf(using.items.candidate)}`, `127.0.0.1:${portOf(slow)}`);
    const banyan = await using.started.banyan(yaml);
    await banyan.turn(live);
    const running = await fetch(`${banyan.running.proxy}/items/2`);
    await banyan.rollback();
    expect(running.headers.get('x-banyan-served-by')).toBe('candidate');
    letGo();
    expect(await running.json()).toEqual({ id: 2, from: 'candidate' });
    slow.close();
    slow.closeAllConnections();
  });
});

describe('a candidate that goes wrong while clients are sent to it', () => {
  const odd = Array.from({ length: 40 }, (_, i) => 2 * i + 1);

  it('loses them by itself, though the dial is held; says why, and stays down until somebody answers for it', async () => {
    const told: { kind: string; reason?: string }[] = [];
    const receiver = await serving((request, response) => {
      void json(request)
        .then((body) => told.push(body as (typeof told)[number]))
        .then(() => response.end());
    });
    const notify = `    notify: [{ webhook: "http://127.0.0.1:${portOf(receiver)}/hook", on: [rollback] }]\n`;
    const yaml = using.items.yaml() + notify;
    const banyan = await using.started.banyan(yaml);
    await banyan.turn({ share: '50%', force: true, reason: 'trying' });
    const admin = ['--admin', banyan.running.admin];
    await command(['hold', 'items', '--reason', 'for the night', ...admin]);
    await banyan.visit(odd);
    await expect.poll(async () => (await banyan.card()).stage, { timeout: 20_000 }).toBe('shadow');

    expect(await banyan.card()).toMatchObject({
      held: true,
      rolledBack: { automatic: true, why: expect.stringMatching(/entities (are|turned) bad/) },
      lastChange: { action: 'rollback', actor: 'banyan', role: 'controller', from: { share: 0.5 } },
    });
    expect(await served(banyan, 2)).toBe('legacy');
    const metrics = await (await fetch(`${banyan.running.admin}/metrics`)).text();
    expect(metric(metrics, 'banyan_dial_changes_total', { direction: 'lower', by: 'banyan' })).toBe(1);
    expect(metric(metrics, 'banyan_rolled_back', { route: 'items' })).toBe(1);
    await expect.poll(() => told.map(({ kind }) => kind), { timeout: 20_000 }).toEqual(['rollback']);
    expect(told[0]?.reason).toMatch(/entities (are|turned) bad/);

    await command(['resume', 'items', '--reason', 'morning', ...admin]);
    const status = await command(['status', 'items', ...admin]);
    expect(status.stdout).toMatch(/rolled back by itself at .*entities (are|turned) bad/);
    expect(status.stdout).toContain('banyan acknowledge items --reason');
    expect(status.stdout).toMatch(/rollback +hold .*cools down for another/);

    // The process that comes after knows it as well.
    await banyan.end('SIGKILL');
    const after = await using.started.banyan(yaml);
    expect((await after.card()).rolledBack).toMatchObject({ automatic: true, acknowledged: false });
    const here = ['--admin', after.running.admin];
    const seen = await command(['acknowledge', 'items', '--reason', 'an old projection', ...here]);
    expect([seen.code, seen.stdout]).toEqual([0, expect.stringMatching(/^items: rollback acknowledged/)]);
    expect((await after.card()).rolledBack).toMatchObject({ acknowledged: true });
    receiver.close();
    receiver.closeAllConnections();
    await once(receiver, 'close');
  });

  it('begins evidence anew by hand, and keeps what was counted', async () => {
    const banyan = await using.started.banyan(using.items.yaml());
    await banyan.visit(odd);
    // A strained machine sheds some of them.
    const { entities } = await banyan.settled(40);
    expect(entities.bad).toBeGreaterThan(0);
    const admin = ['--admin', banyan.running.admin];
    const anew = await command(['restart-evidence', 'items', '--reason', 'rebuilt', ...admin]);
    expect([anew.code, anew.stdout]).toEqual([0, expect.stringMatching(/evidence begins anew/)]);
    expect(await banyan.card()).toMatchObject({ compared: 0, entities: { compared: 0 }, attempt: 2 });
    await banyan.visit([2, 4]);
    expect((await banyan.settled(2)).entities).toEqual({ compared: 2, bad: 0 });
    const [entry] = await banyan.audit();
    expect(entry).toMatchObject({
      action: 'restart-evidence',
      evidence: { entities },
    });

    await banyan.end('SIGTERM');
    const after = await using.started.banyan(using.items.yaml());
    expect((await after.card()).entities).toEqual({ compared: 2, bad: 0 });
  });
});

describe('what docs/dial.md shows', () => {
  const page = readFileSync(fileURLToPath(new URL('../docs/dial.md', import.meta.url)), 'utf8');

  it('are the guards that a route has, and commands there are', async () => {
    const banyan = await using.started.banyan(using.items.yaml());
    const names = (await banyan.card()).guards.map(({ name }) => name.split(' ')[0]);
    for (const name of names) expect(page).toContain(`| \`${name}`);
    const { stdout } = await command(['--help']);
    for (const [, name = ''] of page.matchAll(/`banyan ([a-z-]+)/g))
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  });
});
