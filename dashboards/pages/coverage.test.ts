import { fakeParts } from '../fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../evidence/scorecard.js';
import { createDashboard } from '../app.js';
import { createFakeDesk } from '../fake-desk.cases.js';
import { coverage, uncovered } from '../fake-rows.cases.js';

/** What the page says of it, as one line of text. */
async function said(change: Partial<Coverage>): Promise<string> {
  const desk = { ...createFakeDesk(), coverage: () => ({ ...coverage, ...change }) };
  const app = createDashboard(fakeParts(desk));
  const page = await (await app.request('/routes/customer-overview')).text();
  const section = /<div id="coverage-now".*?<\/section>/s.exec(page)?.[0] ?? '';
  return section
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\u2060]/g, '')
    .replaceAll(/\s+/g, ' ');
}

describe('the page of a route says of its coverage', () => {
  it.each<[string, Partial<Coverage>, string[]]>([
    [
      'how much was compared, and how every field stands',
      {},
      [
        '99.31 % of 13,110 requests that should be compared were; not compared: legacy-failed 60 · shed 30.',
        'Legacy’s answers have 43 fields, as seen in 812 comparisons',
        '✓ 39 compared, and equal at least once',
        '… 2 ignored by rules',
        '✕ 1 there, but never once equal',
        '✕ 1 never there on the candidate',
        '$.account.since never on the candidate 812 0 812',
        'Compared in 14 of the 24 hours of the day (UTC); never at 00:00–07:00, 21:00–24:00.',
      ],
    ],
    ['that nothing was compared', uncovered, ['no field of legacy’s is known, so none is proven']],
    ['that no field is known', { censuses: 0, fields: [] }, ['Which fields legacy has is not known yet']],
    ['that there are none', { fields: [] }, ['no body, so there are no fields to compare']],
    [
      'every hour, when it saw all of them',
      { hours: Array.from({ length: 24 }, () => 1) },
      ['Compared in 24 of the 24 hours of the day (UTC). '],
    ],
  ])('%s', async (_, change, sentences) => {
    const text = await said(change);
    for (const sentence of sentences) expect(text).toContain(sentence);
  });

  it('nothing of what is proven in the table of what is not', async () => {
    expect(await said({})).not.toContain('$.orders[*].line1');
  });

  it('how many more there are than the table has rows', async () => {
    const open = Array.from({ length: 250 }, (_, i) => ({ ...coverage.fields[0]!, pattern: `$.f${i}` }));
    expect(await said({ fields: open })).toContain('50 more are told by the API');
  });
});
