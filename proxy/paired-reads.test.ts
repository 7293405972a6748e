import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PairedTimes, ReadTimes, Side } from '../evidence/tally.js';
import { answering, type Script } from '../test/raw-upstream.js';
import { Connections } from './connections.js';
import { aborted, invalidAnswer, timedOut } from './failure.js';
import { PairDraw } from './pair-draw.js';
import { PairedReads } from './paired-reads.js';
import type { Exchange, Receiver } from './receiver.js';
import { asking, stageOfWires, type WireSidesOptions } from './wire-sides.cases.js';

const stage = stageOfWires();
const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const saying = (status: string): Script => answering(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
const silent: Script = ({ pause }) => pause(60_000);
const endless: Script = async ({ body, send }) => {
  await body();
  await send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
  while (await send(`10000\r\n${'x'.repeat(0x10000)}\r\n`));
};
const large = answering(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 21}\r\n\r\n`, Buffer.alloc(2 ** 21));
const truncated: Script = async ({ body, send, finish }) => {
  await body();
  await send('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok');
  finish();
};

/** What is told of a side but for how long it took: whether it failed, began, and was given up. */
type Told =
  `${'whole' | 'failed' | ReadTimes['open'] | `failed and ${ReadTimes['open']}`}${'' | ' without a head'}`;
const toldOf = ({ failed, open, head, total }: ReadTimes): Told => {
  expect(total).toBeGreaterThanOrEqual(head ?? 0);
  const how = failed ? (open ? (`failed and ${open}` as const) : 'failed') : (open ?? 'whole');
  return head === undefined ? `${how} without a head` : how;
};

async function askOnce(id = '1'): Promise<void> {
  const client = await stage.sides.client();
  await client.ask(asking(id)).catch(() => undefined);
}

const told = (): object[] =>
  stage.sides.outcomes().paired.map(({ legacy, candidate }) => ({
    legacy: toldOf(legacy),
    candidate: toldOf(candidate),
  }));

describe('of a request whose both sides are read is told', () => {
  const whole: { readonly legacy: Told; readonly candidate: Told } = { legacy: 'whole', candidate: 'whole' };
  it.each<[string, WireSidesOptions & { share?: number }, { legacy: Told; candidate: Told }]>([
    ['that both answered', {}, whole],
    ['the same where the candidate is live', { share: 1 }, whole],
    ['a candidate that says 503', { candidate: saying('503 No') }, { ...whole, candidate: 'failed' }],
    ['not as failed one that says 404', { candidate: saying('404 No') }, whole],
    [
      'a candidate that resets',
      { candidate: ({ reset }) => reset() },
      { ...whole, candidate: 'failed without a head' },
    ],
    ['a candidate that breaks off', { candidate: truncated }, { ...whole, candidate: 'failed' }],
    [
      'a candidate that is silent',
      { candidate: silent, candidateUpstream: { timeout: 200 } },
      { ...whole, candidate: 'failed without a head' },
    ],
    [
      'a live candidate for which legacy answers',
      { share: 1, candidate: saying('500 No') },
      { ...whole, candidate: 'failed' },
    ],
    ['not as failed one that denies it', { share: 1, candidate: saying('403 No') }, whole],
    [
      'a legacy that fails, though nothing is compared',
      { legacy: saying('500 No') },
      { ...whole, legacy: 'failed' },
    ],
    ['a shadow of which enough was read', { candidate: endless }, { ...whole, candidate: 'enough' }],
    ['a live answer that is too large to keep', { legacy: large }, whole],
  ])('%s', async (_, { share = 0, ...options }, expected) => {
    const sides = await stage.start({ legacy: answering(answer), candidate: answering(answer), ...options });
    sides.turn(share);
    await askOnce();
    await sides.settled(1);
    expect(told()).toEqual([expected]);
  });

  it('that a candidate that is left alone has failed', async () => {
    const sides = await stage.start({ candidate: ({ reset }) => reset() });
    for (let i = 1; i <= 6; i += 1) {
      await askOnce(String(i));
      await sides.settled(i);
    }
    expect(sides.candidate.requests).toHaveLength(5);
    expect(told()).toEqual(
      Array.from({ length: 6 }, () => ({ ...whole, candidate: 'failed without a head' })),
    );
  });

  it('how long it took at least where the client went away', async () => {
    const sides = await stage.start({ legacy: silent, timeout: 60_000 });
    const client = await sides.client();
    await client.send(asking('1'));
    await expect
      .poll(() => [sides.legacy, sides.candidate].map(({ requests }) => requests.length))
      .toEqual([1, 1]);
    await expect.poll(() => sides.counter.take()?.durations).toMatchObject([{ side: 'candidate' }]);
    client.reset();
    await sides.settled(1);
    expect(told()).toEqual([{ legacy: 'client-left without a head', candidate: 'whole' }]);
  });

  it('nothing for a second one of its entity in the same minute, nor where one side alone is read', async () => {
    const sides = await stage.start({ draw: new PairDraw(() => 0) });
    await askOnce();
    await askOnce();
    await sides.settled(2);
    expect(told()).toHaveLength(1);
    await sides.close();
    await stage.start({ route: { sample: 0 } });
    await askOnce();
    await stage.sides.settled(1);
    expect(told()).toEqual([]);
  });

  it('nothing where legacy was left alone as the shadow: how it does is not known', async () => {
    const sides = await stage.start({ candidate: answering(answer), legacy: ({ reset }) => reset() });
    sides.turn(1);
    for (let i = 1; i <= 6; i += 1) {
      await askOnce(String(i));
      await sides.settled(i);
    }
    expect(told()).toEqual(Array.from({ length: 5 }, () => ({ ...whole, legacy: 'failed without a head' })));
  });
});

describe('which side is read first', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each([
    [0, true, ['/views/1', '/items/1']],
    [0, false, ['/items/1', '/views/1']],
    [1, true, ['/items/1', '/views/1']],
    [1, false, ['/views/1', '/items/1']],
  ])('at a share of %s is for the coin to say: the shadow if it says %s', async (share, coin, order) => {
    const dispatch = vi.spyOn(Connections.prototype, 'dispatch');
    const sides = await stage.start({
      draw: new PairDraw(
        () => 0,
        () => coin,
      ),
    });
    sides.turn(share);
    await askOnce();
    await sides.settled(1);
    expect(dispatch.mock.calls.map(([{ path }]) => path)).toEqual(order);
  });

  it.each([true, false])(
    'matters nothing to a client whom legacy answers: the shadow if %s',
    async (coin) => {
      const sides = await stage.start({
        legacy: answering(answer),
        candidate: saying('503 No'),
        draw: new PairDraw(
          () => 0,
          () => coin,
        ),
      });
      sides.turn(1);
      for (let i = 1; i <= 7; i += 1) {
        const client = await sides.client();
        expect((await client.ask(asking(String(i)))).body.toString()).toBe('ok');
        await sides.settled(i);
      }
      expect([sides.legacy, sides.candidate].map(({ requests }) => requests.length)).toEqual([7, 5]);
    },
  );
});

describe('how long a read took', () => {
  /** Reads whose clock and engine are the test's. */
  function reading() {
    let now = 0;
    const pairs: PairedTimes[] = [];
    const reads = new PairedReads(
      (pair) => pairs.push(pair),
      () => now,
    );
    let takesMore = true;
    const listener: Receiver = {
      interim: () => undefined,
      head: () => undefined,
      data: () => takesMore,
      end: () => undefined,
      fail: () => undefined,
    };
    const engine: Exchange = { resume: () => undefined, abort: () => undefined, letStream: () => undefined };
    const begin = (side: Side) => {
      let to = listener;
      const exchange = reads.begin(side, listener, (receiver) => {
        to = receiver;
        return engine;
      });
      return { to, exchange };
    };
    return {
      pairs,
      begin,
      reads,
      at: (milliseconds: number) => {
        now = milliseconds;
      },
      takes: (more: boolean) => {
        takesMore = more;
      },
    };
  }
  const piece = Buffer.from('a');

  it('is reckoned from its own beginning, for either side alike', () => {
    const { pairs, begin, at } = reading();
    const legacy = begin('legacy');
    at(10);
    const candidate = begin('candidate');
    at(30);
    candidate.to.head(200, '', []);
    at(50);
    candidate.to.end([]);
    legacy.to.head(200, '', []);
    at(60);
    legacy.to.end([]);
    expect(pairs).toEqual([
      {
        legacy: { failed: false, head: 0.05, total: 0.06 },
        candidate: { failed: false, head: 0.02, total: 0.04 },
      },
    ]);
  });

  it.each<[string, (read: { to: Receiver; exchange: Exchange }) => void, Partial<ReadTimes>]>([
    ['to its end', ({ to }) => to.end([]), { failed: false }],
    ['to its failure', ({ to }) => to.fail(timedOut(1)), { failed: true }],
    ['till its client left', ({ to }) => to.fail(aborted), { failed: false, open: 'client-left' }],
  ])('is without the time for which it was held back, %s', (_, over, expected) => {
    const { pairs, begin, reads, at, takes } = reading();
    const legacy = begin('legacy');
    at(10);
    legacy.to.head(200, '', []);
    takes(false);
    legacy.to.data(piece);
    at(1_010);
    legacy.exchange.resume();
    takes(true);
    at(1_020);
    legacy.to.data(piece);
    takes(false);
    legacy.to.data(piece);
    at(9_020);
    if (expected.open) over(legacy);
    else {
      legacy.exchange.resume();
      at(9_030);
      over(legacy);
    }
    reads.leftAlone('candidate');
    const total = expected.open ? 0.02 : 0.03;
    expect(pairs).toEqual([
      { legacy: { head: 0.01, total, ...expected }, candidate: { failed: true, total: 0 } },
    ]);
  });

  it('is not told of a side that this process had no means to ask', () => {
    const { pairs, begin } = reading();
    begin('candidate').to.fail({ kind: 'failure', reason: 'exhausted', detail: '' });
    begin('legacy').to.fail(invalidAnswer(''));
    expect(pairs).toEqual([]);
  });
});
