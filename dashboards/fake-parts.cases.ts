import type { EvidenceDesk } from '../evidence/desk.js';
import { quietNews } from './fake-rows.cases.js';
import { fakeReadRules } from './fake-rules.cases.js';
import { createMetrics } from './metrics/metrics.js';
import type { DashboardParts } from './parts.js';
import type { UpstreamStanding } from './upstream-standing.js';

/** What a dashboard over this desk is given: all is well, and whoever comes is the admin of this machine. */
export const fakeParts = (desk: EvidenceDesk, change: Partial<DashboardParts> = {}): DashboardParts => ({
  desk,
  metrics: createMetrics(() => desk.routes()),
  access: { tokens: [], listen: '127.0.0.1' },
  ready: () => ({ ready: true }),
  config: () => quietNews,
  upstreams: async () => upstreamRows,
  readRules: fakeReadRules,
  ...change,
});

/** Two upstreams, of which one is not asked. */
export const upstreamRows: readonly UpstreamStanding[] = [
  {
    name: 'legacy',
    origin: 'http://127.0.0.1:3000',
    version: null,
    legacyOf: ['customer-overview', 'order-tracking'],
    candidateOf: [],
    passthrough: true,
    probedEvery: null,
    connections: {
      live: { open: 12, busy: 9, waiting: 0 },
      shadow: { open: 0, busy: 0, waiting: 0 },
    },
    failures: [],
  },
  {
    name: 'projection',
    origin: 'http://127.0.0.1:4000',
    version: '1.4.2',
    legacyOf: [],
    candidateOf: ['customer-overview'],
    passthrough: false,
    probedEvery: 20,
    connections: {
      live: { open: 1, busy: 0, waiting: 0 },
      shadow: { open: 64, busy: 64, waiting: 7 },
    },
    failures: [
      { route: 'customer-overview', side: 'candidate', reason: 'timeout', count: 812 },
      { route: 'customer-overview', side: 'candidate', reason: 'refused', count: 5 },
    ],
  },
];
