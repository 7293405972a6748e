import { describe, expect, it } from 'vitest';
import { quick, watched } from './controller.cases.js';
import { openSqliteStore } from './store/sqlite-store.js';
import type { PairedTimes } from './tally.js';

const isAt = (route: Awaited<ReturnType<typeof watched>>, share: number) => () => route.share === share;
const live = async (options: Parameters<typeof watched>[0] = {}) => {
  const route = await watched(options);
  expect(await route.until(isAt(route, 1), 3_000)).toBeLessThan(3_000);
  return route;
};
const failing: PairedTimes = {
  legacy: { failed: false, total: 0.2 },
  candidate: { failed: true, total: 0.01 },
};
const bothFailing: PairedTimes = { ...failing, legacy: { failed: true, total: 0.2 } };
const actions = async (route: Awaited<ReturnType<typeof watched>>) =>
  (await route.store.audit({ limit: 20 })).map(({ action, actor, role, to }) => [
    action,
    actor,
    role,
    to.share,
  ]);

describe('a route that rises by itself', () => {
  it('climbs step by step to live, never faster than its dwell, and never retires by itself', async () => {
    const route = await watched();
    await route.until(isAt(route, 0.05), 3_000);
    const shares: number[] = [];
    await route.until(() => (shares.push(route.share), route.share === 1), 500);
    expect(new Set(shares)).toEqual(new Set([0.05, 0.5, 1]));
    expect(shares.filter((share) => share === 0.5)).toHaveLength(10);
    await route.seconds(400);
    expect(route.card.stage).toBe('live');
    expect(await actions(route)).toEqual([
      ['promote', 'banyan', 'controller', 1],
      ['promote', 'banyan', 'controller', 0.5],
      ['promote', 'banyan', 'controller', 0.05],
    ]);
  });

  it.each<
    [string, Parameters<typeof watched>[0], Parameters<Awaited<ReturnType<typeof watched>>['second']>[0]]
  >([
    ['nothing is compared', {}, { clean: 0 }],
    ['a candidate is bad for one entity in eight', {}, { clean: 35, bad: 5 }],
    ['its route is raised by hand', { dial: { ...quick, raise: 'manual' } }, {}],
    [
      'it is frozen',
      { dial: { ...quick, freeze: [{ kind: 'daily', from: 0, to: 1_439, zone: 'UTC' }] } },
      {},
    ],
  ])('stays where it is while %s', async (_, options, of) => {
    const route = await watched(options);
    await route.seconds(700, of);
    expect(route.share).toBe(0);
  });

  it('stays while held, and goes on when resumed', async () => {
    const route = await watched();
    await route.turn({ action: 'hold', reason: 'wait for marketing' });
    await route.seconds(700);
    expect(route.share).toBe(0);
    await route.turn({ action: 'resume', reason: 'go' });
    await route.second();
    expect(route.share).toBe(0.05);
  });

  it('stays while the store cannot be written, and where another process holds it', async () => {
    const route = await watched();
    route.is.away = true;
    await route.seconds(700);
    expect(route.share).toBe(0);
    route.is.away = false;
    route.is.standby = true;
    await route.seconds(5);
    expect(route.share).toBe(0);
    route.is.standby = false;
    await route.second();
    expect(route.share).toBe(0.05);
  });

  it('stays while rules hide from it what clients would see, and goes on once they agreed', async () => {
    const contractOf = ({ card }: Awaited<ReturnType<typeof watched>>) =>
      card.guards.find(({ name }) => name === 'contract');
    const hiding = { route: 'r', entity: 'x', edition: 1, verdict: 'match', forgiven: ['renames'] } as const;

    const strict = await watched();
    strict.keeper.finding(hiding);
    await strict.seconds(700);
    expect(strict.share).toBe(0);
    expect(contractOf(strict)).toMatchObject({
      verdict: 'hold',
      detail: expect.stringMatching(/^renames .* consumers: accept-candidate-shape/) as string,
    });

    const agreed = await watched({ more: { consumers: 'accept-candidate-shape' } });
    agreed.keeper.finding(hiding);
    expect(await agreed.until(isAt(agreed, 0.05), 700)).toBeLessThan(700);
    expect(contractOf(agreed)).toMatchObject({ verdict: 'pass' });
  });

  it('does not rise on what was compared long ago', async () => {
    const route = await watched({ dial: { ...quick, dwell: { shadow: 2_000_000 } } });
    await route.seconds(700);
    await route.seconds(1_500, { clean: 0 });
    expect(route.card.guards.find(({ name }) => name === 'recency')).toMatchObject({ verdict: 'hold' });
    expect(route.share).toBe(0);
    await route.second();
    expect(route.share).toBe(0.05);
  });

  it('takes no time for dwelt in which nobody watched', async () => {
    const route = await watched({ dial: { ...quick, dwell: { shadow: 1_000_000 } } });
    await route.seconds(700);
    route.skip(86_400);
    await route.second();
    expect(route.share).toBe(0);
    expect(route.card.dwelt).toBe(705);
  });

  it('goes on with its dwell in the process that comes after', async () => {
    const store = await openSqliteStore(':memory:');
    const first = await watched({ store });
    await first.seconds(25);
    await first.keeper.save();
    const second = await watched({ store });
    expect(second.card.dwelt).toBe(25);
  });
});

describe('a route that comes down by itself', () => {
  it.each<[string, Parameters<Awaited<ReturnType<typeof watched>>['second']>[0], number, RegExp]>([
    [
      'half of all entities are bad',
      { clean: 20, bad: 20 },
      1,
      /of the last 20 entities are bad \(semantic 1\d\)$/,
    ],
    [
      'a third turns bad',
      { clean: 27, bad: 13 },
      30,
      /^mismatch: \d+ of the last \d+ entities turned bad; its detector stands at [\d.,]+( million)?, alarm at [\d.,]+( million)?$/,
    ],
    [
      'the candidate fails',
      { pairs: Array.from({ length: 40 }, () => failing) },
      30,
      /^errors: the candidate failed \d.*% of requests in the last minute, legacy 0 %/,
    ],
  ])('within seconds when %s, in every mode', async (_, of, most, why) => {
    const route = await live({ dial: { ...quick, raise: 'auto', freeze: [] } });
    await route.turn({ action: 'hold', reason: 'stay' });
    expect(await route.until(isAt(route, 0), 120, of)).toBeLessThanOrEqual(most);
    expect(route.card).toMatchObject({ stage: 'shadow', share: 0, held: true });
    expect(route.card.rolledBack?.why).toMatch(why);
    expect(route.card.lastChange).toMatchObject({ action: 'rollback', actor: 'banyan', role: 'controller' });
  });

  it('though nobody wrote raise: auto', async () => {
    const route = await watched({ dial: { ...quick, raise: 'manual' } });
    await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'trying' });
    expect(await route.until(isAt(route, 0), 10, { clean: 0, bad: 40 })).toBe(1);
  });

  it.each<[string, Parameters<Awaited<ReturnType<typeof watched>>['second']>[0]]>([
    ['what differs is volatile', { clean: 20, bad: 20, class: 'volatile' }],
    ['what differs was never settled', { clean: 20, bad: 20, class: 'unsettled' }],
    ['both sides fail', { pairs: Array.from({ length: 40 }, () => bothFailing) }],
  ])('but not when %s', async (_, of) => {
    const route = await live();
    await route.seconds(60, of);
    expect(route.share).toBe(1);
  });

  it('never back to a legacy that fails more often', async () => {
    const route = await live();
    const pairs = Array.from({ length: 40 }, () => ({
      ...failing,
      legacy: failing.candidate,
      candidate: failing.legacy,
    }));
    await route.seconds(60, { clean: 40, pairs });
    await route.seconds(5, { clean: 15, bad: 25, pairs });
    expect(route.share).toBe(1);
    await route.seconds(70, { clean: 15, bad: 25 });
    expect(route.share).toBe(0);
  });

  it('stays down until it has cooled and somebody has seen why, then proves itself anew', async () => {
    const route = await live();
    await route.until(isAt(route, 0), 10, { clean: 0, bad: 40 });
    await route.seconds(1_500);
    const rollback = () => route.card.guards.find(({ name }) => name === 'rollback');
    expect(rollback()).toMatchObject({ verdict: 'hold' });
    expect(rollback()?.detail).toMatch(/acknowledge it/);
    await route.turn({ action: 'acknowledge', reason: 'a bad deploy, taken back' });
    expect(await route.until(isAt(route, 0.05), 2_000)).toBeLessThan(2_000);
    expect(route.card.attempt).toBe(2);
  });

  it.each<[string, number | undefined, readonly number[]]>([
    ['a quarter of an hour, an hour and six', undefined, [900, 3_600, 21_600]],
    ['as long as its route says, then 4 and 24 times that', 10_000, [10, 40, 240]],
  ])('cools down for %s', async (_, coolDown, wanted) => {
    const route = await watched({ dial: { ...quick, raise: 'manual', coolDown } });
    const cooling: unknown[] = [];
    for (let i = 0; i < wanted.length; i += 1) {
      await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'again' });
      await route.until(isAt(route, 0), 10, { clean: 0, bad: 40 });
      await route.turn({ action: 'acknowledge', reason: 'seen' });
      cooling.push(route.card.guards.find(({ name }) => name === 'rollback')?.left?.count);
    }
    expect(cooling).toEqual(wanted);
  });

  it('rises again by itself with another candidate', async () => {
    const route = await live({ versions: { legacy: '1', candidate: 'a' } });
    await route.until(isAt(route, 0), 10, { clean: 0, bad: 40 });
    await route.seconds(900);
    await route.deploy({ legacy: '1', candidate: 'b' });
    expect(await route.until(isAt(route, 0.05), 3_000)).toBeLessThan(3_000);
  });

  it('latches the third time', async () => {
    const route = await watched({ dial: { ...quick, raise: 'manual' } });
    for (let i = 0; i < 3; i += 1) {
      await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'again' });
      await route.until(isAt(route, 0), 10, { clean: 0, bad: 40 });
    }
    expect(await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'again' })).toMatchObject({
      kind: 'refused',
      detail: expect.stringMatching(/latched/),
    });
    await route.turn({ action: 'unlatch', reason: 'the pipeline was mended' });
    expect(await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'once more' })).toMatchObject({
      kind: 'changed',
    });
  });

  it('is left down by the controller where somebody took it down', async () => {
    const route = await live();
    await route.turn({ action: 'rollback', reason: 'I do not like it' });
    await route.seconds(1_500);
    expect(route.card).toMatchObject({ share: 0, next: { allowed: true }, raise: 'after-acknowledge' });
    await route.turn({ action: 'acknowledge', reason: 'it was something else' });
    expect(route.card.raise).toBe('auto');
    await route.second();
    expect(route.share).toBe(0.05);
  });
});

describe('another candidate while clients are sent to it', () => {
  const versions = { legacy: '1', candidate: 'a' };

  it('keeps its share, and rises no further before its own evidence passes', async () => {
    const route = await watched({ versions });
    await route.until(isAt(route, 0.05), 3_000);
    await route.deploy({ legacy: '1', candidate: 'b' });
    expect(route.share).toBe(0.05);
    await route.seconds(3);
    expect(route.share).toBe(0.05);
    expect(route.card.entities.compared).toBe(120);
    expect(await route.until(isAt(route, 0.5), 300)).toBeGreaterThan(5);
  });

  it('begins in shadow where the route says so, as nobody’s fault', async () => {
    const route = await watched({ versions, dial: { ...quick, onNewVersion: 'shadow' } });
    await route.until(isAt(route, 0.05), 3_000);
    await route.deploy({ legacy: '1', candidate: 'b' });
    await route.second();
    expect(route.card).toMatchObject({ stage: 'shadow', rolledBack: null, attempt: 1 });
    expect(await route.until(isAt(route, 0.05), 3_000)).toBeLessThan(3_000);
  });

  it('begins in shadow also where it came with another process, and nobody had turned the dial before', async () => {
    const dial = { ...quick, raise: 'manual', onNewVersion: 'shadow', start: { share: 0.5 } } as const;
    const first = await watched({ versions, dial });
    await first.seconds(5);
    await first.keeper.save();
    const { store } = first;
    const next = await watched({ store, versions: { legacy: '1', candidate: 'b' }, dial });
    expect(next.share).toBe(0.5);
    await next.second();
    expect(next.share).toBe(0);
  });

  it('is not what another legacy is: its dwell goes on', async () => {
    const route = await watched({ versions });
    await route.seconds(20, { clean: 0 });
    await route.deploy({ legacy: '2', candidate: 'a' });
    expect(route.card.dwelt).toBe(20);
    await route.deploy({ legacy: '2', candidate: 'b' });
    expect(route.card.dwelt).toBe(0);
  });
});

describe('evidence that is restarted by hand', () => {
  it('begins anew, at the price of one more attempt, and is kept in the audit', async () => {
    const route = await watched();
    await route.seconds(5, { clean: 30, bad: 1 });
    await route.keeper.save();
    await route.turn({ action: 'restart-evidence', reason: 'the projection was rebuilt' });
    expect(route.card).toMatchObject({ compared: 0, attempt: 2, revision: 0, dwelt: 0 });
    // What began before it is no part of what begins with it.
    await route.second();
    expect(route.card.entities).toEqual({ compared: 0, bad: 0 });
    await route.deploy();
    await route.second();
    expect(route.card.entities).toEqual({ compared: 40, bad: 0 });
    expect((await route.store.audit({ limit: 1 }))[0]).toMatchObject({
      action: 'restart-evidence',
      evidence: { entities: { compared: 155, bad: 5 } },
    });
  });
});
