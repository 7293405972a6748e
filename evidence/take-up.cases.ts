import { type Dial, untouched } from '../routing-rules/dial.js';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { ControlDesk } from './control-desk.js';
import { Keeper } from './keeper.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { SharedStore, type StoreAccess } from './store/shared-store.js';
import { openSqliteStore } from './store/sqlite-store.js';
import { emptyTally } from './tally.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
  dial: { start: { share: 0.01 } },
});
export const now = (): Date => new Date('2026-01-01T00:00:00Z');
export const admin = { name: 'somebody', role: 'admin' } as const;
export const dial = (revision: number, share: number): Dial => ({
  ...untouched({ stage: share > 0 ? 'split' : 'shadow', share }),
  revision,
});
const none = { ...emptyTally, count: 0 };
export const requests = (count: number) =>
  ({ ...none, requests: [{ route: 'r', servedBy: 'legacy', code: '2xx', count }], skipped: [] }) as const;

/** One store that outlives its openings, and can be away, or another process's. */
export async function scene(last: Record<string, Dial> = {}) {
  const kept = await openSqliteStore(':memory:');
  const is = { away: false, held: false, full: false };
  const connection = (): EvidenceStore => ({
    loadDial: (route) => kept.loadDial(route),
    audit: (filter) => kept.audit(filter),
    loadEvidence: (id) => kept.loadEvidence(id),
    loadEarlier: (id) => kept.loadEarlier(id),
    evidences: (...args) => kept.evidences(...args),
    loadDiffered: (id) => kept.loadDiffered(id),
    loadSample: (id) => kept.loadSample(id),
    loadVersions: (route) => kept.loadVersions(route),
    attemptOf: (id) => kept.attemptOf(id),
    loadStanding: (route) => kept.loadStanding(route),
    history: (...args) => kept.history(...args),
    thinHistory: (thinnings) => kept.thinHistory(thinnings),
    async saveHistory(steps) {
      if (is.full) throw new Error('database or disk is full');
      await kept.saveHistory(steps);
    },
    async writeVersions(...args) {
      if (is.full) throw new Error('database or disk is full');
      await kept.writeVersions(...args);
    },
    async writeDial(...args) {
      if (is.full) throw new Error('database or disk is full');
      return kept.writeDial(...args);
    },
    async saveEvidence(changes, standings) {
      if (is.full) throw new Error('database or disk is full');
      await kept.saveEvidence(changes, standings);
    },
    expire: (before) => kept.expire(before),
    forget: (...args) => kept.forget(...args),
    close: async () => undefined,
  });
  const open = async (): Promise<EvidenceStore> => {
    if (is.away) throw new Error('not a database');
    return connection();
  };
  const access: StoreAccess = {
    lock: { take: () => (is.held ? { holder: undefined } : undefined), release: () => undefined },
    open,
    read: open,
  };
  const start = async (from = last) => {
    const store = new SharedStore(access, now);
    const turned: (Dial | undefined)[] = [];
    await store.attend();
    const keeper = await Keeper.open([{ rule, compare: {} }], store, now, { last: from });
    const desk = new ControlDesk(
      keeper,
      store,
      now,
      () => {
        turned.push(keeper.of('r')?.dial);
      },
      () => (store.standing.kind === 'standby' ? 'on standby' : undefined),
      () => '',
    );
    const round = async (): Promise<void> => {
      const news = await store.attend();
      if (news || !keeper.takenUp)
        await (store.writable ? desk.takeUp() : desk.follow()).catch(() => undefined);
      if (store.writable) await keeper.save().catch(() => undefined);
    };
    const turn = (share: number) =>
      desk.turnDial('r', { action: 'turn', share, reason: 'why not', force: true }, admin);
    return { store, keeper, desk, round, turn, turned, books: keeper.of('r')! };
  };
  return { kept, is, start };
}
