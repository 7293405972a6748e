import { renderToString } from 'hono/jsx/dom/server';
import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../comparators/difference.js';
import type { Sample } from '../../../evidence/scorecard.js';
import { sample } from '../../fake-rows.cases.js';
import { curlLine } from './curl-line.js';
import { SettleTimeline } from './settle-timeline.js';
import { whatIf } from './what-if.js';

describe('a sample as a line for a shell', () => {
  it.each([
    ['GET /api/customers/4711/overview', "curl -i 'http://127.0.0.1:8080/api/customers/4711/overview'"],
    ['POST /search', "curl -i -X POST 'http://127.0.0.1:8080/search'"],
    ["GET /a'; rm -rf ~; '", String.raw`curl -i 'http://127.0.0.1:8080/a'\''; rm -rf ~; '\'''`],
    ['GET /a\r\nid', String.raw`curl -i 'http://127.0.0.1:8080/a\u000d` + "\nid'"],
  ])('%j', (request, line) => expect(curlLine(request, 'http://127.0.0.1:8080')).toBe(line));
});

describe('a rule to try on a difference', () => {
  const difference = (change: Partial<Difference>): Difference => ({
    path: '$.a',
    pattern: '$.a',
    kind: 'value',
    legacy: 'x',
    candidate: 'y',
    ...change,
  });
  it.each<[Partial<Difference>, string | undefined]>([
    [{}, 'ignore:\n  - $.a\n'],
    [{ pattern: "$.orders[*]['a b']" }, `ignore:\n  - $.orders[*]['a b']\n`],
    [{ legacy: 129.99, candidate: 129.9 }, 'numbers:\n  $.a:\n    absolute: 0.09\n'],
    [{ legacy: 0.1234564, candidate: 0 }, 'numbers:\n  $.a:\n    absolute: 0.123457\n'],
    [{ legacy: 1e9, candidate: 1e9 + 0.1234564 }, 'numbers:\n  $.a:\n    absolute: 0.123457\n'],
    [{ kind: 'absent', candidate: undefined }, 'ignore:\n  - $.a\n'],
    [{ kind: 'status', pattern: 'status' }, undefined],
    [{ kind: 'header', pattern: 'header:vary' }, undefined],
  ])('%j', (change, rules) => expect(whatIf(difference(change))).toBe(rules));
});

describe('how a sample was found out', () => {
  const statuses = { legacy: 200, candidate: 200 };
  const field = { pattern: '$.total', kind: 'value' } as const;
  const told = (change: Partial<Sample>): string =>
    renderToString(<SettleTimeline sample={sample(change)} />)
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();

  it('is told reading by reading', () =>
    expect(
      told({
        class: 'stale',
        settled: {
          fields: [{ ...field, class: 'stale' }],
          looks: [
            { after: 0.25, saw: 'differs', statuses, differing: [field] },
            { after: 0.6, saw: 'nothing', why: 'no-answer' },
            { after: 1.25, saw: 'same', statuses },
          ],
        },
      }),
    ).toBe(
      '0 ms differs 250 ms differs (200) at $.total 600 ms nothing seen: a side did not answer when it was read again 1,250 ms same (200) → stale healed within 1,250 ms stale $.total value',
    ));

  it.each<[Partial<Sample>, string]>([
    [{ class: 'settling' }, 'Both sides are read again over time'],
    [{ class: 'failed' }, 'nothing to read again'],
    [
      { class: 'unsettled', settled: { fields: [], looks: [], why: 'over-budget' } },
      'Not read again: the share of re-reads that settle.extraLoad allows was spent on others.',
    ],
    [{ class: 'semantic' }, 'Nothing was read again for this one'],
  ])('says why there is no reading to tell of: %j', (change, text) => expect(told(change)).toContain(text));
});
