import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dial, untouched } from '../../routing-rules/dial.js';
import { ChainCheck } from '../audit/chain-check.js';
import { canonical, chainStart, type UnsealedEntry } from '../audit-chain.js';
import type { HistoryStep } from '../history/history-step.js';
import { thinnings } from '../history/tiers.js';
import { noClasses } from '../mismatch-class.js';
import type { AuditEntry, Sample } from '../scorecard.js';
import type { EvidenceChange, EvidenceStore } from './evidence-store.js';

const dial = (revision: number, share = 0): Dial => ({
  ...untouched({ stage: share > 0 ? 'split' : 'shadow', share }),
  revision,
});

/** An entry of somebody who turns a dial. */
export const entry = (reason: string, route = 'r'): UnsealedEntry => ({
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

/** What does not hold of entries, newest first. */
const flawsOf = (all: readonly AuditEntry[]) => {
  const check = new ChainCheck();
  return all.toReversed().flatMap((one) => check.take(canonical(one)));
};

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
    { hash: 'a', bad: false, step: 3, badInStep: false, lateInStep: false },
    { hash: 'b', bad: true, step: 3, badInStep: true, lateInStep: false },
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
      mismatched: 1,
      classes: { ...noClasses(), unsettled: 1 },
      fingerprint: 'f',
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.000Z',
      life: { showings: 1, span: 4, at: { compared: 4, hours: 1 }, reopened: false },
      untold: true,
    },
  ],
  samples: [sample('s1', '2026-01-01T00:00:00.000Z')],
  droppedSamples: [],
  droppedListed: [],
  ...more,
});

/** A step that saw so many requests. */
const step = (at: number, requests: number, more: Partial<HistoryStep> = {}): HistoryStep => ({
  route: 'r',
  at,
  seconds: 10,
  stood: {
    stage: 'split',
    share: at / 100_000,
    rate: { estimate: null, lower: 0, upper: 1 },
    threshold: 0.001,
    candidate: null,
  },
  happened: {
    requests,
    compared: 0,
    mismatched: { stale: 1 },
    legacy: [5, requests],
    candidate: [],
    lag: [],
  },
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
      expect(flawsOf(all)).toEqual([]);
      expect((await store.audit({ route: 'q', limit: 10 })).map(({ reason }) => reason)).toEqual(['second']);
      expect(await store.audit({ limit: 1 })).toHaveLength(1);
    });

    it('tells the audit from any place, backwards or forwards', async () => {
      await store.writeDial('r', undefined, dial(0), undefined);
      for (let id = 1; id <= 6; id++) await store.writeDial('r', dial(id - 1), dial(id), entry(`${id}`));
      const ids = async (where: { before?: number; after?: number; limit: number }) =>
        (await store.audit(where)).map(({ id }) => id);
      expect(await ids({ limit: 2 })).toEqual([6, 5]);
      expect(await ids({ limit: 2, before: 5 })).toEqual([4, 3]);
      expect(await ids({ limit: 9, before: 1 })).toEqual([]);
      expect(await ids({ limit: 2, after: 0 })).toEqual([1, 2]);
      expect(await ids({ limit: 2, after: 2 })).toEqual([3, 4]);
      expect(await ids({ limit: 9, after: 2, before: 5 })).toEqual([3, 4]);
      expect(await ids({ limit: 9, after: 6 })).toEqual([]);
    });

    it('keeps evidence over a restart, each key on its own', async () => {
      await store.saveEvidence([
        change(),
        change({ evidenceKey: 'other', entities: [], samples: [], listed: [], fields: [] }),
      ]);
      await restart();
      const { route: _, evidenceKey: __, droppedSamples: ___, droppedListed: ____, ...saved } = change();
      expect(await store.loadEvidence({ route: 'r', evidenceKey: 'k' })).toEqual(saved);
      expect((await store.loadEvidence({ route: 'r', evidenceKey: 'other' }))!.entities).toEqual([]);
      expect(await store.loadEvidence({ route: 'r', evidenceKey: 'none' })).toBeUndefined();
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
      expect(await store.loadEarlier({ route: 'r', evidenceKey: 'k' })).toBeUndefined();
      await store.saveEvidence([
        under('k', '2026-01-05T00:00:00.000Z'),
        under('older', '2026-01-02T00:00:00.000Z'),
        under('latest', '2026-01-04T00:00:00.000Z'),
        under('idle', undefined),
        under('foreign', '2026-01-06T00:00:00.000Z', 'q'),
      ]);
      await restart();
      const { counts, fields } = under('latest', '2026-01-04T00:00:00.000Z');
      expect(await store.loadEarlier({ route: 'r', evidenceKey: 'k' })).toEqual({ counts, fields });
      expect((await store.loadEarlier({ route: 'r', evidenceKey: 'new' }))!.fields).toMatchObject([
        { fingerprint: 'of k' },
      ]);
      expect(await store.loadEarlier({ route: 'q', evidenceKey: 'foreign' })).toBeUndefined();
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
      await store.saveEvidence([
        first,
        second,
        change({ evidenceKey: 'idle', counts: idle, samples: [] }),
        change({ route: 'q', samples: [] }),
      ]);
      await restart();
      const kept = ({ evidenceKey, basis, counts }: EvidenceChange) => ({
        evidenceKey,
        basis,
        compared: 4,
        last: counts.traffic?.last,
      });
      expect(await store.evidences('r', 10)).toEqual([kept(second), kept(first)]);
      expect(await store.evidences('r', 1)).toEqual([kept(second)]);
      expect(await store.loadDiffered({ route: 'r', evidenceKey: 'first' })).toEqual({
        ...kept(first),
        counts: first.counts,
        fields: first.fields,
        samples: [{ id: 's1', differences: sample('s1', '').differences }],
      });
      expect(await store.loadDiffered({ route: 'r', evidenceKey: 'idle' })).toBeUndefined();
      expect(await store.loadDiffered({ route: 'q', evidenceKey: 'first' })).toBeUndefined();
      expect(await store.loadSample('s1')).toEqual({ sample: first.samples[0], basis: first.basis });
      expect(await store.loadSample('none')).toBeUndefined();
    });

    it('keeps of which versions a route’s evidence is, and seals what another restarts behind the dials’ entries', async () => {
      expect(await store.loadVersions('r')).toBeUndefined();
      await store.writeVersions('r', { legacy: null, candidate: '1' }, undefined);
      await store.writeDial('r', undefined, dial(0), undefined);
      await store.writeDial('r', dial(0), dial(1), entry('turned'));
      await restart();
      expect(await store.loadVersions('r')).toEqual({ legacy: null, candidate: '1' });
      await store.writeVersions('r', { legacy: '7', candidate: '2' }, entry('deployed'));
      expect(await store.loadVersions('r')).toEqual({ legacy: '7', candidate: '2' });
      expect(await store.loadVersions('q')).toBeUndefined();
      const all = await store.audit({ route: 'r', limit: 10 });
      expect(all.map(({ reason }) => reason)).toEqual(['deployed', 'turned']);
      expect(flawsOf(all)).toEqual([]);
      expect(await store.loadDial('r')).toEqual(dial(1));
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
        store.saveEvidence([change({ ...one, ...bare, ...more })]);
      expect(await store.attemptOf(id('one'))).toBe(1);
      await save(id('idle'), { counts: nothing });
      await save(id('one'));
      await restart();
      expect(await store.attemptOf(id('two'))).toBe(2);
      await save(id('two'));
      await save(id('one'));
      await save(id('three', '1', 'another legacy'));
      expect(
        await Promise.all([id('one'), id('two'), id('three')].map((one) => store.attemptOf(one))),
      ).toEqual([1, 2, 3]);
      expect(await store.attemptOf(id('two', '1', 'another legacy'))).toBe(2);
      expect(await store.attemptOf(id('idle'))).toBe(4);
      expect(await store.attemptOf(id('two', '2'))).toBe(1);
      expect(await store.attemptOf(id('two', null))).toBe(1);
      expect(await store.attemptOf({ ...id('two'), route: 'q' })).toBe(1);
      // What differs and settles was compared.
      await save(id('settles'), { counts: { ...nothing, settling: 1 } });
      expect(await store.attemptOf(id('idle'))).toBe(5);
    });

    it('overwrites what changed and drops what was dropped', async () => {
      await store.saveEvidence([change()]);
      await store.saveEvidence([
        change({
          entities: [{ hash: 'a', bad: true, step: 3, badInStep: true, lateInStep: false }],
          samples: [sample('s2', '2026-01-02T00:00:00.000Z')],
          droppedSamples: ['s1'],
        }),
      ]);
      const saved = (await store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!;
      expect(saved.entities.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))).toEqual([
        { hash: 'a', bad: true, step: 3, badInStep: true, lateInStep: false },
        { hash: 'b', bad: true, step: 3, badInStep: true, lateInStep: false },
      ]);
      expect(saved.samples.map(({ id }) => id)).toEqual(['s2']);
      expect(saved.listed).toHaveLength(1);
    });

    it('lists an entity no longer that was dropped', async () => {
      await store.saveEvidence([change()]);
      await store.saveEvidence([change({ listed: [], droppedListed: [{ hash: 'b', class: 'unsettled' }] })]);
      expect((await store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!.listed).toEqual([]);
    });

    it('deletes what is too old under every evidence, and counts stay', async () => {
      const late = '2026-01-05T00:00:00.000Z';
      const [row] = change().listed;
      await store.saveEvidence([
        change({
          samples: [sample('s1', '2026-01-01T00:00:00.000Z'), sample('s2', late)],
          listed: [row!, { ...row!, hash: 'c', lastSeen: late }],
        }),
        change({ evidenceKey: 'earlier', samples: [sample('s3', '2026-01-01T00:00:00.000Z')] }),
      ]);
      await store.expire({ samples: '2026-01-02T00:00:00.000Z', listed: '2026-01-01T00:00:00.000Z' });
      const ids = async (evidenceKey: string) => {
        const saved = (await store.loadEvidence({ route: 'r', evidenceKey }))!;
        return [saved.samples.map(({ id }) => id), saved.listed.map(({ hash }) => hash)];
      };
      expect(await ids('k')).toEqual([['s2'], ['b', 'c']]);
      expect(await ids('earlier')).toEqual([[], ['b']]);
      await store.expire({ samples: late, listed: '2026-01-02T00:00:00.000Z' });
      expect(await ids('k')).toEqual([['s2'], ['c']]);
      const { counts, entities } = (await store.loadEvidence({ route: 'r', evidenceKey: 'earlier' }))!;
      expect([counts, entities]).toEqual([change().counts, change().entities]);
    });

    it('forgets an entity under every evidence of its route alone, with an audit entry in the chain', async () => {
      const [row] = change().listed;
      const other = { ...sample('s9', '2026-01-01T00:00:00.000Z'), key: '8' };
      await store.saveEvidence([
        change({ samples: [...change().samples, other], listed: [row!, { ...row!, hash: 'c', key: '8' }] }),
        change({
          evidenceKey: 'earlier',
          samples: [{ ...sample('s3', '2026-01-01T00:00:00.000Z'), key: 'm' }],
        }),
        change({ route: 'q', samples: [{ ...sample('s4', '2026-01-01T00:00:00.000Z'), route: 'q' }] }),
      ]);
      await store.writeDial('r', undefined, dial(0), undefined);
      await store.writeDial('r', dial(0), dial(1), entry('before'));
      const written = await store.forget('r', ['7', 'm'], (forgotten) => ({
        ...entry('asked to'),
        action: 'forget',
        to: { stage: 'shadow', share: 0 },
        evidence: forgotten,
      }));
      expect(written).toMatchObject({ reason: 'asked to' });
      expect(written!.evidence).toEqual({ samples: 2, listed: 2 });
      await restart();
      const saved = (await store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!;
      expect(saved.samples.map(({ key }) => key)).toEqual(['8']);
      expect(saved.listed.map(({ key }) => key)).toEqual(['8']);
      expect(saved.entities).toEqual(change().entities);
      expect((await store.loadEvidence({ route: 'q', evidenceKey: 'k' }))!.samples).toHaveLength(1);
      const all = await store.audit({ limit: 10 });
      expect(all.map(({ action }) => action)).toEqual(['forget', 'turn']);
      expect(flawsOf(all)).toEqual([]);
      expect((await store.audit({ route: 'r', limit: 1, turns: true })).map(({ reason }) => reason)).toEqual([
        'before',
      ]);
      expect(await store.loadDial('r')).toEqual(dial(1));
    });

    const everything = { from: -1, to: 1e9 };
    const toldOf = async (route = 'r') =>
      (await store.history(route, everything)).map(({ at, seconds, happened }) => [
        at,
        seconds,
        happened.requests,
      ]);

    it('keeps the steps of a route over a restart, and tells those of a span, oldest first', async () => {
      await store.saveHistory([step(30, 3), step(10, 1), step(20, 2), step(20, 9, { route: 'q' })]);
      await restart();
      expect(await store.history('r', { from: 10, to: 30 })).toEqual([step(20, 2), step(30, 3)]);
      expect(await toldOf('q')).toEqual([[20, 10, 9]]);
      expect(await toldOf('none')).toEqual([]);
    });

    it('adds to a step that is kept already what happened in the rest of it', async () => {
      await store.saveHistory([step(20, 2)]);
      await restart();
      const { stood } = step(5_000, 0);
      await store.saveHistory([step(20, 5, { stood }), step(30, 1)]);
      const [told] = await store.history('r', everything);
      expect(told).toEqual({
        ...step(20, 7, { stood }),
        happened: { ...step(20, 7).happened, mismatched: { stale: 2 } },
      });
    });

    it('makes steps longer as they grow old, lets go of the oldest, and loses nothing between', async () => {
      const tiers = [
        { seconds: 10, until: 100 },
        { seconds: 60, until: 300 },
      ];
      const all = Array.from({ length: 40 }, (_, i) => step((i + 1) * 10, i));
      await store.saveHistory([...all, step(50, 7, { route: 'gone' })]);
      expect(await store.thinHistory(thinnings(345, tiers))).toBe(false);
      // What ended by 45 is gone; what ended by 240 is as old as 100 s, in whole minutes.
      expect(await toldOf()).toEqual([
        [60, 60, 4 + 5],
        [120, 60, 6 + 7 + 8 + 9 + 10 + 11],
        [180, 60, 12 + 13 + 14 + 15 + 16 + 17],
        [240, 60, 18 + 19 + 20 + 21 + 22 + 23],
        ...all.slice(24).map(({ at, seconds, happened }) => [at, seconds, happened.requests]),
      ]);
      expect(await toldOf('gone')).toEqual([[60, 60, 7]]);
      const [oldest] = await store.history('r', everything);
      expect(oldest!.stood).toEqual(step(60, 0).stood);
      await store.saveHistory([step(120, 1)]);
      await store.thinHistory(thinnings(410, tiers));
      expect((await toldOf())[0]).toEqual([120, 60, 52]);
      expect(await toldOf('gone')).toEqual([]);
    });

    it('thins a part at a time where much is old, and says so until it is done', async () => {
      const steps = Array.from({ length: 3_000 }, (_, i) => step((i + 1) * 10, 1));
      await store.saveHistory(steps);
      const tiers = [
        { seconds: 10, until: 0 },
        { seconds: 900, until: 1e9 },
      ];
      let calls = 1;
      while (await store.thinHistory(thinnings(30_600, tiers))) calls++;
      expect(calls).toBe(2);
      const told = await toldOf();
      expect(told).toHaveLength(34);
      expect(told.reduce((sum, [, , requests]) => sum + requests!, 0)).toBe(3_000);
    });

    it('writes nothing of an entity of which nothing is kept', async () => {
      await store.saveEvidence([change()]);
      expect(await store.forget('r', ['70'], () => entry('never'))).toBeUndefined();
      expect(await store.audit({ limit: 10 })).toEqual([]);
    });
  });
}
