import { fakeParts } from '../../fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import { createDashboard } from '../../app.js';
import { createFakeDesk } from '../../fake-desk.cases.js';
import { entry, fresh, scorecard } from '../../fake-rows.cases.js';
import { frozenEvidence } from './frozen-evidence.js';

const many = Array.from({ length: 120 }, (_, i) => entry({ id: 120 - i, reason: `turn number ${120 - i}` }));

async function pageAt(address: string, entries = many): Promise<{ status: number; text: string }> {
  const desk = createFakeDesk([scorecard(), fresh()]);
  const app = createDashboard(
    fakeParts({
      ...desk,
      audit: async ({ route, before = Infinity, limit }) =>
        entries.filter((one) => one.id < before && (route ?? one.route) === one.route).slice(0, limit),
    }),
  );
  const answer = await app.request(address);
  return { status: answer.status, text: await answer.text() };
}

describe('the page of the audit', () => {
  it('shows the newest entries and leads to those before them, to the last', async () => {
    let address: string | undefined = '/audit';
    const seen: string[] = [];
    while (address !== undefined) {
      const { text } = await pageAt(address);
      seen.push(...[...text.matchAll(/turn number (\d+)/g)].map(([, id]) => id ?? ''));
      address = /<a href="([^"]*)">older/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toEqual(many.map(({ id }) => String(id)));
  });

  it('shows those of one route where it is asked for, and of all where the form names none', async () => {
    expect((await pageAt('/audit?route=order-tracking')).text).toContain(
      'Nothing is in the audit of order-tracking yet',
    );
    expect((await pageAt('/audit?route=')).text).toContain('turn number 120');
  });

  it('says of an entry that there is none', async () => {
    expect((await pageAt('/audit/120')).text).toContain('turn number 120');
    const { status, text } = await pageAt('/audit/121');
    expect(status).toBe(404);
    expect(text).toContain('The audit has no entry 121.');
  });
});

describe('what an entry froze', () => {
  it.each([
    ['nothing', null],
    ['of another shape', { guards: 'three', entities: [] }],
    ['of an earlier version', { compared: 13 }],
  ])('is told as far as it can be read: %s', async (_, evidence) => {
    expect(frozenEvidence.parse(evidence)).not.toHaveProperty('guards');
    expect((await pageAt('/audit/7', [entry({ evidence })])).status).toBe(200);
  });
});
