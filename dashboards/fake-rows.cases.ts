import type { ConfigurationNews } from './configuration-news.js';
import type { Difference } from '../comparators/difference.js';
import { noClasses } from '../evidence/mismatch-class.js';
import type {
  AuditEntry,
  Coverage,
  CoverageRow,
  EntityRow,
  FieldRow,
  Sample,
  Scorecard,
} from '../evidence/scorecard.js';

/** A payload of every kind that must stay text. */
export const hostile =
  '<img src=x onerror="document.title=1"></script><script>document.title=1</script>\u001b[31m\u202Ered';

/** A route as it looks in the middle of a migration. */
export function scorecard(change: Partial<Scorecard> = {}): Scorecard {
  return {
    name: 'customer-overview',
    stage: 'split',
    share: 0.05,
    revision: 7,
    held: false,
    forced: false,
    requests: 14_210,
    compared: 13_020,
    matched: 12_064,
    mismatched: { ...noClasses(), volatile: 912, stale: 41, missing: 1, semantic: 2 },
    skipped: { 'not-sampled': 1_100, 'legacy-failed': 60, shed: 30 },
    lastSkip: null,
    late: 0,
    settling: 0,
    unsettled: {},
    unsettledHint: null,
    versions: { legacy: null, candidate: '1.4.2' },
    versionsFrom: { legacy: null, candidate: 'header x-app-version' },
    attempt: 1,
    entities: { compared: 4_410, bad: 3 },
    traffic: { draws: 2_160, bad: 1, estimate: 1 / 2_160, lower: 0.00001, upper: 0.006 },
    step: { entities: { compared: 1_210, bad: 0 }, draws: 640, bad: 0 },
    rate: { estimate: 0.00068, lower: 0.0001, upper: 0.0023, confidence: 0.95 },
    raise: 'manual',
    rolledBack: null,
    dwelt: 840,
    threshold: 0.001,
    cleanPairsLeft: 2_899,
    blindSpots: [],
    guards: [
      {
        name: 'mismatch',
        verdict: 'hold',
        detail: '0.07 % [0.01 … 0.23], below 0.1 % at 95 %: 2,899 more clean entities',
        proofs: [],
        left: { count: 2_899, of: 'entities', seconds: 2_400 },
      },
      { name: 'errors', verdict: 'pass', detail: 'candidate 0.01 %, legacy 0.02 %', proofs: [], left: null },
      { name: 'latency', verdict: 'pass', detail: 'p95 11 ms against 1,120 ms', proofs: [], left: null },
      {
        name: 'coverage',
        verdict: 'fail',
        detail: '91.6 % compared of the 99 % that are asked for',
        proofs: [],
        left: null,
      },
    ],
    lag: { p50: 0.4, p95: 0.8, p99: 1.9 },
    latency: {
      legacy: { p50: 0.54, p95: 1.12, p99: 1.48 },
      candidate: { p50: 0.006, p95: 0.011, p99: 0.019 },
    },
    coverage: { censuses: 812, fields: 43, equal: 39, ignored: 2, neverEqual: 1, neverPresent: 1, hours: 14 },
    plan: [0.01, 0.05, 0.25, 0.5, 1],
    next: {
      stage: 'split',
      share: 0.25,
      allowed: false,
      missing: ['2,899 more clean entities (about 55 min)', 'coverage: 91.6 % compared of 99 %'],
      yieldsToForce: true,
      earliest: null,
    },
    retiring: null,
    lastChange: entry({}),
    ...change,
  };
}

/** A route that was configured a second ago. */
export function fresh(change: Partial<Scorecard> = {}): Scorecard {
  const nothing = { p50: null, p95: null, p99: null };
  return scorecard({
    name: 'order-tracking',
    stage: 'shadow',
    share: 0,
    revision: 0,
    requests: 0,
    compared: 0,
    matched: 0,
    mismatched: noClasses(),
    skipped: {},
    entities: { compared: 0, bad: 0 },
    traffic: { draws: 0, bad: 0, estimate: null, lower: 0, upper: 1 },
    step: { entities: { compared: 0, bad: 0 }, draws: 0, bad: 0 },
    rate: { estimate: null, lower: 0, upper: 1, confidence: 0.99 },
    cleanPairsLeft: 5_229,
    coverage: { censuses: 0, fields: 0, equal: 0, ignored: 0, neverEqual: 0, neverPresent: 0, hours: 0 },
    lag: nothing,
    latency: { legacy: nothing, candidate: nothing },
    next: {
      stage: 'split',
      share: 0.01,
      allowed: false,
      missing: ['5,229 clean entities'],
      yieldsToForce: true,
      earliest: null,
    },
    lastChange: null,
    ...change,
  });
}

const covered = (pattern: string, standing: CoverageRow['standing'], seen: number): CoverageRow => ({
  pattern,
  standing,
  seen,
  compared: standing === 'ignored' ? 0 : seen,
  ignored: standing === 'ignored' ? seen : 0,
  equal: standing === 'equal' ? seen : 0,
  differs: standing === 'never-equal' ? seen : 0,
  absent: standing === 'never-present' ? seen : 0,
});

/** What was compared of {@link scorecard}. */
export const coverage: Coverage = {
  censuses: 812,
  fields: [
    covered('$.account.since', 'never-present', 812),
    covered('$.orders[*].discount', 'never-equal', 640),
    covered('$.traceId', 'ignored', 812),
    covered(`$['${hostile}']`, 'ignored', 3),
    ...Array.from({ length: 39 }, (_, i) => covered(`$.orders[*].line${i + 1}`, 'equal', 700)),
  ],
  entities: 4_410,
  eligible: 13_110,
  compared: 13_020,
  skipped: { 'legacy-failed': 60, shed: 30 },
  harmless: { 'not-sampled': 1_100 },
  hours: [
    0, 0, 0, 0, 0, 0, 0, 40, 900, 1_400, 1_500, 1_450, 1_200, 1_380, 1_420, 1_300, 1_100, 800, 400, 100, 30,
    0, 0, 0,
  ],
};

/** What was compared of {@link fresh}. */
export const uncovered: Coverage = {
  censuses: 0,
  fields: [],
  entities: 0,
  eligible: 0,
  compared: 0,
  skipped: {},
  harmless: {},
  hours: Array.from({ length: 24 }, () => 0),
};

export function entry(change: Partial<AuditEntry>): AuditEntry {
  return {
    id: 7,
    time: '2026-11-20T14:35:00.000Z',
    actor: 'release',
    role: 'operator',
    reason: 'p95 is fine and nothing new differs',
    route: 'customer-overview',
    action: 'turn',
    from: { stage: 'split', share: 0.01 },
    to: { stage: 'split', share: 0.05 },
    forced: false,
    evidence: {
      key: '4f1c',
      versions: { legacy: null, candidate: '1.4.2' },
      attempt: 1,
      entities: { compared: 4_410, bad: 3 },
      guards: [{ name: 'mismatch', verdict: 'pass', detail: `0.07 % ${hostile}` }],
    },
    previous: '0'.repeat(64),
    hash: 'a'.repeat(64),
    ...change,
  };
}

const differences: Difference[] = [
  {
    path: '$.orders[1].total',
    pattern: '$.orders[*].total',
    kind: 'value',
    legacy: 129.99,
    candidate: 129.9,
  },
  { path: '$.loyalty.tier', pattern: '$.loyalty.tier', kind: 'absent', legacy: 'gold' },
];

export const field = (change: Partial<FieldRow>): FieldRow => ({
  pattern: '$.orders[*].total',
  kind: 'value',
  compared: 13_020,
  mismatched: 2,
  classes: { ...noClasses(), semantic: 2 },
  fingerprint: 'f1',
  state: 'new',
  firstSeen: '2026-11-20T10:00:00.000Z',
  lastSeen: '2026-11-20T14:00:00.000Z',
  sample: 's1',
  ...change,
});

export const sample = (change: Partial<Sample>): Sample => ({
  id: 's1',
  route: 'customer-overview',
  time: '2026-11-20T14:00:00.000Z',
  class: 'semantic',
  key: '4711',
  request: 'GET /api/customers/4711/overview',
  servedBy: 'legacy',
  differences,
  notes: [{ path: '$.orders', text: 'several members have the same key' }],
  ignored: [{ path: '$.generatedAt', pattern: '$.generatedAt', kind: 'value', legacy: 'a', candidate: 'b' }],
  legacy: side(
    {
      orders: [
        { orderId: 'A1', total: 10 },
        { orderId: 'A2', total: 129.99 },
      ],
      loyalty: { tier: 'gold' },
      generatedAt: 'a',
    },
    0.61,
  ),
  candidate: side(
    {
      orders: [
        { orderId: 'A1', total: 10 },
        { orderId: 'A2', total: 129.9 },
      ],
      loyalty: {},
      generatedAt: 'b',
    },
    0.007,
  ),
  ...change,
});

const side = (body: unknown, duration: number): Sample['legacy'] => ({
  kind: 'answer',
  status: 200,
  headers: [
    ['Content-Type', 'application/json'],
    ['Vary', 'accept-language'],
  ],
  body,
  duration,
});

export const hostileSample = sample({
  id: 's2',
  key: hostile,
  request: `GET /api/customers/${hostile}`,
  differences: [
    {
      path: `$['${hostile}']`,
      pattern: `$['${hostile}']`,
      kind: 'value',
      legacy: hostile,
      candidate: [hostile],
    },
  ],
  legacy: {
    kind: 'answer',
    status: 200,
    headers: [[hostile, hostile]],
    body: { [hostile]: hostile, list: [hostile] },
    duration: 1,
  },
  candidate: side(`<html>${hostile}\n</html>`, 0.1),
});

export const entity = (change: Partial<EntityRow>): EntityRow => ({
  key: '4711',
  class: 'semantic',
  patterns: ['$.orders[*].total'],
  firstSeen: '2026-11-20T10:00:00.000Z',
  lastSeen: '2026-11-20T14:00:00.000Z',
  ...change,
});

/** A banyan.yaml of which nothing is to be said. */
export const quietNews: ConfigurationNews = {
  file: 'banyan.yaml',
  loadedAt: '2026-07-01T08:00:00.000Z',
  notes: [],
  effective: `proxy:
  listen: 127.0.0.1:8080
  drain: 30s # default
keep: { samples: 7d, entities: 30d } # default
upstreams:
  legacy:
    url: http://127.0.0.1:3000
    headers:
      set: { x-region: "${hostile}" }
routes:
  customer-overview:
    match: { methods: [ GET ], path: "/api/customers/:id/overview" }
    legacy: legacy
    dial:
      raise: manual # default
      guards:
        traffic: { below: 0.1% } # default
  order-tracking:
    match: { methods: [ GET ], path: "/api/orders/:id" }
    legacy: legacy
`,
  refusedAt: null,
  problems: [],
};

/** A banyan.yaml that was changed to what cannot be taken. */
export const refusedNews: ConfigurationNews = {
  ...quietNews,
  refusedAt: '2026-07-01T09:30:00.000Z',
  problems: [{ line: 12, column: 5, where: 'routes.x.legacy', message: `names the upstream ${hostile}` }],
};
