import { expect, it } from 'vitest';
import { chainStart } from '../audit-chain.js';
import { dial, entry, flawsOf, type StoreUnderTest } from './rows.cases.js';

/** What every store must do with dials, and with the audit of them. */
export function dialAndAuditCases(at: StoreUnderTest): void {
  it('knows no dial of a new route', async () => {
    expect(await at.store.loadDial('r')).toBeUndefined();
  });

  it('keeps a dial over a restart', async () => {
    await at.store.writeDial('r', undefined, dial(0), undefined);
    await at.store.writeDial('r', dial(0), { ...dial(1, 0.05), held: true, forced: true }, entry('go'));
    await at.restart();
    expect(await at.store.loadDial('r')).toEqual({ ...dial(1, 0.05), held: true, forced: true });
  });

  it('writes a dial only over the revision that was expected', async () => {
    await at.store.writeDial('r', undefined, dial(0), undefined);
    expect(await at.store.writeDial('r', undefined, dial(9), entry('again'))).toBeUndefined();
    expect(await at.store.writeDial('r', dial(7), dial(8, 0.5), entry('stale'))).toBeUndefined();
    expect(await at.store.loadDial('r')).toEqual(dial(0));
    expect(await at.store.audit({ limit: 10 })).toEqual([]);
  });

  it('a hold that the writer did not see refuses the write, though no revision grew', async () => {
    await at.store.writeDial('r', undefined, dial(0), undefined);
    const held = { ...dial(0), held: true };
    await at.store.writeDial('r', dial(0), held, entry('hold on'));
    expect(await at.store.writeDial('r', dial(0), dial(1, 0.05), entry('not seen'))).toBeUndefined();
    expect(await at.store.loadDial('r')).toEqual(held);
    expect(await at.store.writeDial('r', held, dial(0), entry('go on'))).toBeDefined();
  });

  it('lets one of two writers win', async () => {
    await at.store.writeDial('r', undefined, dial(0), undefined);
    const both = await Promise.all([
      at.store.writeDial('r', dial(0), dial(1, 0.05), entry('one')),
      at.store.writeDial('r', dial(0), dial(1, 0.25), entry('two')),
    ]);
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await at.store.audit({ limit: 10 })).toHaveLength(1);
  });

  it('chains the audit over routes, newest first', async () => {
    await at.store.writeDial('r', undefined, dial(0), undefined);
    await at.store.writeDial('q', undefined, dial(0), undefined);
    await at.store.writeDial('r', dial(0), dial(1), entry('first'));
    await at.store.writeDial('q', dial(0), dial(1), entry('second', 'q'));
    await at.restart();
    await at.store.writeDial('r', dial(1), dial(2), entry('third'));
    const all = await at.store.audit({ limit: 10 });
    expect(all.map(({ reason }) => reason)).toEqual(['third', 'second', 'first']);
    expect(all.at(-1)!.previous).toBe(chainStart);
    expect(flawsOf(all)).toEqual([]);
    expect((await at.store.audit({ route: 'q', limit: 10 })).map(({ reason }) => reason)).toEqual(['second']);
    expect(await at.store.audit({ limit: 1 })).toHaveLength(1);
  });

  it('tells the audit from any place, backwards or forwards', async () => {
    await at.store.writeDial('r', undefined, dial(0), undefined);
    for (let id = 1; id <= 6; id++) await at.store.writeDial('r', dial(id - 1), dial(id), entry(`${id}`));
    const ids = async (where: { before?: number; after?: number; limit: number }) =>
      (await at.store.audit(where)).map(({ id }) => id);
    expect(await ids({ limit: 2 })).toEqual([6, 5]);
    expect(await ids({ limit: 2, before: 5 })).toEqual([4, 3]);
    expect(await ids({ limit: 9, before: 1 })).toEqual([]);
    expect(await ids({ limit: 2, after: 0 })).toEqual([1, 2]);
    expect(await ids({ limit: 2, after: 2 })).toEqual([3, 4]);
    expect(await ids({ limit: 9, after: 2, before: 5 })).toEqual([3, 4]);
    expect(await ids({ limit: 9, after: 6 })).toEqual([]);
  });
}
