import { describe, expect, it } from 'vitest';
import { names } from './contenders/all.js';
import { aRound, anEvidence } from './summary.cases.js';
import type { Round } from './trial.js';
import { whatFailed } from './working.js';

const failures = (contender: string, round: Round): readonly string[] =>
  whatFailed([
    {
      name: 'trial',
      body: 1,
      load: { kind: 'closed', connections: 1, seconds: 1 },
      standings: [{ contender, rounds: [round], peak: undefined }],
    },
  ]);

describe('a run worked', () => {
  it('when all was answered and the comparisons found what is there', () => {
    const evidence = anEvidence({ compared: 1_000 });
    expect(failures(names.direct, aRound({}))).toEqual([]);
    expect(failures(names.reordered, aRound({ evidence }))).toEqual([]);
    expect(
      failures(names.differing, aRound({ evidence: { ...evidence, mismatched: { unsettled: 50 } } })),
    ).toEqual([]);
  });

  it('not when requests failed, or none was answered', () => {
    expect(failures(names.nginx, aRound({ errors: 3 }))).toEqual(['trial, nginx: 3 requests failed']);
    expect(failures(names.nginx, aRound({ requests: 0 }))).toEqual(['trial, nginx: no request was answered']);
  });

  it('not when comparing found too little or too much', () => {
    const found = (contender: string, given: Parameters<typeof anEvidence>[0]): string =>
      failures(contender, aRound({ evidence: anEvidence(given) })).join();
    expect(found(names.equal, { skipped: { shed: 9 } })).toMatch(/nothing was compared/);
    expect(found(names.differing, { compared: 9 })).toMatch(/no difference was found/);
    expect(found(names.differing, { compared: 9, settling: 2 })).toBe('');
    expect(found(names.equal, { compared: 9, mismatched: { failed: 1 }, settling: 1 })).toMatch(
      /2 mismatches were told/,
    );
    expect(found(names.dead, { compared: 9, mismatched: { failed: 9 } })).toBe('');
  });
});
