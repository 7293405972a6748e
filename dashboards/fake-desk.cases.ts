import type { Actor, DialOutcome, DialRequest, EvidenceDesk } from '../evidence/desk.js';
import { noClasses } from '../evidence/mismatch-class.js';
import type { Scorecard } from '../evidence/scorecard.js';
import { fakeHistory } from './fake-history.cases.js';
import { fakeRules } from './fake-rules.cases.js';
import type { Position } from '../routing-rules/dial.js';
import {
  coverage,
  entity,
  entry,
  field,
  fresh,
  hostile,
  hostileSample,
  sample,
  scorecard,
  uncovered,
} from './fake-rows.cases.js';

const pastEntries = [
  entry({
    id: 3,
    time: '2026-11-20T14:12:00.000Z',
    from: { stage: 'shadow', share: 0 },
    to: { stage: 'split', share: 0.01 },
  }),
  entry({
    id: 4,
    time: '2026-11-20T14:33:00.000Z',
    action: 'rollback',
    actor: 'banyan',
    role: 'controller',
    reason: `entities turned bad: ${hostile}`,
    from: { stage: 'split', share: 0.01 },
    to: { stage: 'shadow', share: 0 },
  }),
  entry({
    id: 5,
    time: '2026-11-20T14:34:00.000Z',
    action: 'new-version',
    actor: 'banyan',
    role: 'controller',
    reason: 'candidate 1.4.2 answers, in place of 1.4.1',
    from: { stage: 'shadow', share: 0 },
    to: { stage: 'shadow', share: 0 },
  }),
  entry({
    id: 6,
    time: '2026-11-20T14:42:00.000Z',
    forced: true,
    from: { stage: 'shadow', share: 0 },
    to: { stage: 'split', share: 0.05 },
  }),
];

const evidenceNow = {
  evidenceKey: 'e2',
  versions: { legacy: '81', candidate: '1.4.2' },
  compared: 4_410,
  last: '2026-11-20T15:00:00.000Z',
  counts: true,
};
const evidenceBefore = {
  ...evidenceNow,
  evidenceKey: 'e1',
  versions: { legacy: '81', candidate: hostile },
  compared: 912,
  last: '2026-11-20T14:33:00.000Z',
  counts: false,
};
const fieldBefore = field({ pattern: '$.before', sample: 's3' });

/** A desk in memory that turns dials, refuses by what the request says, and tells listeners. */
export interface FakeDesk extends EvidenceDesk {
  readonly asked: { route: string; request: DialRequest; actor: Actor }[];
  listeners(): number;
  changed(): void;
  /** The next turn is refused like this. */
  refuseWith(outcome: Extract<DialOutcome, { kind: 'refused' }> | undefined): void;
}

export function createFakeDesk(cards: Scorecard[] = [scorecard(), fresh()]): FakeDesk {
  const routes = new Map(cards.map((card) => [card.name, card]));
  const audit = cards.flatMap(({ lastChange }) => (lastChange === null ? [] : [lastChange]));
  const listeners = new Set<() => void>();
  const asked: FakeDesk['asked'] = [];
  let refusal: Extract<DialOutcome, { kind: 'refused' }> | undefined;
  const samples = [
    sample({}),
    hostileSample,
    sample({
      id: 's3',
      candidate: { kind: 'failure', reason: 'timeout', detail: 'no answer within 2 s', duration: 2 },
    }),
  ];
  let differing = [entity({}), entity({ key: hostile, class: 'missing' })];
  const tellAll = (): void => {
    for (const listener of listeners) listener();
  };
  const destination = (request: DialRequest, from: Position): Position => {
    if (request.action === 'rollback') return { stage: 'shadow', share: 0 };
    if (request.action !== 'turn') return from;
    const share = request.share ?? (request.stage === 'live' ? 1 : request.stage === 'split' ? 0.01 : 0);
    return { stage: request.stage ?? (share === 1 ? 'live' : share > 0 ? 'split' : 'shadow'), share };
  };
  return {
    asked,
    listeners: () => listeners.size,
    changed: tellAll,
    refuseWith: (outcome) => {
      refusal = outcome;
    },
    routes: () => [...routes.values()],
    summaries: () =>
      [...routes.values()].map(({ name, stage, share, revision, compared }) => ({
        name,
        stage,
        share,
        revision,
        compared,
      })),
    pace: () => ({ requestsPerSecond: 1_240, compared: 0.992 }),
    route: (name) => routes.get(name),
    fields: (route) =>
      route === 'customer-overview'
        ? [
            field({
              pattern: '$.generatedAt',
              mismatched: 912,
              classes: { ...noClasses(), volatile: 912 },
              state: 'known',
            }),
            field({
              pattern: '$.recentFulfilments[*].status',
              mismatched: 42,
              classes: { ...noClasses(), stale: 41, missing: 1 },
              sample: 's3',
              state: 'known',
            }),
            field({}),
            field({
              pattern: `$['${hostile}']`,
              kind: 'absent',
              sample: 's2',
              mismatched: 1,
              state: 'reopened',
            }),
            field({
              pattern: '$.loyalty.tier',
              mismatched: 310,
              classes: { ...noClasses(), semantic: 310 },
              sample: null,
              state: 'fixed',
            }),
          ]
        : [],
    evidences: async (route) => (routes.has(route) ? [evidenceNow, evidenceBefore] : []),
    earlierFields: async (_, key) => (key === evidenceBefore.evidenceKey ? [fieldBefore] : undefined),
    ignored: (route) =>
      route === 'customer-overview'
        ? [
            { pattern: '$.traceId', kind: 'value', rule: 'ignore › $..traceId', comparisons: 4_410 },
            { pattern: `$['${hostile}']`, kind: 'absent', rule: 'ignore › $', comparisons: 1 },
          ]
        : [],
    coverage: (route) => (route === 'customer-overview' ? coverage : uncovered),
    history: async (route, asked) => {
      const past = fakeHistory(asked, pastEntries);
      return route === 'customer-overview' ? past : { ...past, points: [], changes: [] };
    },
    entities: (route, { classes, limit }) => {
      const all = differing.filter(
        (one) => route === 'customer-overview' && (classes === undefined || classes.includes(one.class)),
      );
      return { entities: all.slice(0, limit), listed: all.length, isFull: false };
    },
    samples: (route, filter) =>
      samples.filter(
        (one) =>
          one.route === route &&
          (filter.class === undefined || one.class === filter.class) &&
          (filter.pattern === undefined || one.differences.some(({ pattern }) => pattern === filter.pattern)),
      ),
    sample: async (id) => samples.find((one) => one.id === id),
    rules: fakeRules,
    audit: async ({ route, limit, before = Infinity, after }) =>
      (after === undefined ? audit : audit.toReversed())
        .filter((one) => route === undefined || one.route === route)
        .filter(({ id }) => id < before && id > (after ?? 0))
        .slice(0, limit),
    wouldTurn(route, request, actor) {
      if (refusal !== undefined) return refusal;
      const card = routes.get(route);
      if (card === undefined) return { kind: 'refused', why: 'unknown-route', detail: 'no such route' };
      const {
        id: _,
        previous: __,
        hash: ___,
        ...written
      } = entry({
        route,
        actor: actor.name,
        role: actor.role,
        reason: request.reason,
        action: request.action,
        from: { stage: card.stage, share: card.share },
        to: destination(request, card),
        forced: request.force === true,
      });
      return { kind: 'would', entry: written };
    },
    async turnDial(route, request, actor) {
      asked.push({ route, request, actor });
      if (refusal !== undefined) return refusal;
      const card = routes.get(route);
      if (card === undefined) return { kind: 'refused', why: 'unknown-route', detail: 'no such route' };
      if (request.revision !== undefined && request.revision !== card.revision) {
        return {
          kind: 'refused',
          why: 'conflict',
          detail: `revision ${request.revision} is not the current one, ${card.revision}`,
        };
      }
      const to = destination(request, card);
      const written = entry({
        id: audit.length + 7,
        route,
        actor: actor.name,
        role: actor.role,
        reason: request.reason,
        action: request.action,
        from: { stage: card.stage, share: card.share },
        to,
        forced: request.force === true,
      });
      audit.unshift(written);
      const held = request.action === 'hold' || (request.action !== 'resume' && card.held);
      const turned = { ...card, ...to, held, revision: card.revision + 1, lastChange: written };
      routes.set(route, turned);
      tellAll();
      return { kind: 'changed', route: turned, entry: written };
    },
    async forgetEntity(route, { key, reason }, actor) {
      const [card, before] = [routes.get(route), differing.length];
      if (refusal !== undefined) return refusal;
      if (card === undefined) return { kind: 'refused', why: 'unknown-route', detail: 'no such route' };
      differing = differing.filter((one) => one.key !== key);
      const listed = before - differing.length;
      const { stage, share } = card;
      const written = entry({
        id: audit.length + 7,
        route,
        actor: actor.name,
        role: actor.role,
        reason,
        action: 'forget',
        from: { stage, share },
        to: { stage, share },
        evidence: { entity: 'redacted:0123456789abcdef', forgotten: { samples: 0, listed } },
      });
      if (listed > 0) audit.unshift(written);
      tellAll();
      return { kind: 'forgotten', samples: 0, listed, entry: listed > 0 ? written : null };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
