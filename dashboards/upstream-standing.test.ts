import { expect, it } from 'vitest';
import { type KnownOfUpstreams, upstreamStandings } from './upstream-standing.js';

const pool = { open: 3, busy: 2, waiting: 0 };
const known: KnownOfUpstreams = {
  upstreams: [
    { name: 'legacy', origin: 'http://a' },
    { name: 'projection', origin: 'http://b' },
  ],
  passthrough: 'legacy',
  routes: [
    { route: 'orders', legacy: 'legacy', candidate: 'projection' },
    { route: 'old', legacy: 'legacy', candidate: null },
  ],
  versions: { projection: '1.4.2' },
  breakers: [{ upstream: 'projection', probedEvery: 10 }],
  connections: [{ upstream: 'legacy', live: pool, shadow: pool }],
  failures: [
    { route: 'orders', side: 'candidate', reason: 'refused', count: 2 },
    { route: 'orders', side: 'candidate', reason: 'timeout', count: 7 },
    { route: 'orders', side: 'legacy', reason: 'reset', count: 1 },
  ],
};

it('tells of each upstream its roles, breaker, connections, version and the failures that are its own', () => {
  expect(upstreamStandings(known)).toMatchObject([
    {
      name: 'legacy',
      version: null,
      legacyOf: ['orders', 'old'],
      candidateOf: [],
      passthrough: true,
      probedEvery: null,
      connections: { live: pool },
      failures: [{ reason: 'reset' }],
    },
    {
      name: 'projection',
      version: '1.4.2',
      legacyOf: [],
      candidateOf: ['orders'],
      passthrough: false,
      probedEvery: 10,
      connections: null,
      failures: [{ reason: 'timeout' }, { reason: 'refused' }],
    },
  ]);
});
