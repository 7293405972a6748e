import { describe, expect, it } from 'vitest';
import { anEvidence } from '../summary.cases.js';
import { comparedShare, evidenceSince, settledEvidence } from './evidence.js';

describe('the share compared', () => {
  it('counts what was shed, and leaves out what the client broke off', () => {
    expect(comparedShare(anEvidence({ compared: 60, skipped: { shed: 40, aborted: 32 } }))).toBe(0.6);
  });

  it('is none when nothing was', () => {
    expect(comparedShare(anEvidence({ skipped: { aborted: 3 } }))).toBe(0);
  });
});

it('a round has what was added since it began', () => {
  const before = anEvidence({ requests: 10, compared: 8, skipped: { shed: 2 }, mismatched: { failed: 1 } });
  const after = anEvidence({
    requests: 30,
    compared: 25,
    skipped: { shed: 2, aborted: 3 },
    mismatched: { failed: 1, unsettled: 2 },
  });
  expect(evidenceSince(before, after)).toEqual(
    anEvidence({ requests: 20, compared: 17, skipped: { aborted: 3 }, mismatched: { unsettled: 2 } }),
  );
});

describe('a round is over', () => {
  it('when every request is compared or skipped, and no more are told', async () => {
    const told = [
      anEvidence({ requests: 5, compared: 3 }),
      // All that is known is compared, but the last counts are still on their way.
      anEvidence({ requests: 5, compared: 5 }),
      anEvidence({ requests: 9, compared: 5 }),
      anEvidence({ requests: 9, compared: 8, skipped: { shed: 1 } }),
    ];
    const last = told[3]!;
    expect(await settledEvidence(() => Promise.resolve(told.shift() ?? last))).toEqual(last);
  });

  it('though some of what differs still settles: that is compared', async () => {
    const told = { ...anEvidence({ requests: 5, compared: 5 }), settling: 3 };
    expect((await settledEvidence(() => Promise.resolve(told), 1_000)).compared).toBe(5);
  });

  it('never, if requests have no outcome: that is an error', async () => {
    const lost = anEvidence({ requests: 5, compared: 3 });
    await expect(settledEvidence(() => Promise.resolve(lost), 100)).rejects.toThrow(
      /^2 requests are neither/,
    );
  });
});
