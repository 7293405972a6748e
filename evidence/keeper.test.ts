import { describe, expect, it } from 'vitest';
import { normaliseRoute } from '../routing-rules/route-rule.js';
import { Keeper } from './keeper.js';
import { seedDial } from './route-books.js';
import type { EvidenceStore } from './store/evidence-store.js';
import { openSqliteStore } from './store/sqlite-store.js';
import type { Finding } from './tally.js';

const rule = normaliseRoute('r', {
  match: { methods: ['GET'], path: '/items/:id' },
  legacy: 'legacy',
  candidate: { upstream: 'candidate' },
});
const now = (): Date => new Date('2026-01-01T00:00:00Z');
const open = (store: EvidenceStore): Promise<Keeper> => Keeper.open([{ rule, compare: {} }], store, now);

/** A store whose disk is full as often as it is told. */
class FullStore implements EvidenceStore {
  full = 0;
  constructor(private readonly store: EvidenceStore) {}
  loadDial: EvidenceStore['loadDial'] = (route) => this.store.loadDial(route);
  writeDial: EvidenceStore['writeDial'] = (...args) => this.store.writeDial(...args);
  audit: EvidenceStore['audit'] = (filter) => this.store.audit(filter);
  loadEvidence: EvidenceStore['loadEvidence'] = (id) => this.store.loadEvidence(id);
  loadEarlier: EvidenceStore['loadEarlier'] = (id) => this.store.loadEarlier(id);
  evidences: EvidenceStore['evidences'] = (...args) => this.store.evidences(...args);
  loadDiffered: EvidenceStore['loadDiffered'] = (id) => this.store.loadDiffered(id);
  loadSample: EvidenceStore['loadSample'] = (id) => this.store.loadSample(id);
  loadVersions: EvidenceStore['loadVersions'] = (route) => this.store.loadVersions(route);
  writeVersions: EvidenceStore['writeVersions'] = (...args) => this.store.writeVersions(...args);
  loadStanding: EvidenceStore['loadStanding'] = (route) => this.store.loadStanding(route);
  attemptOf: EvidenceStore['attemptOf'] = (id) => this.store.attemptOf(id);
  history: EvidenceStore['history'] = (...args) => this.store.history(...args);
  saveHistory: EvidenceStore['saveHistory'] = (steps) => this.store.saveHistory(steps);
  thinHistory: EvidenceStore['thinHistory'] = (thinnings) => this.store.thinHistory(thinnings);
  async saveEvidence(...args: Parameters<EvidenceStore['saveEvidence']>): Promise<void> {
    if (this.full-- > 0) throw new Error('database or disk is full');
    await this.store.saveEvidence(...args);
  }
  expire: EvidenceStore['expire'] = (before) => this.store.expire(before);
  forget: EvidenceStore['forget'] = (...args) => this.store.forget(...args);
  close: EvidenceStore['close'] = () => this.store.close();
}

const bad = (entity: string): Finding => ({
  route: 'r',
  entity,
  verdict: 'mismatch',
  class: 'failed',
  key: entity,
  fields: [{ pattern: 'status', kind: 'status', class: 'failed' }],
  sample: null,
});

describe('the keeper', () => {
  it('forgets nothing that could not be saved: bad entities above all', async () => {
    const store = new FullStore(await openSqliteStore(':memory:'));
    const keeper = await open(store);
    for (const entity of ['1', '2', '3']) keeper.finding(bad(entity));
    store.full = 2;
    await expect(keeper.save()).rejects.toThrow(/full/);
    keeper.finding(bad('4'));
    await expect(keeper.save()).rejects.toThrow(/full/);
    await keeper.save();

    const after = (await open(store)).of('r')!.ledger;
    expect(after.entities.counts).toEqual({ compared: 4, bad: 4 });
    expect(after.entities.listed(['failed'])).toHaveLength(4);
    expect(after.fields.rows(4, new Map())).toMatchObject([{ pattern: 'status', mismatched: 4 }]);
    await store.close();
  });

  it.each([
    [{}, 'shadow', 0],
    [{ share: 0.05 }, 'split', 0.05],
    [{ stage: 'live' as const }, 'live', 1],
    [{ stage: 'observe' as const }, 'observe', 0],
    // Never a candidate for everybody in a stage that says otherwise.
    [{ stage: 'observe' as const, share: 1 }, 'shadow', 0],
  ])('a new route that is to start at %j starts at %s, %s', (start, stage, share) => {
    expect(seedDial({ ...rule, dial: { ...rule.dial, start } })).toMatchObject({ stage, share, revision: 0 });
  });

  it('a route without a candidate is observed, whatever its start says', () => {
    expect(seedDial({ ...rule, candidate: null, dial: { ...rule.dial, start: { share: 1 } } })).toMatchObject(
      {
        stage: 'observe',
        share: 0,
      },
    );
  });
});
