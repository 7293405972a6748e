import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dial } from '../../routing-rules/dial.js';
import { chainStart, firstBroken, type UnsealedEntry } from '../audit-chain.js';
import { noClasses } from '../mismatch-class.js';
import type { Sample } from '../scorecard.js';
import type { EvidenceChange, EvidenceStore } from './evidence-store.js';

const dial = (revision: number, share = 0): Dial => ({
  stage: share > 0 ? 'split' : 'shadow',
  share,
  revision,
  held: false,
  forced: false,
});

const entry = (reason: string, route = 'r'): UnsealedEntry => ({
  time: '2026-01-01T00:00:00.000Z',
  actor: 'somebody',
  role: 'operator',
  reason,
  route,
  action: 'turn',
  from: { stage: 'shadow', share: 0 },
  to: { stage: 'split', share: 0.05 },
  forced: false,
  evidence: { entities: 3 },
});

const sample = (id: string, time: string): Sample => ({
  id,
  route: 'r',
  time,
  class: 'unsettled',
  key: '7',
  request: 'GET /x',
  servedBy: 'legacy',
  differences: [{ path: '$.a', pattern: '$.a', kind: 'value', legacy: 1, candidate: 2 }],
  ignored: [],
  notes: [],
  legacy: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
  candidate: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
});

const change = (more: Partial<EvidenceChange> = {}): EvidenceChange => ({
  route: 'r',
  evidenceKey: 'k',
  counts: { requests: 5, matched: 3, mismatched: { ...noClasses(), unsettled: 1 }, skipped: { aborted: 1 } },
  entities: [
    { hash: 'a', bad: false },
    { hash: 'b', bad: true },
  ],
  listed: [
    {
      hash: 'b',
      key: '7',
      class: 'unsettled',
      patterns: ['$.a'],
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.000Z',
    },
  ],
  fields: [
    {
      pattern: '$.a',
      kind: 'value',
      compared: 0,
      mismatched: 1,
      classes: { ...noClasses(), unsettled: 1 },
      fingerprint: 'f',
      state: 'new',
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.000Z',
      sample: null,
    },
  ],
  samples: [sample('s1', '2026-01-01T00:00:00.000Z')],
  droppedSamples: [],
  ...more,
});

/** What every evidence store must do. `reopen` opens what was kept anew, as after a restart. */
export function evidenceStoreCases(
  name: string,
  adapter: { open(): Promise<EvidenceStore>; reopen(): Promise<EvidenceStore>; end(): Promise<void> },
): void {
  describe(`${name} as an evidence store`, () => {
    let store: EvidenceStore;
    beforeEach(async () => {
      store = await adapter.open();
    });
    afterEach(async () => {
      await store.close();
      await adapter.end();
    });
    const restart = async (): Promise<void> => {
      await store.close();
      store = await adapter.reopen();
    };

    it('knows no dial of a new route', async () => {
      expect(await store.loadDial('r')).toBeUndefined();
    });

    it('keeps a dial over a restart', async () => {
      await store.writeDial('r', undefined, dial(0), undefined);
      await store.writeDial('r', dial(0), { ...dial(1, 0.05), held: true, forced: true }, entry('go'));
      await restart();
      expect(await store.loadDial('r')).toEqual({ ...dial(1, 0.05), held: true, forced: true });
    });

    it('writes a dial only over the revision that was expected', async () => {
      await store.writeDial('r', undefined, dial(0), undefined);
      expect(await store.writeDial('r', undefined, dial(9), entry('again'))).toBeUndefined();
      expect(await store.writeDial('r', dial(7), dial(8, 0.5), entry('stale'))).toBeUndefined();
      expect(await store.loadDial('r')).toEqual(dial(0));
      expect(await store.audit({ limit: 10 })).toEqual([]);
    });

    it('a hold that the writer did not see refuses the write, though no revision grew', async () => {
      await store.writeDial('r', undefined, dial(0), undefined);
      const held = { ...dial(0), held: true };
      await store.writeDial('r', dial(0), held, entry('hold on'));
      expect(await store.writeDial('r', dial(0), dial(1, 0.05), entry('not seen'))).toBeUndefined();
      expect(await store.loadDial('r')).toEqual(held);
      expect(await store.writeDial('r', held, dial(0), entry('go on'))).toBeDefined();
    });

    it('lets one of two writers win', async () => {
      await store.writeDial('r', undefined, dial(0), undefined);
      const both = await Promise.all([
        store.writeDial('r', dial(0), dial(1, 0.05), entry('one')),
        store.writeDial('r', dial(0), dial(1, 0.25), entry('two')),
      ]);
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await store.audit({ limit: 10 })).toHaveLength(1);
    });

    it('chains the audit over routes, newest first', async () => {
      await store.writeDial('r', undefined, dial(0), undefined);
      await store.writeDial('q', undefined, dial(0), undefined);
      await store.writeDial('r', dial(0), dial(1), entry('first'));
      await store.writeDial('q', dial(0), dial(1), entry('second', 'q'));
      await restart();
      await store.writeDial('r', dial(1), dial(2), entry('third'));
      const all = await store.audit({ limit: 10 });
      expect(all.map(({ reason }) => reason)).toEqual(['third', 'second', 'first']);
      expect(all.at(-1)!.previous).toBe(chainStart);
      expect(firstBroken(all.toReversed())).toBeUndefined();
      expect((await store.audit({ route: 'q', limit: 10 })).map(({ reason }) => reason)).toEqual(['second']);
      expect(await store.audit({ limit: 1 })).toHaveLength(1);
    });

    it('keeps evidence over a restart, each key on its own', async () => {
      await store.saveEvidence([
        change(),
        change({ evidenceKey: 'other', entities: [], samples: [], listed: [], fields: [] }),
      ]);
      await restart();
      const { route: _, evidenceKey: __, droppedSamples: ___, ...saved } = change();
      expect(await store.loadEvidence({ route: 'r', evidenceKey: 'k' })).toEqual(saved);
      expect((await store.loadEvidence({ route: 'r', evidenceKey: 'other' }))!.entities).toEqual([]);
      expect(await store.loadEvidence({ route: 'r', evidenceKey: 'none' })).toBeUndefined();
    });

    it('overwrites what changed and drops what was dropped', async () => {
      await store.saveEvidence([change()]);
      await store.saveEvidence([
        change({
          entities: [{ hash: 'a', bad: true }],
          samples: [sample('s2', '2026-01-02T00:00:00.000Z')],
          droppedSamples: ['s1'],
        }),
      ]);
      const saved = (await store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!;
      expect(saved.entities.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))).toEqual([
        { hash: 'a', bad: true },
        { hash: 'b', bad: true },
      ]);
      expect(saved.samples.map(({ id }) => id)).toEqual(['s2']);
      expect(saved.listed).toHaveLength(1);
    });
  });
}
