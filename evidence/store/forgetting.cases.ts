import { expect, it } from 'vitest';
import { change, dial, entry, flawsOf, sample, type StoreUnderTest } from './rows.cases.js';

/** What every store must do with what is to be kept no longer. */
export function forgettingCases(at: StoreUnderTest): void {
  it('lists an entity no longer that was dropped', async () => {
    await at.store.saveEvidence([change()]);
    await at.store.saveEvidence([change({ listed: [], droppedListed: [{ hash: 'b', class: 'unsettled' }] })]);
    expect((await at.store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!.listed).toEqual([]);
  });

  it('deletes what is too old under every evidence, and counts stay', async () => {
    const late = '2026-01-05T00:00:00.000Z';
    const [row] = change().listed;
    await at.store.saveEvidence([
      change({
        samples: [sample('s1', '2026-01-01T00:00:00.000Z'), sample('s2', late)],
        listed: [row!, { ...row!, hash: 'c', lastSeen: late }],
      }),
      change({ evidenceKey: 'earlier', samples: [sample('s3', '2026-01-01T00:00:00.000Z')] }),
    ]);
    await at.store.expire({ samples: '2026-01-02T00:00:00.000Z', listed: '2026-01-01T00:00:00.000Z' });
    const ids = async (evidenceKey: string) => {
      const saved = (await at.store.loadEvidence({ route: 'r', evidenceKey }))!;
      return [saved.samples.map(({ id }) => id), saved.listed.map(({ hash }) => hash)];
    };
    expect(await ids('k')).toEqual([['s2'], ['b', 'c']]);
    expect(await ids('earlier')).toEqual([[], ['b']]);
    await at.store.expire({ samples: late, listed: '2026-01-02T00:00:00.000Z' });
    expect(await ids('k')).toEqual([['s2'], ['c']]);
    const { counts, entities } = (await at.store.loadEvidence({ route: 'r', evidenceKey: 'earlier' }))!;
    expect([counts, entities]).toEqual([change().counts, change().entities]);
  });

  it('forgets an entity under every evidence of its route alone, with an audit entry in the chain', async () => {
    const [row] = change().listed;
    const other = { ...sample('s9', '2026-01-01T00:00:00.000Z'), key: '8' };
    await at.store.saveEvidence([
      change({ samples: [...change().samples, other], listed: [row!, { ...row!, hash: 'c', key: '8' }] }),
      change({
        evidenceKey: 'earlier',
        samples: [{ ...sample('s3', '2026-01-01T00:00:00.000Z'), key: 'm' }],
      }),
      change({ route: 'q', samples: [{ ...sample('s4', '2026-01-01T00:00:00.000Z'), route: 'q' }] }),
    ]);
    await at.store.writeDial('r', undefined, dial(0), undefined);
    await at.store.writeDial('r', dial(0), dial(1), entry('before'));
    const written = await at.store.forget('r', ['7', 'm'], (forgotten) => ({
      ...entry('asked to'),
      action: 'forget',
      to: { stage: 'shadow', share: 0 },
      evidence: forgotten,
    }));
    expect(written).toMatchObject({ reason: 'asked to' });
    expect(written!.evidence).toEqual({ samples: 2, listed: 2 });
    await at.restart();
    const saved = (await at.store.loadEvidence({ route: 'r', evidenceKey: 'k' }))!;
    expect(saved.samples.map(({ key }) => key)).toEqual(['8']);
    expect(saved.listed.map(({ key }) => key)).toEqual(['8']);
    expect(saved.entities).toEqual(change().entities);
    expect((await at.store.loadEvidence({ route: 'q', evidenceKey: 'k' }))!.samples).toHaveLength(1);
    const all = await at.store.audit({ limit: 10 });
    expect(all.map(({ action }) => action)).toEqual(['forget', 'turn']);
    expect(flawsOf(all)).toEqual([]);
    expect((await at.store.audit({ route: 'r', limit: 1, turns: true })).map(({ reason }) => reason)).toEqual(
      ['before'],
    );
    expect(await at.store.loadDial('r')).toEqual(dial(1));
  });

  it('writes nothing of an entity of which nothing is kept', async () => {
    await at.store.saveEvidence([change()]);
    expect(await at.store.forget('r', ['70'], () => entry('never'))).toBeUndefined();
    expect(await at.store.audit({ limit: 10 })).toEqual([]);
  });
}
