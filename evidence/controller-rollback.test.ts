import { describe, expect, it } from 'vitest';
import { quick, watched } from './controller.cases.js';

const [a, b] = ['a', 'b'].map((candidate) => ({ legacy: '1', candidate }));
type Watched = Awaited<ReturnType<typeof watched>>;
/** What the guard on rollbacks says. */
const said = (route: Watched) => route.card.guards.find(({ name }) => name === 'rollback')?.verdict;
/** A route of candidate a that was live and came down by itself, with a cool-down of a minute. */
async function cameDown(options: Parameters<typeof watched>[0] = {}) {
  const route = await watched({ versions: a!, dial: { ...quick, coolDown: 60_000 }, ...options });
  await route.until(() => route.share === 1, 3_000);
  await route.until(() => route.share === 0, 10, { clean: 0, bad: 40 });
  expect(route.card.rolledBack).toMatchObject({ automatic: true, candidate: 'a' });
  return route;
}
/** The same, by somebody's hand. */
async function takenDown() {
  const route = await watched({ versions: a!, dial: { ...quick, coolDown: 60_000 } });
  await route.until(() => route.share === 1, 3_000);
  await route.turn({ action: 'rollback', reason: 'the new instances are wrong' });
  return route;
}

describe.each([
  ['came down by itself', cameDown],
  ['was taken down by hand', takenDown],
])('a candidate that took over soon after the dial %s does not answer for it', (_, down) => {
  it.each([10, 240, 890])('%d seconds after, and not later either', async (seconds) => {
    const route = await down();
    await route.seconds(seconds, { clean: 0 });
    await route.deploy(b);
    await route.seconds(1_200);
    expect(route.share).toBe(0);
    await route.turn({ action: 'acknowledge', reason: 'b is the fix' });
    expect(await route.until(() => route.share > 0, 2_000)).toBeLessThan(2_000);
  });

  it('whatever is done to rules, legacy, stage and process meanwhile', async () => {
    const route = await down();
    await route.seconds(10, { clean: 0 });
    await route.deploy(b);
    await route.seconds(1_000, { clean: 0 });
    await route.deploy({ legacy: '2', candidate: 'b' });
    await route.edit({ ignore: ['$.x'] }, b);
    await route.turn({ action: 'turn', stage: 'observe', reason: 'spare it' });
    await route.turn({ action: 'turn', stage: 'shadow', reason: 'again' });
    await route.deploy(a);
    await route.seconds(1_000, { clean: 0 });
    await route.deploy(b);
    await route.keeper.save();
    const next = await watched({ versions: b!, store: route.store, dial: { ...quick, coolDown: 60_000 } });
    await next.seconds(1_200);
    expect(next.share).toBe(0);
    await next.turn({ action: 'acknowledge', reason: 'b is the fix' });
    expect(await next.until(() => next.share > 0, 2_000)).toBeLessThan(2_000);
  });
});

describe('a candidate that took over long after the dial came down answers for it', () => {
  it('though somebody looked away and back meanwhile, and edited a rule', async () => {
    const route = await cameDown({ dial: { ...quick, raise: 'auto', coolDown: 60_000 } });
    await route.turn({ action: 'hold', reason: 'wait' });
    await route.seconds(500);
    await route.turn({ action: 'turn', stage: 'observe', reason: 'spare it' });
    await route.turn({ action: 'turn', stage: 'shadow', reason: 'again' });
    await route.seconds(400);
    await route.edit({ ignore: ['$.x'] }, a);
    await route.deploy(b);
    expect(said(route)).toBe('pass');
  });

  it('but time that nobody watched does not pass, whether the process was killed or stalled', async () => {
    const route = await cameDown();
    await route.seconds(850);
    await route.keeper.save();
    await route.seconds(40);
    const next = await watched({ versions: a!, store: route.store, dial: { ...quick, coolDown: 60_000 } });
    next.skip(3_600);
    await next.seconds(1);
    await next.deploy(b);
    await next.seconds(1_200, { clean: 1 });
    expect(said(next)).toBe('hold');
  });

  it('also where the process that comes after finds it, which it met after all that was watched before', async () => {
    const route = await cameDown();
    await route.seconds(900);
    await route.keeper.save();
    const next = await watched({ versions: b!, store: route.store, dial: { ...quick, coolDown: 60_000 } });
    expect(said(next)).toBe('pass');
  });
});

it('the cool-down goes on, whatever stage the dial is turned to meanwhile', async () => {
  const route = await cameDown();
  await route.seconds(30);
  await route.turn({ action: 'acknowledge', reason: 'seen' });
  await route.turn({ action: 'turn', stage: 'observe', reason: 'spare it' });
  await route.turn({ action: 'turn', stage: 'shadow', reason: 'again' });
  expect(route.card.guards.find(({ name }) => name === 'rollback')?.left?.count).toBe(30);
});
