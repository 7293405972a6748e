import { describe, expect, it } from 'vitest';
import type { Observation } from '../../comparators/observation.js';
import { Analyst } from '../analyst.js';
import type { Pair } from '../pair.js';
import { SettableClock, settle, settlingWith } from '../settling/settling.cases.js';
import type { Again } from '../settling/rereader.js';
import type { Side } from '../tally.js';
import { compareSpan } from './compare-span.js';
import type { PairTrace, Span } from './span.js';

const id = 'a'.repeat(32);
const span = 'b'.repeat(16);
const traced: PairTrace = { id, span };

const answer = (body: unknown): Observation => ({
  kind: 'answer',
  status: 200,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(JSON.stringify(body)),
});

/** An analyst whose candidate catches up after a while, in milliseconds. */
function staged(catchesUp: number) {
  const clock = new SettableClock();
  const spans: Span[] = [];
  const asked: { readonly again: Again; readonly side: Side }[] = [];
  const body = (side: Side) => ({ a: side === 'legacy' || clock.now() > catchesUp ? 1 : 0 });
  const rereader = {
    read: (again: Again, side: Side) => {
      asked.push({ again, side });
      return Promise.resolve(answer(body(side)));
    },
  };
  const sink = { tell: (one: Span) => spans.push(one), now: () => clock.now() };
  const analyst = new Analyst([{ name: 'r', compare: {}, redact: [], settle }], () => '000000', {
    ...settlingWith({ clock, rereader }),
    spans: sink,
  });
  const examine = (
    trace: PairTrace | undefined,
    headers = ['Traceparent', `00-${id}-${'c'.repeat(16)}-01`],
  ) => {
    const sent = { upstream: 'u', path: '/1', headers };
    const pair: Pair = {
      route: 'r',
      entity: '1',
      key: '1',
      request: 'GET /1',
      servedBy: 'legacy',
      legacy: { observation: answer(body('legacy')), duration: 0.1 },
      candidate: { observation: answer(body('candidate')), duration: 0.1 },
      again: { method: 'GET', legacy: sent, candidate: sent, body: undefined },
      trace,
    };
    return analyst.examine(pair);
  };
  return { clock, spans, asked, examine };
}

describe('settling a suspect', () => {
  it('is a span below its request, from the suspicion to the class, with every look at it', async () => {
    const { clock, spans, asked, examine } = staged(1_500);
    examine(traced);
    expect(spans).toEqual([]);
    await clock.until(60_000);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ trace: id, parent: span, name: 'settle', start: 0, end: 8_000 });
    expect(spans[0]?.attributes).toEqual({
      'banyan.route': 'r',
      'banyan.class': 'stale',
      'banyan.differences': 1,
    });
    expect(spans[0]?.events?.map(({ at, attributes }) => [at, attributes['banyan.saw']])).toEqual([
      [0, 'mismatch'],
      [1_000, 'mismatch'],
      [2_000, 'match'],
      [4_000, 'match'],
      [8_000, 'match'],
    ]);
    // What is asked again belongs below it.
    for (const { again, side } of asked)
      expect(again[side].headers).toEqual(['Traceparent', `00-${id}-${spans[0]?.id}-01`]);
  });

  it.each([
    ['00', '01'],
    ['01', '01'],
    ['02', '03'],
    ['03', '03'],
  ])('passes on that the client named its trace at random: of flags %s are %s left', async (asked, told) => {
    const { clock, spans, asked: again, examine } = staged(1_500);
    examine(traced, ['traceparent', `00-${id}-${'c'.repeat(16)}-${asked}`]);
    await clock.until(60_000);
    expect(again[0]?.again.legacy.headers[1]).toBe(`00-${id}-${spans[0]?.id}-${told}`);
  });

  it('is told once for each request that waits for the same, each in its own trace', async () => {
    const { clock, spans, examine } = staged(1_500);
    examine(traced);
    examine({ id: 'd'.repeat(32), span: 'e'.repeat(16) });
    examine({ id: 'f'.repeat(32) });
    await clock.until(60_000);
    expect(spans.map(({ trace, events }) => [trace, events?.length])).toEqual([
      [id, 5],
      ['d'.repeat(32), 5],
    ]);
  });

  it('leaves what is asked as it is where no span is told, and says nothing to whom no trace is told', async () => {
    const { clock, spans, asked, examine } = staged(1_500);
    examine({ id });
    await clock.until(60_000);
    expect(spans).toEqual([]);
    expect(asked[0]?.again.legacy.headers[1]).toBe(`00-${id}-${'c'.repeat(16)}-01`);
    const other = staged(1_500);
    other.examine(traced, ['accept', '*/*']);
    await other.clock.until(60_000);
    expect(other.asked[0]?.again.legacy.headers).toEqual(['accept', '*/*']);
  });

  it('a sample remembers the trace of its request, told or not', () => {
    const { examine } = staged(Infinity);
    expect(examine({ id })).toMatchObject({ sample: { trace: id } });
    expect(examine(undefined)).not.toHaveProperty('sample.trace');
  });
});

describe('a comparison', () => {
  const times = { start: 1, end: 2 };
  const of = { route: 'r', entity: '1' };
  it.each([
    ['a match', { ...of, verdict: 'match' }, { 'banyan.verdict': 'match', 'banyan.differences': 0 }, false],
    [
      'a mismatch',
      {
        ...of,
        verdict: 'mismatch',
        key: '1',
        class: 'failed',
        fields: [{ pattern: '$.a', kind: 'value', class: 'failed' }],
        sample: null,
      },
      { 'banyan.verdict': 'mismatch', 'banyan.class': 'failed', 'banyan.differences': 1 },
      false,
    ],
    [
      'what cannot be compared',
      { ...of, verdict: 'skipped', reason: 'legacy-failed' },
      { 'banyan.verdict': 'skipped', 'banyan.skipped': 'legacy-failed' },
      false,
    ],
    [
      'what the analyst failed at',
      { ...of, verdict: 'skipped', reason: 'analysis-lost' },
      { 'banyan.verdict': 'skipped', 'banyan.skipped': 'analysis-lost', 'error.type': 'analysis-lost' },
      true,
    ],
  ] as const)('is a span below its request: %s', (_, finding, attributes, failed) => {
    expect(compareSpan({ trace: traced, route: 'r' }, finding, times)).toMatchObject({
      trace: id,
      parent: span,
      name: 'compare',
      failed,
      ...times,
      attributes: { 'banyan.route': 'r', ...attributes },
    });
    expect(compareSpan({ trace: { id }, route: 'r' }, finding, times)).toBeUndefined();
  });
});
