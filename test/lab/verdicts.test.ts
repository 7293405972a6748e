import { expect, it } from 'vitest';
import { Confusion, type Counts } from './confusion.js';
import { type Outcome, type Trial, run } from './experiment.js';
import { standardFaults } from './faults/faults.js';
import { type FaultName, faultNames } from './faults/fault-names.js';
import { exponentialLag } from './world/lag.js';

/** A short form of `npm run lab`: everything that differs is read again. */
const trial = (
  faults: readonly FaultName[],
  {
    writesPerMinute = 1,
    minutes = 3,
    extraLoad = 10,
    ...more
  }: Partial<Pick<Trial, 'extraLoad' | 'fields' | 'skew'>> & {
    writesPerMinute?: number;
    minutes?: number;
  } = {},
): Promise<Outcome> =>
  run({
    world: {
      seed: 'short',
      entities: 150,
      duration: minutes * 60_000,
      freshness: 5_000,
      writesPerMinute,
      lag: exponentialLag(800, 15_000),
      faults: Object.fromEntries(faults.map((name) => [name, standardFaults[name]])),
    },
    perSecond: 4,
    extraLoad,
    ...more,
  });

/** What harms: harmless differences told as bad for certain, and bad ones told as harmless. */
const harmful = (counts: Counts): number =>
  ['stale', 'volatile'].reduce(
    (sum, harmless) =>
      ['semantic', 'missing', 'failed'].reduce(
        (all, bad) => all + counts.count(harmless, bad) + counts.count(bad, harmless),
        sum,
      ),
    0,
  );

it('tells lag, events that never came, copies and caches apart', async () => {
  const { settled } = await trial(
    [
      'dropped-customer',
      'dropped-order',
      'dropped-update',
      'dropped-count',
      'dropped-loyalty',
      'flapping-replica',
      'lagging-replica',
      'cached-legacy',
      'hot-field',
      'slow-stream',
    ],
    { minutes: 6 },
  );
  const { clear } = new Confusion(settled);
  expect(clear.total('stale')).toBeGreaterThan(30);
  expect(clear.total('missing')).toBeGreaterThan(30);
  expect(clear.share('stale', 'stale')).toBeGreaterThanOrEqual(0.99);
  expect(clear.share('missing', 'missing')).toBeGreaterThanOrEqual(0.97);
  expect(harmful(clear)).toBe(0);
});

it('tells meaning from noise', async () => {
  const { settled } = await trial([
    'mapping-third',
    'rounding',
    'unit-cents',
    'enum-spelling',
    'shape-text',
    'wrong-default',
    'volatile-fields',
    'shuffled-list',
  ]);
  const { clear } = new Confusion(settled);
  expect(clear.total('semantic')).toBeGreaterThan(1_000);
  expect(clear.share('semantic', 'semantic')).toBeGreaterThanOrEqual(0.97);
  expect(clear.share('volatile', 'volatile')).toBeGreaterThanOrEqual(0.99);
  expect(harmful(clear)).toBe(0);
});

it('tells all apart where everything is wrong at once', async () => {
  const { settled } = await trial(faultNames, { writesPerMinute: 0.5 });
  const { clear } = new Confusion(settled);
  const least = { semantic: 0.97, missing: 0.97, stale: 0.99, volatile: 0.99 };
  for (const [name, share] of Object.entries(least)) {
    expect(clear.total(name)).toBeGreaterThan(5);
    // Where a side fails at the end nobody knows: unsettled is no wrong answer, but it is bounded.
    const answered = clear.total(name) - clear.count(name, 'unsettled');
    expect(clear.count(name, name) / answered).toBeGreaterThanOrEqual(share);
    expect(answered / clear.total(name)).toBeGreaterThanOrEqual(0.95);
  }
  expect(harmful(clear)).toBe(0);
});

it('follows each field as long as it may lag', async () => {
  const { settled } = await trial(['dropped-order-update', 'dropped-loyalty', 'volatile-fields'], {
    minutes: 10,
    fields: [
      ['$.name', 1_000],
      ['$.orders[*].status', 2_500],
    ],
  });
  const { clear } = new Confusion(settled);
  for (const name of ['missing', 'stale', 'volatile']) {
    expect(clear.total(name)).toBeGreaterThan(30);
    expect(clear.share(name, name)).toBeGreaterThanOrEqual(0.97);
  }
  expect(harmful(clear)).toBe(0);
});

it('takes one customer, who has half of the traffic, for one', async () => {
  const { settled, unread } = await trial(
    ['dropped-update', 'unstable-candidate', 'hot-field', 'mapping-few'],
    {
      minutes: 6,
      skew: 2,
      extraLoad: 0.01,
    },
  );
  expect(settled.length).toBeGreaterThan(30);
  for (const books of [settled, unread].map((all) => new Confusion(all).clear))
    expect(harmful(books)).toBe(0);
});

it('keeps to the budget, and takes no lag and no noise for bad beyond it', async () => {
  const { settled, unread, load, pairs } = await trial(['rounding', 'volatile-fields', 'hot-field'], {
    extraLoad: 0.05,
  });
  for (const part of [load.legacy, load.candidate])
    expect(part * pairs).toBeLessThanOrEqual(200 + 0.05 * pairs + 5);
  for (const books of [settled, unread].map((all) => new Confusion(all).clear))
    expect(harmful(books)).toBe(0);
});
