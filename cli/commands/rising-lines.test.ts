import { describe as when, expect, it } from 'vitest';
import { fresh, scorecard } from '../../dashboards/fake-rows.cases.js';
import type { NextStep, Scorecard, ToldGuard } from '../../evidence/scorecard.js';
import { risingLines } from './rising-lines.js';
import { routeLines } from './route-lines.js';

const guard = (change: Partial<ToldGuard> = {}): ToldGuard => ({
  name: 'mismatch',
  verdict: 'pass',
  detail: 'fine',
  proofs: [],
  left: null,
  ...change,
});
const barred = (sentence: string): NextStep => ({
  stage: 'split',
  share: 0.25,
  allowed: false,
  missing: [sentence],
  yieldsToForce: false,
  earliest: null,
});
const live = (change: Partial<NextStep>, more: Partial<Scorecard> = {}): Scorecard =>
  scorecard({
    stage: 'live',
    share: 1,
    guards: [guard()],
    next: null,
    retiring: { ...barred(''), stage: 'retired', share: 1, missing: [], ...change },
    ...more,
  });
const last = (card: Scorecard): string | undefined => risingLines(card).at(-1);

when('the last line of a route says what may be done now', () => {
  it('to rise', () =>
    expect(last(scorecard({ next: { ...barred(''), allowed: true, missing: [] } }))).toBe(
      'may rise: banyan promote customer-overview --reason "…"',
    ));

  it('to wait, or to force it where only guards are missing', () =>
    expect(last(scorecard())).toBe(
      'not yet. to raise anyway: banyan dial customer-overview 25% --force --reason "…"',
    ));

  it.each([
    'The dial is frozen until Sun 28 Mar 2027, 00:00 (UTC). Only lowering is possible until then.',
    'The dial is latched: it was 3 times rolled back by itself within 7 days. An admin unlatches it with a reason.',
  ])('and advises no force that would be refused: %s', (sentence) =>
    expect(last(scorecard({ next: barred(sentence) }))).toBe(
      `may not rise, not by force either: ${sentence}`,
    ),
  );

  it('to resume it, said once', () => {
    const lines = risingLines(
      scorecard({ held: true, next: barred('The dial is held: only lowering is possible.') }),
    );
    expect(lines.filter((line) => line.includes('held'))).toEqual([
      'held: banyan resume customer-overview --reason "…"',
    ]);
  });

  it('to retire legacy once the soak is over, which somebody must say', () => {
    const earliest = { at: '2026-05-02T16:59:00Z', because: 'soak' };
    expect(last(live({ missing: ['soak: 3 h of 1 d'], yieldsToForce: true, earliest }))).toMatch(
      /^may not be retired yet, earliest Sat 2 May .*16:59 UTC because of soak$/,
    );
    expect(last(live({ allowed: true }))).toBe(
      'may be retired, which is for somebody to say: banyan dial customer-overview retired --reason "…"',
    );
  });

  it('to take legacy back where it is retired', () =>
    expect(risingLines(scorecard({ stage: 'retired', share: 1, guards: [], next: null }))).toEqual([
      'legacy is not read any more; banyan dial customer-overview shadow --reason "…" takes it back',
    ]));

  it('nothing where the route has no candidate', () =>
    expect(risingLines(fresh({ stage: 'observe', guards: [], next: null }))).toEqual([]));
});

when('what is bad for good', () => {
  const failing = guard({ verdict: 'fail', detail: '183 of 400 entities bad' });

  it('names what begins anew, a deploy only where one can be seen', () => {
    expect(risingLines(scorecard({ guards: [failing] }))[1]).toBe(
      '  what is bad stays bad in this evidence; once it is mended, another version of the candidate, or banyan restart-evidence customer-overview --reason "…" begins anew',
    );
    const unseen = { legacy: null, candidate: null };
    expect(risingLines(scorecard({ guards: [failing], versionsFrom: unseen }))[1]).toBe(
      '  what is bad stays bad in this evidence; once it is mended, banyan restart-evidence customer-overview --reason "…" begins anew',
    );
  });

  it('is not said of a guard that fails for something else', () =>
    expect(
      risingLines(scorecard({ guards: [guard({ name: 'coverage', verdict: 'fail' })] })).join(),
    ).not.toContain('stays bad'));
});

it('a rollback that was acknowledged says so, and asks nobody to do it again', () => {
  const at = '2026-05-02T16:59:00Z';
  const rolledBack = { at, why: 'it broke', automatic: true, candidate: null, latched: false };
  const toldOf = (acknowledged: boolean): string =>
    risingLines(scorecard({ rolledBack: { ...rolledBack, acknowledged } })).join('\n');
  expect(toldOf(false)).toMatch(
    /rolled back by itself at .*16:59 UTC: it broke\n {2}once somebody knows why/,
  );
  expect(toldOf(true)).toMatch(/rolled back by itself at .*16:59 UTC, acknowledged: it broke\n(?! {2}once)/);
});

it('a rollback by hand says what keeps the route from rising by itself', () => {
  const at = '2026-05-02T16:59:00Z';
  const rolledBack = {
    at,
    why: 'no',
    automatic: false,
    candidate: null,
    acknowledged: false,
    latched: false,
  };
  const toldOf = (raise: Scorecard['raise']): string =>
    risingLines(scorecard({ rolledBack, raise })).join('\n');
  expect(toldOf('after-acknowledge')).toMatch(/does not rise by itself before: banyan acknowledge/);
  expect(toldOf('manual')).not.toContain('acknowledge');
  expect(toldOf('auto')).not.toContain('acknowledge');
});

it('a route that is observed tells the version of the candidate that it has', () => {
  const observed = scorecard({
    stage: 'observe',
    share: 0,
    next: { ...barred(''), stage: 'shadow', share: 0 },
  });
  const versionsOf = (card: Scorecard) => routeLines(card)[0];
  expect(versionsOf(observed)).toContain('candidate 1.4.2');
  expect(versionsOf({ ...observed, next: null })).not.toContain('candidate');
});

it('a route says what could not bring it down now', () =>
  expect(
    risingLines(scorecard({ blindSpots: ['legacy failed 12 % of the last minute’s requests'] })),
  ).toContain('  watched less: legacy failed 12 % of the last minute’s requests'));
