import { expect, it } from 'vitest';
import { aRound, anEvidence } from './summary.cases.js';
import { summarise } from './summary.js';

it('tells medians over the rounds, and CPU for one request', () => {
  const rounds = [
    aRound({ requests: 1_000, p99: 5, cpu: 0.1 }),
    aRound({ requests: 3_000, p99: 1, cpu: 0.6 }),
    aRound({ requests: 2_000, p99: 9, cpu: 0.6 }),
  ];
  const { perSecond, p99, cpuPerRequest, requests } = summarise({ contender: 'x', rounds, peak: undefined });
  expect([perSecond, p99, cpuPerRequest, requests]).toEqual([2_000, 5, 200, 6_000]);
});

it('tells how far the rounds lie apart', () => {
  const rounds = [
    aRound({ requests: 900, p99: 4 }),
    aRound({ requests: 1_000, p99: 2 }),
    aRound({ requests: 1_200, p99: 1 }),
  ];
  const { spread } = summarise({ contender: 'x', rounds, peak: undefined });
  expect([spread.perSecond, spread.p99]).toEqual([0.3, 1.5]);
});

it('tells the share compared in the worst round, and every skip', () => {
  const evidence = [
    anEvidence({ compared: 90, skipped: { shed: 10 } }),
    anEvidence({ compared: 50, skipped: { shed: 50 } }),
  ];
  const rounds = evidence.map((of) => aRound({ evidence: of }));
  const { compared, skipped } = summarise({ contender: 'x', rounds, peak: undefined });
  expect([compared, skipped]).toEqual([0.5, { shed: 60 }]);
});
