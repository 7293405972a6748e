import { describe, expect, it } from 'vitest';
import { isBadForGood } from './bad-for-good.js';
import { quick, watched } from './controller.cases.js';
import { emptyTally } from './tally.js';

const manual = { ...quick, raise: 'manual' } as const;
const guardOf = ({ card }: Awaited<ReturnType<typeof watched>>, name: string) =>
  card.guards.find((guard) => guard.name === name);

describe('where the dial may go next', () => {
  it('tells no earliest time once a guard fails: what is bad stays bad', async () => {
    const route = await watched({ dial: manual });
    await route.until(() => (route.card.next?.earliest ?? null) !== null, 700);
    expect(route.card.next?.earliest).not.toBeNull();
    await route.second({ clean: 200, bad: 200 });
    expect(guardOf(route, 'mismatch')).toMatchObject({ verdict: 'fail', left: { seconds: null } });
    expect(route.card.next).toMatchObject({ allowed: false, yieldsToForce: true, earliest: null });
    expect(isBadForGood(route.card)).toBe(true);
    await route.turn({ action: 'restart-evidence', reason: 'mended' });
    expect(isBadForGood(route.card)).toBe(false);
  });

  it('yields to no force while the dial is held or frozen', async () => {
    const held = await watched({ dial: manual });
    await held.turn({ action: 'hold', reason: 'wait' });
    expect(held.card.next).toMatchObject({ yieldsToForce: false, missing: [expect.stringMatching(/held/)] });
    const frozen = await watched({
      dial: { ...manual, freeze: [{ kind: 'daily', from: 0, to: 1_439, zone: 'UTC' }] },
    });
    expect(frozen.card.next).toMatchObject({
      yieldsToForce: false,
      missing: [expect.stringMatching(/frozen until Fri,? 1 May 2026, 23:59/)],
    });
  });
});

describe('a live route', () => {
  it('may be retired when its soak is over, by nobody but whoever asks for it; then nothing guards it', async () => {
    const route = await watched({ dial: { ...manual, soak: 20_000 } });
    await route.turn({ action: 'turn', share: 1, reason: 'go', force: true });
    await route.seconds(5);
    expect(guardOf(route, 'soak')).toMatchObject({ verdict: 'hold', detail: '5 s of 20 s' });
    expect(guardOf(route, 'dwell')).toBeUndefined();
    expect(route.card).toMatchObject({ next: null, retiring: { stage: 'retired', allowed: false } });
    await route.until(() => route.card.retiring?.allowed === true, 3_000);
    expect(route.card).toMatchObject({ stage: 'live', next: null, retiring: { allowed: true, missing: [] } });
    await route.turn({ action: 'turn', stage: 'retired', reason: 'done' });
    expect(route.card).toMatchObject({ stage: 'retired', next: null, retiring: null, guards: [] });
  });
});

describe('what keeps a dial from coming down by itself', () => {
  it('is told where clients are sent to the candidate, as long as the last minute tells of it', async () => {
    const route = await watched({ dial: manual });
    const shed = (): void =>
      route.keeper.traffic({
        ...emptyTally,
        requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count: 300 }],
        skipped: [{ route: 'r', reason: 'shed', count: 300 }],
      });
    shed();
    await route.second();
    expect(route.card.blindSpots).toEqual([]);
    await route.turn({ action: 'turn', share: 0.5, reason: 'go', force: true });
    shed();
    await route.second();
    expect(route.card.blindSpots).toEqual([expect.stringMatching(/read on one side alone \(shed \d+\)/)]);
    await route.seconds(60);
    expect(route.card.blindSpots).toEqual([]);
  });
});
