import { expect, it } from 'vitest';
import { noClasses } from '../mismatch-class.js';
import type { EvidenceChange } from './evidence-store.js';
import { change, dial, entry, flawsOf, sample, type StoreUnderTest } from './rows.cases.js';

/** What every store must do with evidence, by its key. */
export function keptEvidenceCases(at: StoreUnderTest): void {
  it('keeps evidence over a restart, each key on its own', async () => {
    await at.store.saveEvidence([
      change(),
      change({ evidenceKey: 'other', entities: [], samples: [], listed: [], fields: [] }),
    ]);
    await at.restart();
    const { route: _, evidenceKey: __, droppedSamples: ___, droppedListed: ____, ...saved } = change();
    expect(await at.store.loadEvidence({ route: 'r', evidenceKey: 'k' })).toEqual(saved);
    expect((await at.store.loadEvidence({ route: 'r', evidenceKey: 'other' }))!.entities).toEqual([]);
    expect(await at.store.loadEvidence({ route: 'r', evidenceKey: 'none' })).toBeUndefined();
  });

  it('knows of other evidence of a route what differed under that which compared last', async () => {
    const under = (evidenceKey: string, last: string | undefined, route = 'r'): EvidenceChange => {
      const { counts, fields } = change();
      return change({
        route,
        evidenceKey,
        counts: { ...counts, ...(last && { traffic: { hours: 3, last } }) },
        fields: fields.map((field) => ({ ...field, fingerprint: `of ${evidenceKey}` })),
        entities: [],
        listed: [],
        samples: [],
      });
    };
    expect(await at.store.loadEarlier({ route: 'r', evidenceKey: 'k' })).toBeUndefined();
    await at.store.saveEvidence([
      under('k', '2026-01-05T00:00:00.000Z'),
      under('older', '2026-01-02T00:00:00.000Z'),
      under('latest', '2026-01-04T00:00:00.000Z'),
      under('idle', undefined),
      under('foreign', '2026-01-06T00:00:00.000Z', 'q'),
    ]);
    await at.restart();
    const { counts, fields } = under('latest', '2026-01-04T00:00:00.000Z');
    expect(await at.store.loadEarlier({ route: 'r', evidenceKey: 'k' })).toEqual({ counts, fields });
    expect((await at.store.loadEarlier({ route: 'r', evidenceKey: 'new' }))!.fields).toMatchObject([
      { fingerprint: 'of k' },
    ]);
    expect(await at.store.loadEarlier({ route: 'q', evidenceKey: 'foreign' })).toBeUndefined();
  });

  it('tells the evidence of a route apart, with what differed under each and the samples that show it', async () => {
    const under = (evidenceKey: string, candidate: string, last: string, id: string): EvidenceChange => {
      const { counts, fields } = change();
      return change({
        evidenceKey,
        basis: { configuration: 'c', versions: { legacy: null, candidate } },
        counts: { ...counts, traffic: { hours: 3, last } },
        fields: fields.map((field) => ({ ...field, fingerprint: `of ${evidenceKey}` })),
        samples: [sample(id, last)],
      });
    };
    const first = under('first', '1', '2026-01-02T00:00:00.000Z', 's1');
    const second = under('second', '2', '2026-01-03T00:00:00.000Z', 's2');
    const idle = { requests: 1, matched: 0, mismatched: noClasses(), skipped: { aborted: 1 } };
    await at.store.saveEvidence([
      first,
      second,
      change({ evidenceKey: 'idle', counts: idle, samples: [] }),
      change({ route: 'q', samples: [] }),
    ]);
    await at.restart();
    const kept = ({ evidenceKey, basis, counts }: EvidenceChange) => ({
      evidenceKey,
      basis,
      compared: 4,
      last: counts.traffic?.last,
    });
    expect(await at.store.evidences('r', 10)).toEqual([kept(second), kept(first)]);
    expect(await at.store.evidences('r', 1)).toEqual([kept(second)]);
    expect(await at.store.loadDiffered({ route: 'r', evidenceKey: 'first' })).toEqual({
      ...kept(first),
      counts: first.counts,
      fields: first.fields,
      samples: [{ id: 's1', differences: sample('s1', '').differences }],
    });
    expect(await at.store.loadDiffered({ route: 'r', evidenceKey: 'idle' })).toBeUndefined();
    expect(await at.store.loadDiffered({ route: 'q', evidenceKey: 'first' })).toBeUndefined();
    expect(await at.store.loadSample('s1')).toEqual({ sample: first.samples[0], basis: first.basis });
    expect(await at.store.loadSample('none')).toBeUndefined();
  });

  it('keeps of which versions and rules a route’s evidence is, and seals what others restart behind the dials’ entries', async () => {
    expect(await at.store.loadVersions('r')).toBeUndefined();
    await at.store.writeVersions('r', { legacy: null, candidate: '1', configuration: null }, undefined);
    await at.store.writeDial('r', undefined, dial(0), undefined);
    await at.store.writeDial('r', dial(0), dial(1), entry('turned'));
    await at.restart();
    expect(await at.store.loadVersions('r')).toEqual({ legacy: null, candidate: '1', configuration: null });
    const next = { legacy: '7', candidate: '2', configuration: 'c' };
    await at.store.writeVersions('r', next, entry('deployed'));
    expect(await at.store.loadVersions('r')).toEqual(next);
    expect(await at.store.loadVersions('q')).toBeUndefined();
    const all = await at.store.audit({ route: 'r', limit: 10 });
    expect(all.map(({ reason }) => reason)).toEqual(['deployed', 'turned']);
    expect(flawsOf(all)).toEqual([]);
    expect(await at.store.loadDial('r')).toEqual(dial(1));
  });

  it('numbers the attempts on a candidate’s version by what was compared first, over restarts', async () => {
    const id = (configuration: string, candidate: string | null = '1', legacy: string | null = null) => ({
      route: 'r',
      evidenceKey: `${configuration} ${legacy} ${candidate}`,
      basis: { configuration, versions: { legacy, candidate } },
    });
    const nothing = { requests: 1, matched: 0, mismatched: noClasses(), skipped: { aborted: 1 } };
    const bare = { entities: [], listed: [], fields: [], samples: [] };
    const save = (one: ReturnType<typeof id>, more: Partial<EvidenceChange> = {}): Promise<void> =>
      at.store.saveEvidence([change({ ...one, ...bare, ...more })]);
    expect(await at.store.attemptOf(id('one'))).toBe(1);
    await save(id('idle'), { counts: nothing });
    await save(id('one'));
    await at.restart();
    expect(await at.store.attemptOf(id('two'))).toBe(2);
    await save(id('two'));
    await save(id('one'));
    await save(id('three', '1', 'another legacy'));
    expect(
      await Promise.all([id('one'), id('two'), id('three')].map((one) => at.store.attemptOf(one))),
    ).toEqual([1, 2, 3]);
    expect(await at.store.attemptOf(id('two', '1', 'another legacy'))).toBe(2);
    expect(await at.store.attemptOf(id('idle'))).toBe(4);
    expect(await at.store.attemptOf(id('two', '2'))).toBe(1);
    expect(await at.store.attemptOf(id('two', null))).toBe(1);
    expect(await at.store.attemptOf({ ...id('two'), route: 'q' })).toBe(1);
    // What differs and settles was compared.
    await save(id('settles'), { counts: { ...nothing, settling: 1 } });
    expect(await at.store.attemptOf(id('idle'))).toBe(5);
  });

  it('overwrites what changed and drops what was dropped', async () => {
    await at.store.saveEvidence([change()]);
    await at.store.saveEvidence([
      change({
        entities: [{ hash: 'a', bad: true, step: 3, badInStep: true, lateInStep: false }],
        samples: [sample('s2', '2026-01-02T00:00:00.000Z')],
        droppedSamples: ['s1'],
      }),
    ]);
    const saved = (await at.store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!;
    expect(saved.entities.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))).toEqual([
      { hash: 'a', bad: true, step: 3, badInStep: true, lateInStep: false },
      { hash: 'b', bad: true, step: 3, badInStep: true, lateInStep: false },
    ]);
    expect(saved.samples.map(({ id }) => id)).toEqual(['s2']);
    expect(saved.listed).toHaveLength(1);
  });
}
