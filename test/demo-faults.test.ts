import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customerId, CUSTOMERS } from '../demo/customers.js';
import { FAULT_NAMES, FAULTS, type FaultName } from '../demo/faults.js';
import { readFields, readScorecard, type Scorecard } from '../demo/scene/scorecard.js';
import { rowsOf } from '../demo/scene/verdict.js';
import { type RunningDemo, startDemo } from './running-demo.cases.js';

/**
 * What stays is named after 12 × freshness, a busy machine takes longer, and where it makes legacy slow Banyan
 * leaves that alone for a minute: nothing has a name meanwhile.
 */
const PATIENCE = { timeout: 100_000, interval: 500 };
/** So many comparisons in a row without a fault's class say that it is over: while it is on it shows more often. */
const QUIET = 60;
/** Longer than an event takes by itself, shorter than `lag` makes it. */
const UNHURRIED_MS = 400;

/** What stays until it is mended: at other places each, so that one demo shows all of them at once. */
const LASTING = ['mapping-bug', 'rounding-bug', 'dropped-events', 'failing-candidate'] as const;
const PASSING = ['volatile-field', 'lag'] as const;
type CountedFault = (typeof LASTING)[number] | (typeof PASSING)[number];
const HARMLESS = ['duplicates', 'out-of-order', 'slow-candidate'] as const;

describe('the demo shows each fault by its class, and that it heals', () => {
  let demo: RunningDemo;
  beforeAll(async () => {
    // Fewer calls than usual: what leaves its share of a busy machine unused is not held up by it.
    demo = await startDemo('--faults', 'none', '--rate', '15');
  });
  afterAll(() => demo.end('SIGKILL'));

  async function turn(faults: readonly FaultName[], on: boolean): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    for (const name of faults) {
      const url = `${demo.control}/faults/${name}`;
      const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ on }) });
      expect(answer.status, name).toBe(200);
    }
  }

  async function ask<T>(path: string): Promise<T> {
    const answer = await fetch(`${demo.admin}/api/v1/routes/customer-overview${path}`);
    return (await answer.json()) as T;
  }
  const card = (): Promise<Scorecard> => readScorecard(demo.admin);
  /** How often these classes were counted where the fault shows. */
  const count = async (name: FaultName, ...classes: readonly string[]): Promise<number> => {
    const rows = rowsOf(name, await readFields(demo.admin));
    const counts = rows.flatMap((row) => classes.map((known) => row.classes[known] ?? 0));
    return counts.reduce((sum, each) => sum + each, 0);
  };

  /** Evidence is of one version of the candidate: until it is taken over, what is counted is of the one before. */
  const isOfVersion = (wanted: string): Promise<void> =>
    expect
      .poll(async () => (await ask<{ versions: { candidate: string } }>('')).versions.candidate, PATIENCE)
      .toBe(wanted);

  const isSeen = (name: CountedFault, before = 0): Promise<void> =>
    expect
      .poll(() => count(name, FAULTS[name].counted.class), { ...PATIENCE, message: `${name}, by its class` })
      .toBeGreaterThan(before);

  /** Waits for many comparisons in a row during which this count stands still. */
  async function isQuiet(what: string, counting: () => Promise<number>): Promise<void> {
    let since = { counted: await counting(), compared: (await card()).compared };
    const quietFor = async (): Promise<number> => {
      const now = { counted: await counting(), compared: (await card()).compared };
      if (now.counted !== since.counted) since = now;
      return now.compared - since.compared;
    };
    await expect.poll(quietFor, { ...PATIENCE, message: what }).toBeGreaterThan(QUIET);
  }
  const isOver = (name: CountedFault, ...others: readonly string[]): Promise<void> =>
    isQuiet(`${name} is over`, () => count(name, FAULTS[name].counted.class, ...others));

  it('this tells of every fault', () => {
    expect([...LASTING, ...PASSING, ...HARMLESS].toSorted()).toEqual(FAULT_NAMES.toSorted());
    expect(HARMLESS.filter((name) => 'counted' in FAULTS[name])).toEqual([]);
  });

  it(`${LASTING.join(', ')} are counted in their classes, until they are switched off`, async () => {
    await turn(LASTING, true);
    await isOfVersion('1.0.0-mapping-bug-rounding-bug');
    await Promise.all(LASTING.map((name) => isSeen(name)));
    await turn(LASTING, false);
    await isOfVersion('1.0.0');
    await Promise.all(LASTING.map((name) => isOver(name)));
  }, 500_000);

  it('volatile-field is counted in its class, until it is switched off', async () => {
    const before = await count('volatile-field', 'volatile');
    await turn(['volatile-field'], true);
    await isSeen('volatile-field', before);
    await turn(['volatile-field'], false);
    // What is more noise than can be read again: that must end as well.
    await isOver('volatile-field', 'unsettled');
  }, 250_000);

  let quietest = CUSTOMERS;
  /** Writes to a few customers whom hardly anybody calls about, and reads each after an unhurried moment. */
  const writeAndRead = async (): Promise<readonly string[]> => {
    const ids = Array.from({ length: 4 }, () => customerId((quietest -= 1)));
    const headers = { 'content-type': 'application/json' };
    const visit = async (id: string): Promise<void> => {
      const url = `${demo.proxy}/api/customers/${id}`;
      await (await fetch(`${url}/loyalty`, { method: 'POST', headers, body: '{"points":1}' })).text();
      await new Promise((resolve) => setTimeout(resolve, UNHURRIED_MS));
      await (await fetch(`${url}/overview`)).text();
    };
    await Promise.all(ids.map(visit));
    return ids;
  };
  /** How many of these customers were ever stale. */
  const stale = async (ids: readonly string[]): Promise<number> => {
    const { entities } = await ask<{ entities: { key: string }[] }>('/entities?class=stale&limit=1000');
    return entities.filter(({ key }) => ids.includes(key)).length;
  };

  it('lag makes stale who was just written to, until it is switched off', async () => {
    await turn(['lag'], true);
    const written: string[] = [];
    const seen = async (): Promise<number> => {
      written.push(...(await writeAndRead()));
      return stale(written);
    };
    await expect.poll(seen, PATIENCE).toBeGreaterThan(0);
    expect(await count('lag', 'stale')).toBeGreaterThan(0);
    await turn(['lag'], false);
    // A busy machine delays an event by itself now and then: then others are asked.
    const stillSeen = async (): Promise<number> => {
      const ids = await writeAndRead();
      const { compared } = await card();
      await expect.poll(async () => (await card()).compared, PATIENCE).toBeGreaterThan(compared + QUIET);
      return stale(ids);
    };
    await expect.poll(stillSeen, PATIENCE).toBe(0);
  }, 300_000);

  it(`${HARMLESS.join(', ')} are in no class`, async () => {
    await turn(HARMLESS, true);
    await isQuiet('nothing bad', async () => {
      const { failed = 0, semantic = 0, missing = 0 } = (await card()).mismatched;
      return failed + semantic + missing;
    });
    await turn(HARMLESS, false);
  }, 150_000);
});
