import { describe, expect, it } from 'vitest';
import { guardsSchema } from '../routing-rules/guard-rules.js';
import { quick, watched } from './controller.cases.js';
import { emptyTally, type PairedTimes } from './tally.js';

const isAt = (route: Awaited<ReturnType<typeof watched>>, share: number) => () => route.share === share;
const took = (legacy: number, candidate: number): PairedTimes => ({
  legacy: { failed: false, total: legacy },
  candidate: { failed: false, total: candidate },
});
const many = (pair: PairedTimes, count = 40): PairedTimes[] => Array.from({ length: count }, () => pair);
const timed = (latency: object): typeof quick => ({
  ...quick,
  raise: 'manual',
  guards: {
    ...quick.guards,
    latency: guardsSchema.shape.latency.parse({ window: '1m', pairs: 100, ...latency }),
  },
});
/** Half of all keys go to a candidate that is as fast as legacy, whose quantiles are known. */
const half = async (options: Parameters<typeof watched>[0]) => {
  const route = await watched(options);
  await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'trying' });
  await route.seconds(80, { pairs: many(took(0.2, 0.2)) });
  expect(route.share).toBe(0.5);
  return route;
};

describe('a candidate that becomes slow', () => {
  const slow = { pairs: many(took(0.2, 9)) };

  it.each<[string, object]>([
    ['than legacy', { p95: {} }],
    ['than it may be at most, whatever legacy takes', { p95: { max: '500ms' } }],
  ])('er %s, brings the dial down', async (_, latency) => {
    const route = await half({ dial: timed(latency) });
    expect(await route.until(isAt(route, 0), 120, slow)).toBeLessThan(120);
    expect(route.card.rolledBack?.why).toMatch(/^latency p95.*too slow/);
  });

  it('does so though legacy fails now and then, which the candidate does not', async () => {
    const route = await half({ dial: timed({ p95: {} }) });
    const pairs = [...many(took(0.2, 9), 39), { ...took(0, 9), legacy: { failed: true, total: 0 } }];
    expect(await route.until(isAt(route, 0), 120, { pairs })).toBeLessThan(120);
  });

  it('does so right after a deploy, and after an hour in which little was asked', async () => {
    const deployed = await half({ dial: timed({ p95: {} }), versions: { legacy: '1', candidate: 'a' } });
    await deployed.deploy({ legacy: '1', candidate: 'b' });
    expect(await deployed.until(isAt(deployed, 0), 55, slow)).toBeLessThan(55);
    const quiet = await half({ dial: timed({ p95: {} }) });
    await quiet.seconds(120, { pairs: [took(0.2, 0.2)] });
    expect(quiet.card.guards.find(({ name }) => name === 'latency p95')).toMatchObject({ verdict: 'hold' });
    expect(await quiet.until(isAt(quiet, 0), 120, slow)).toBeLessThan(120);
  });
});

describe('another legacy', () => {
  const p95 = (route: Awaited<ReturnType<typeof watched>>) =>
    route.card.guards.find(({ name }) => name === 'latency p95');

  it('is not taken for as slow as the one before: latency holds until its own times are known', async () => {
    const versions = { legacy: '1', candidate: 'a' };
    const route = await watched({ dial: timed({ p95: {} }), versions });
    await route.seconds(80, { pairs: many(took(0.3, 0.3)) });
    await route.deploy({ legacy: '2', candidate: 'a' });
    for (let second = 0; second < 59; second += 1) {
      await route.second({ pairs: many(took(0.1, 0.3)) });
      expect(p95(route)).toMatchObject({
        verdict: 'hold',
        detail: expect.stringMatching(/not known yet/) as string,
      });
    }
    await route.seconds(20, { pairs: many(took(0.1, 0.3)) });
    expect(p95(route)?.verdict).not.toBe('pass');
  });

  it('is another behind the same name as well, and its version may be the same', async () => {
    const versions = { legacy: '1', candidate: 'a' };
    const route = await watched({ dial: timed({ p95: {} }), versions });
    await route.seconds(80, { pairs: many(took(0.3, 0.3)) });
    await route.move('https://another.example');
    await route.seconds(20, { pairs: many(took(0.1, 0.3)) });
    expect(p95(route)?.detail).toMatch(/not known yet/);
  });

  it('leaves a candidate that becomes slower than both no time: its detector goes on', async () => {
    const route = await half({ dial: timed({ p95: {} }), versions: { legacy: '1', candidate: 'a' } });
    await route.deploy({ legacy: '2', candidate: 'a' });
    await route.seconds(20, { pairs: many(took(0.1, 0.1)) });
    await route.until(isAt(route, 0), 30, { pairs: many(took(0.1, 0.9)) });
    expect(route.card.rolledBack?.why).toMatch(/^latency p95/);
  });

  it('is what it was where only rules or the candidate are others: its times stay known', async () => {
    const versions = { legacy: '1', candidate: 'a' };
    const route = await watched({ dial: timed({ p95: {} }), versions });
    await route.seconds(80, { pairs: many(took(0.3, 0.3)) });
    await route.deploy({ legacy: '1', candidate: 'b' });
    await route.edit({ ignore: ['$.x'] }, { legacy: '1', candidate: 'b' });
    await route.second();
    expect(p95(route)?.detail).not.toMatch(/not known yet/);
  });
});

describe('a live candidate that is silent until its clients leave', () => {
  const left = (legacy: number, after: number): PairedTimes => ({
    legacy: { failed: false, total: legacy },
    candidate: { failed: false, total: after, open: 'client-left' },
  });
  const live = async () => {
    const route = await watched({ dial: { ...quick, raise: 'manual' } });
    await route.turn({ action: 'turn', share: 1, force: true, reason: 'trying' });
    return route;
  };

  it('brings the dial down, whatever is known of legacy’s times', async () => {
    const route = await live();
    const silent = { clean: 0, pairs: many(left(0.05, 10), 1) };
    expect(await route.until(isAt(route, 0), 600, silent)).toBeLessThan(600);
    expect(route.card.rolledBack?.why).toMatch(/^errors/);
  });

  it.each([
    ['at once', left(0.05, 1)],
    ['while legacy takes its time as well', left(12, 20)],
  ])('proves nothing where they leave %s', async (_, pair) => {
    const route = await live();
    await route.seconds(300, { clean: 0, pairs: many(pair, 10) });
    expect(route.share).toBe(1);
    expect(route.card.guards.find(({ name }) => name === 'errors')).toMatchObject({ verdict: 'hold' });
  });
});

describe('what was, and what is', () => {
  it('entities that were bad, and have healed, bring the dial down when they turn bad again', async () => {
    const guards = { ...quick.guards, mismatch: { below: 0.02, confidence: 0.95 } };
    const route = await watched({ dial: { ...quick, raise: 'manual', guards } });
    const names = Array.from({ length: 400 }, (_, i) => `customer ${i}`);
    for (let second = 0; second < 20; second += 1)
      await route.again(names.slice(second * 20, second * 20 + 20), () => true);
    await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'mended in place' });
    const all = async (count: number, bad: (i: number) => boolean): Promise<number> => {
      let took = 0;
      for (; took < count && route.share > 0; took += 1)
        await route.again(
          Array.from({ length: 20 }, (_, i) => names[(took * 20 + i) % 400]!),
          bad,
        );
      return took;
    };
    expect(await all(120, () => false)).toBe(120);
    expect(await all(600, (i) => i % 4 === 0)).toBeLessThan(600);
  });

  it('a step between leaves the detectors what they have seen', async () => {
    const route = await watched({ dial: { ...quick, raise: 'manual' } });
    await route.turn({ action: 'turn', share: 0.5, force: true, reason: 'trying' });
    const third = { clean: 27, bad: 13 };
    await route.seconds(3, third);
    await route.turn({ action: 'turn', share: 0.4, reason: 'a little less' });
    const after = await route.until(isAt(route, 0), 60, third);
    const whole = await watched({ dial: { ...quick, raise: 'manual' } });
    await whole.turn({ action: 'turn', share: 0.5, force: true, reason: 'trying' });
    expect(3 + after).toBe(await whole.until(isAt(whole, 0), 60, third));
  });

  it('a route with few entities is asked for all that it had, though a deploy of legacy has met one again', async () => {
    const guards = {
      ...quick.guards,
      mismatch: { below: 0.02, confidence: 0.95 },
      coverage: { keys: 50, dropped: 0.5 },
    };
    const versions = { legacy: '1', candidate: 'a' };
    const route = await watched({ dial: { ...quick, raise: 'manual', guards }, versions });
    const names = Array.from({ length: 30 }, (_, i) => `customer ${i}`);
    const verdicts = () =>
      ['mismatch', 'coverage'].map((of) => route.card.guards.find(({ name }) => name === of)?.verdict);
    for (let second = 0; second < 2_500; second += 1) await route.again(names, () => false);
    const left = await route.turn({ action: 'turn', share: 0.05, reason: 'proven by draws' });
    expect(left.kind).toBe('changed');
    expect(route.keeper.of('r')!.dial.leftShadow).toMatchObject({ asFew: true, entities: 30 });
    await route.deploy({ legacy: '2', candidate: 'a' });
    await route.again(names.slice(0, 29), () => false);
    expect(verdicts()).toEqual(['hold', 'hold']);
    await route.again(names.slice(29), () => false);
    expect(verdicts()).toEqual(['pass', 'pass']);
  });

  it('lowering a little is no free look at the same candidate', async () => {
    const route = await watched({ dial: { ...quick, raise: 'manual' } });
    await route.turn({ action: 'turn', share: 0.05, force: true, reason: 'trying' });
    const was = route.card;
    for (const share of [0.049, 0.048]) await route.turn({ action: 'turn', share, reason: 'look again' });
    expect(route.card.attempt).toBe(was.attempt + 2);
    expect(route.card.rate.confidence).toBeGreaterThan(was.rate.confidence);
  });

  it('another candidate proves what leaving shadow asks for, hot entities included, though its share is kept', async () => {
    const route = await watched({ versions: { legacy: '1', candidate: 'a' } });
    await route.until(isAt(route, 0.05), 3_000);
    await route.deploy({ legacy: '1', candidate: 'b' });
    for (let second = 0; second < 900; second += 1) {
      await route.again(
        Array.from({ length: 20 }, () => 'hot'),
        () => true,
        false,
      );
      await route.second({ clean: 20 });
    }
    expect(route.share).toBe(0.05);
    expect(route.card.guards.find(({ name }) => name === 'traffic')?.verdict).not.toBe('pass');
  });

  it('nobody’s forced share is a proof: the next step asks for what leaving shadow does', async () => {
    const route = await watched();
    await route.turn({ action: 'turn', share: 0.05, force: true, reason: 'trying' });
    await route.seconds(60);
    expect(route.card).toMatchObject({ share: 0.05, forced: true });
    expect(await route.until(isAt(route, 0.5), 2_000)).toBeLessThan(2_000);
    expect(route.card.forced).toBe(false);
  });

  it('a step in which most is left out is no proof, whatever was compared before', async () => {
    const route = await watched();
    await route.until(isAt(route, 0.05), 3_000);
    for (let second = 0; second < 60; second += 1) {
      route.keeper.traffic({ ...emptyTally, skipped: [{ route: 'r', reason: 'shed', count: 100 }] });
      await route.second();
    }
    expect(route.share).toBe(0.05);
  });

  it('who compares no more is not overruled, and is out of nothing by comparing again', async () => {
    const route = await watched();
    await route.until(isAt(route, 1), 3_000);
    await route.until(isAt(route, 0), 10, { clean: 0, bad: 40 });
    await route.turn({ action: 'turn', stage: 'observe', reason: 'spare the candidate' });
    await route.seconds(5);
    expect(route.card.stage).toBe('observe');
    await route.turn({ action: 'turn', stage: 'shadow', reason: 'compare again' });
    await route.seconds(2_000);
    expect(route.card).toMatchObject({ stage: 'shadow', rolledBack: { acknowledged: false } });
  });
});
