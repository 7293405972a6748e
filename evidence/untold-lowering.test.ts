import { describe, expect, it } from 'vitest';
import { checked, linesOf } from './audit/chain.cases.js';
import { admin, scene } from './take-up.cases.js';

/** A dial that came down from 50 % while the store was full. */
async function lowered() {
  const stage = await scene();
  const banyan = await stage.start();
  await banyan.turn(0.5);
  stage.is.full = true;
  await banyan.turn(0);
  return { ...stage, banyan };
}

describe('a lowering that the store could not be told of', () => {
  it('67 · stays, and the audit is told when it can be', async () => {
    const { is, start, kept } = await scene();
    const banyan = await start();
    expect((await banyan.turn(0.5)).kind).toBe('changed');
    is.full = true;
    expect(await banyan.turn(0.75)).toMatchObject({
      why: 'unavailable',
      detail: expect.stringMatching(/stays/),
    });
    expect(await banyan.turn(0.05)).toMatchObject({
      why: 'unavailable',
      detail: expect.stringMatching(/lowered/),
    });
    expect(await banyan.turn(0)).toMatchObject({
      why: 'unavailable',
      detail: expect.stringMatching(/lowered/),
    });
    await banyan.round();
    expect(banyan.books.dial).toMatchObject({ share: 0, revision: 3 });
    expect(banyan.store.standing).toMatchObject({ kind: 'away', why: expect.stringMatching(/full/) });
    is.full = false;
    await banyan.round();
    await banyan.round();
    expect(banyan.store.standing).toEqual({ kind: 'holding' });
    expect(await kept.loadDial('r')).toMatchObject({ stage: 'shadow', share: 0, revision: 3 });
    expect((await kept.audit({ limit: 5 })).map(({ to }) => to.share)).toEqual([0, 0.5]);
    // And goes on from there, though what lay between was never told.
    expect((await banyan.turn(0.1)).kind).toBe('changed');
    const { flaws, report } = checked(linesOf(await kept.audit({ after: 0, limit: 5 })));
    expect([flaws, report.decisions.judged]).toEqual([[], 3]);
  });

  it('67 · is what whoever turns the dial next begins from, and the audit knows of both', async () => {
    const { banyan, is, kept } = await lowered();
    expect(await banyan.desk.turnDial('r', { action: 'hold', reason: 'wait' }, admin)).toMatchObject({
      why: 'unavailable',
    });
    is.full = false;
    expect(await banyan.desk.turnDial('r', { action: 'hold', reason: 'wait' }, admin)).toMatchObject({
      kind: 'changed',
    });
    expect(banyan.books.dial).toMatchObject({ share: 0, held: true });
    expect(await kept.loadDial('r')).toMatchObject({ share: 0, held: true });
    expect((await kept.audit({ limit: 2 })).map(({ action, from }) => [action, from.share])).toEqual([
      ['hold', 0],
      ['turn', 0.5],
    ]);
  });

  it('67 · is so too where another control knows of it by the data plane alone', async () => {
    const { banyan, is, start, kept } = await lowered();
    const next = await start(banyan.keeper.dials());
    expect(next.books.dial.share).toBe(0);
    is.full = false;
    await next.desk.turnDial('r', { action: 'hold', reason: 'wait' }, admin);
    expect(next.books.dial).toMatchObject({ share: 0, held: true });
    expect(await kept.loadDial('r')).toMatchObject({ share: 0, held: true });
  });

  it('67 · bars nothing where it was written after all', async () => {
    const { banyan, is, kept } = await lowered();
    is.full = false;
    await kept.writeDial('r', await kept.loadDial('r'), banyan.books.dial, undefined);
    await banyan.round();
    expect(banyan.keeper.takenUp).toBe(true);
    expect((await banyan.turn(0.1)).kind).toBe('changed');
  });

  it('67 · is told though only its own write failed, and others are kept meanwhile', async () => {
    const { banyan, is, kept } = await lowered();
    is.full = false;
    await banyan.store.saveEvidence([]);
    expect(banyan.store.standing).toEqual({ kind: 'holding' });
    await banyan.round();
    expect(await kept.loadDial('r')).toMatchObject({ share: 0 });
  });

  it('83 · is not undone by who holds the store now', async () => {
    const { banyan, is } = await lowered();
    is.full = false;
    is.held = true;
    await banyan.round();
    await banyan.round();
    expect(banyan.books.dial.share).toBe(0);
  });
});
