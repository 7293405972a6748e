import { fakeParts } from '../fake-parts.cases.js';
import { describe, expect, it } from 'vitest';
import type { NextStep, Scorecard } from '../../evidence/scorecard.js';
import { createDashboard } from '../app.js';
import { createFakeDesk } from '../fake-desk.cases.js';
import { entry, scorecard } from '../fake-rows.cases.js';

/** The page of a route that stands so. */
async function pageOf(change: Partial<Scorecard>): Promise<string> {
  const desk = createFakeDesk([scorecard(change)]);
  const app = createDashboard(fakeParts(desk));
  return (await app.request('/routes/customer-overview')).text();
}

/** What it says, as one line of text. */
const said = async (change: Partial<Scorecard>): Promise<string> =>
  (await pageOf(change))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[\u2060]/g, '')
    .replaceAll(/\s+/g, ' ');

/** What it offers to ask of the dial. */
const offers = async (change: Partial<Scorecard>, what: string): Promise<boolean> =>
  new RegExp(`<a [^>]*class="button[^>]*>${what}`).test(await pageOf(change));

const step: NextStep = {
  stage: 'shadow',
  share: 0,
  allowed: true,
  missing: [],
  yieldsToForce: false,
  earliest: null,
};
const rolledBack = {
  at: '2026-05-02T16:59:00Z',
  why: 'it broke',
  automatic: true,
  candidate: null,
  acknowledged: false,
  latched: false,
};
const failing = scorecard().guards.map((guard) => ({ ...guard, verdict: 'fail' as const }));

describe('the page of a route in observe', () => {
  it('says how to compare it where it has a candidate', async () => {
    const text = await said({ stage: 'observe', share: 0, next: step });
    expect(text).toContain('Observed only The candidate is not read while the dial stands at observe.');
    expect(text).not.toContain('No candidate yet');
    expect(text).toContain('candidate 1.4.2');
  });

  it('says how to name a candidate where it has none', async () =>
    expect(await said({ stage: 'observe', share: 0, next: null })).toContain('No candidate yet'));
});

it('a route says what could not bring its dial down now, on its own page and among the others', async () => {
  const app = createDashboard(
    fakeParts(createFakeDesk([scorecard({ blindSpots: ['legacy failed <12 %>'] })])),
  );
  for (const page of ['/', '/routes/customer-overview'])
    expect(await (await app.request(page)).text()).toContain(
      '<b>watched less</b>: legacy failed &lt;12 %&gt;.',
    );
});

it('a route says between which rates each side fails', async () =>
  expect(await said({ requests: 1_000, skipped: { 'legacy-failed': 10 } })).toMatch(
    /errors legacy 1\s% \(10 of 1,000, between 0\.24\s…\s2\.6\s%\)/,
  ));

describe('what differed under other versions', () => {
  it('can be chosen, and is told as what counts no more', async () => {
    const app = createDashboard(fakeParts(createFakeDesk([scorecard()])));
    const page = async (query: string) => (await app.request(`/routes/customer-overview${query}`)).text();
    expect(await page('')).toContain(
      '<option value="" selected="">candidate 1.4.2 · legacy 81, now</option>',
    );
    const earlier = await page('?evidence=e1&last=6h');
    expect(earlier).toContain('legacy 81, until 2026-11-20 14:33:00\u00a0UTC</option>');
    expect(earlier).toContain('It counts no more');
    expect(earlier).toContain('$.before');
    expect(earlier).not.toContain('$.generatedAt');
    expect(earlier).toContain('?evidence=e1&amp;last=1d#history');
    expect(earlier).toContain('<input type="hidden" name="last" value="6h"/>');
    expect(await page('?evidence=gone')).toContain('this is what differs now');
  });
});

describe('the page of a route that was rolled back', () => {
  it('asks to acknowledge it and shows how, until it is acknowledged', async () => {
    expect(await said({ rolledBack })).toContain('Acknowledge it once somebody knows why');
    expect(await offers({ rolledBack }, 'Acknowledge')).toBe(true);
    const seen = { rolledBack: { ...rolledBack, acknowledged: true } };
    expect(await said(seen)).toMatch(
      /rolled back by itself 2026-05-02 16:59:00 UTC ?, acknowledged: it broke/,
    );
    expect(await offers(seen, 'Acknowledge')).toBe(false);
  });

  it('says what keeps it from rising by itself where somebody rolled it back', async () => {
    const byHand = { rolledBack: { ...rolledBack, automatic: false } };
    expect(await said({ ...byHand, raise: 'after-acknowledge' })).toContain('does not rise by itself before');
    expect(await offers({ ...byHand, raise: 'after-acknowledge' }, 'Acknowledge')).toBe(true);
    expect(await offers({ ...byHand, raise: 'manual' }, 'Acknowledge')).toBe(false);
  });

  it('shows how to unlatch it while it is latched', async () =>
    expect(await offers({ rolledBack: { ...rolledBack, latched: true } }, 'Unlatch')).toBe(true));
});

describe('the page of a route with what is bad for good', () => {
  it('says what begins anew, and shows how', async () => {
    expect(await said({ guards: failing })).toContain(
      'What is bad stays bad in this evidence. Once it is mended, another version of the candidate begins anew, or restart the evidence.',
    );
    expect(await offers({ guards: failing }, 'Restart the evidence')).toBe(true);
    expect(await offers({}, 'Restart the evidence')).toBe(false);
  });

  it('speaks of no version where a deploy cannot be seen', async () =>
    expect(await said({ guards: failing, versionsFrom: { legacy: null, candidate: null } })).toContain(
      'Once it is mended, restart the evidence.',
    ));
});

describe('the page of a route at its end', () => {
  const live = { stage: 'live', share: 1, next: null } as const;

  it('says how long it is live, in units that people read, and what its soak still misses', async () => {
    const missing = ['soak: 9 s of 1 d', 'mismatch: 3 more'];
    const text = await said({ ...live, dwelt: 9.4, retiring: { ...step, allowed: false, missing } });
    expect(text).toContain('Live for 9 s:');
    expect(text).toContain('may not be retired yet: soak: 9 s of 1 d and 1 more');
  });

  it('says that it may be retired, by somebody', async () =>
    expect(await said({ ...live, retiring: step })).toContain(
      'may be retired : turn the dial to retired. Only somebody does, never Banyan.',
    ));

  it('shows no guards of a retired one, and the way back', async () => {
    const text = await said({ ...live, stage: 'retired', guards: [] });
    expect(text).toContain('Legacy is not read any more. Turn the dial to shadow to take it back.');
    expect(text).toContain('Nothing is compared any more, so nothing is guarded.');
  });
});

it.each([
  ['hold', 'held at split 5 % by release'],
  ['resume', 'resumed at split 5 % by release'],
  ['acknowledge', 'rollback acknowledged at split 5 % by release'],
  ['restart-evidence', 'evidence restarted by hand at split 5 % by release'],
  ['turn', 'split 1 % → split 5 % by release'],
])('the last change of a route names what was done: %s', async (action, told) => {
  const from = action === 'turn' ? { stage: 'split', share: 0.01 } : { stage: 'split', share: 0.05 };
  expect(await said({ lastChange: entry({ action, from: from as Scorecard }) })).toContain(told);
});

it('what keeps a held dial down is said once', async () => {
  const missing = ['The dial is held: only lowering is possible. Resume the route first.'];
  const text = await said({ held: true, next: { ...step, allowed: false, missing } });
  expect(text.match(/esume (it|the route) first/g)).toHaveLength(1);
  // Not the guards keep it down.
  expect(text).not.toContain('must pass first');
});
