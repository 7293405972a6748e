import { describe, expect, it } from 'vitest';
import { checked, linesOf } from './audit/chain.cases.js';
import type { RouteLedger } from './route-ledger.js';
import { dial, now, requests, scene } from './take-up.cases.js';

describe('what the store and the books tell each other', () => {
  it('a new route begins where its rule says, but not while nobody knows whether it is new', async () => {
    const { is, start, kept } = await scene();
    is.away = true;
    const banyan = await start();
    expect(banyan.books.dial).toMatchObject({ stage: 'shadow', share: 0 });
    expect(banyan.keeper.knownDials()).toEqual({});
    is.away = false;
    await banyan.round();
    expect(banyan.turned).toEqual([dial(0, 0.01)]);
    expect(await kept.loadDial('r')).toEqual(dial(0, 0.01));
  });

  it('69 · the last known dial holds while the store is away, the kept one when it is back', async () => {
    const { is, start, kept } = await scene({ r: dial(3, 0.25) });
    await kept.writeDial('r', undefined, dial(4, 0.5), undefined);
    is.away = true;
    const banyan = await start();
    expect(banyan.books.dial).toEqual(dial(3, 0.25));
    is.away = false;
    await banyan.round();
    expect(banyan.turned).toEqual([dial(4, 0.5)]);
  });

  it('67 · the kept dial is taken up and told though the versions beside it cannot be written yet', async () => {
    const { is, start, kept } = await scene({ r: dial(3, 0.25) });
    await kept.writeDial('r', undefined, dial(4, 0.5), undefined);
    is.away = true;
    const banyan = await start();
    is.away = false;
    is.full = true;
    await banyan.round();
    expect(banyan.turned).toEqual([dial(4, 0.5)]);
    is.full = false;
    await banyan.round();
    expect(await kept.loadVersions('r')).toMatchObject({ legacy: null, candidate: null });
  });

  it('70 · a lowering that only the file knows outranks the store after a restart, a raise does not', async () => {
    for (const [share, outcome] of [
      [0, 0],
      [0.9, 0.5],
    ] as const) {
      const { start, kept } = await scene({ r: dial(5, share) });
      await kept.writeDial('r', undefined, dial(4, 0.5), undefined);
      const banyan = await start();
      expect(banyan.books.dial.share).toBe(outcome);
      expect((await kept.loadDial('r'))?.share).toBe(outcome);
      expect((await banyan.turn(0.6)).kind).toBe('changed');
      const { flaws, report } = checked(linesOf(await kept.audit({ after: 0, limit: 5 })));
      expect([flaws, report.decisions.found]).toEqual([[], share === 0 ? 1 : 0]);
    }
  });

  it('69 · evidence counted without the store is added to what it has: sums, entities, fields, samples', async () => {
    const { is, start, kept } = await scene();
    const earlier = await start();
    const mismatch = (entity: string) =>
      ({
        route: 'r',
        entity,
        key: entity,
        verdict: 'mismatch',
        class: 'failed',
        sample: null,
        fields: [{ pattern: '$.a', kind: 'value', class: 'failed' }],
      }) as const;
    earlier.keeper.traffic(requests(4));
    earlier.keeper.finding(mismatch('1'));
    earlier.keeper.finding({ route: 'r', entity: '2', verdict: 'match' });
    earlier.keeper.finding({ route: 'r', entity: '3', verdict: 'match' });
    await earlier.round();

    is.away = true;
    const banyan = await start();
    banyan.keeper.traffic(requests(3));
    banyan.keeper.finding({ route: 'r', entity: '1', verdict: 'match' });
    banyan.keeper.finding(mismatch('2'));
    await banyan.round();
    is.away = false;
    await banyan.round();
    // Of the earlier four one was never finished; of the later three one is still on its way.
    const told = ({ outcomes, entities }: RouteLedger) => {
      const { requests, skipped } = outcomes.counts;
      return { requests, compared: outcomes.compared, skipped, entities: entities.counts };
    };
    const expected = {
      requests: 7,
      compared: 5,
      skipped: { 'analysis-lost': 1 },
      entities: { compared: 3, bad: 2 },
    };
    expect(told(banyan.books.ledger)).toEqual(expected);
    await banyan.round();
    banyan.keeper.finding({ route: 'r', entity: '3', verdict: 'match' });
    await banyan.round();
    const again = (await start()).books.ledger;
    expect(told(again)).toEqual({ ...expected, compared: 6 });
    expect(again.fields.rows(6, new Map())).toMatchObject([
      { pattern: '$.a', mismatched: 2, classes: { failed: 2 } },
    ]);
    expect(
      again.entities
        .listed(['failed'])
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(['1', '2']);
    await kept.close();
  });

  it('a file that was put in the place of the old one is given everything', async () => {
    const { is, start } = await scene();
    const other = await scene();
    const banyan = await start();
    banyan.keeper.traffic(requests(1));
    banyan.keeper.finding({ route: 'r', entity: '1', verdict: 'match' });
    await banyan.turn(0.5);
    await banyan.round();
    is.full = true;
    banyan.keeper.traffic(requests(1));
    await banyan.round();
    expect(banyan.books.ledger.takenUp).toBe(true);
    await banyan.desk.takeUp().catch(() => undefined);
    const { takeUp } = await import('./take-up.js');
    await takeUp(banyan.books, other.kept, now);
    await other.kept.saveEvidence([banyan.books.ledger.takeChange()!]);
    const { dial, ledger } = (await other.start({})).books;
    expect(dial.share).toBe(0.5);
    expect(ledger.outcomes.requests).toBe(2);
    expect(ledger.entities.counts).toEqual({ compared: 1, bad: 0 });
  });

  it('83 · a standby follows the dial, turns none, and takes over with what both counted', async () => {
    const { is, start } = await scene();
    const first = await start();
    is.held = true;
    const second = await start();
    await second.round();
    is.held = false;
    expect((await first.turn(0.5)).kind).toBe('changed');
    is.held = true;
    await second.round();
    await second.round();
    expect(second.turned.map((dial) => dial?.share)).toEqual([0.01, 0.5]);
    expect(await second.turn(0)).toMatchObject({ why: 'unavailable', detail: 'on standby' });
    first.keeper.traffic(requests(2));
    second.keeper.traffic(requests(3));
    is.held = false;
    await first.round();
    await first.store.close();
    await second.round();
    expect(second.store.standing).toEqual({ kind: 'holding' });
    expect(second.books.ledger.outcomes.requests).toBe(5);
    expect((await second.turn(0)).kind).toBe('changed');
  });
});
