import { describe, expect, it } from 'vitest';
import type { Dial } from './dial.js';
import type { Turn } from './dial-table.js';
import { atShare } from './positions.js';
import { at, force, position, split, turn, turned } from './turned.cases.js';

describe('a rollback', () => {
  const byItself = (from: Dial, hours: number, key = 'k'): Dial =>
    turned(turn(from, { action: 'rollback' }, { by: 'controller', at: at(hours), key, reason: 'it broke' }));

  it('keeps why, until somebody has seen it', () => {
    const down = byItself(split(0.25), 0);
    expect(down.rolledBack).toMatchObject({
      why: 'it broke',
      automatic: true,
      candidate: '1.0',
      acknowledged: false,
    });
    const seen = turned(turn(down, { action: 'acknowledge' }));
    expect(seen.rolledBack).toMatchObject({ acknowledged: true });
    expect(turn(seen, { action: 'acknowledge' })).toMatchObject({ why: 'not-possible' });
  });

  it('is forgotten when the dial rises', () => {
    const down = byItself(split(0.25), 0);
    expect(turned(turn(down, { action: 'promote' })).rolledBack).toBeNull();
  });

  it('latches the dial the third time in seven days on one evidence', () => {
    const first = byItself(split(0.25), 0);
    const second = byItself({ ...first, ...atShare(0.01) }, 10);
    expect(second.rolledBack).toMatchObject({ latched: false });
    const third = byItself({ ...second, ...atShare(0.01) }, 160);
    expect(third.rolledBack).toMatchObject({ latched: true });
    expect(position(turn(third, { action: 'promote' }, force))).toBe('not-possible');
    const unlatched = turned(turn(third, { action: 'unlatch' }, { by: 'admin' }));
    expect(position(turn(unlatched, { action: 'promote' }))).toEqual(['split', 0.01, third.revision + 1]);
  });

  it.each([
    ['longer apart', 169, 'k'],
    ['on other evidence', 10, 'another'],
  ])('latches nothing when they are %s', (_, hours, key) => {
    const first = byItself(split(0.25), 0);
    const second = byItself({ ...first, ...atShare(0.01) }, 5);
    expect(byItself({ ...second, ...atShare(0.01) }, hours, key).rolledBack).toMatchObject({
      latched: false,
    });
  });

  it('latches nothing where somebody does it', () => {
    let is = split(0.25);
    for (const hours of [0, 1, 2, 3])
      is = { ...turned(turn(is, { action: 'rollback' }, { at: at(hours) })), ...atShare(0.25) };
    expect(is.rolledBack).toMatchObject({ latched: false, automatic: false });
  });

  it('is one more attempt on the same candidate, and none on another', () => {
    const once = byItself(split(0.25), 0);
    expect(once.rollbacks).toEqual([{ candidate: '1.0', count: 1 }]);
    const twice = turned(turn({ ...once, ...atShare(0.01) }, { action: 'rollback' }));
    expect(twice.rollbacks).toEqual([{ candidate: '1.0', count: 2 }]);
    const other = turned(turn({ ...twice, ...atShare(0.01) }, { action: 'rollback' }, { candidate: '2.0' }));
    expect(other.rollbacks).toEqual([
      { candidate: '1.0', count: 2 },
      { candidate: '2.0', count: 1 },
    ]);
  });
});

describe('lowering the dial', () => {
  it.each<[string, Dial, Turn]>([
    ['a little', split(0.05), { action: 'turn', share: 0.0499 }],
    ['a step', split(0.25), { action: 'turn', share: 0.05 }],
    ['from live', split(1), { action: 'turn', share: 0.5 }],
    ['from retired', split(1, { stage: 'retired' }), { action: 'turn', stage: 'live' }],
    ['to shadow', split(0.05), { action: 'turn', share: 0 }],
  ])('%s is one more attempt: what was compared there is left behind', (_, from, lowering) => {
    const once = turned(turn(from, lowering));
    expect(once.rollbacks).toEqual([{ candidate: '1.0', count: 1 }]);
    expect(once.revision).toBe(from.revision + 1);
  });

  it.each<[string, Dial, Turn]>([
    ['to where it stands', split(0.05), { action: 'turn', share: 0.05 }],
    ['to shadow in shadow', split(0), { action: 'rollback' }],
    ['to observe in observe', split(0, { stage: 'observe' }), { action: 'turn', stage: 'observe' }],
    ['for another candidate in shadow', split(0), { action: 'new-candidate' }],
  ])('%s moves nothing, and so is none, and turns it on no other candidate', (_, from, lowering) => {
    const before = { ...from, turnedOn: '0.9' };
    const by = lowering.action === 'new-candidate' ? 'controller' : 'operator';
    expect(turned(turn(before, lowering, { by }))).toEqual(before);
  });
});

describe('comparing no more', () => {
  const down = turned(turn(split(0.25), { action: 'rollback' }, { by: 'controller' }));
  const observed = turned(turn(down, { action: 'turn', stage: 'observe' }));

  it('and again is no way out of a rollback', () => {
    const again = turned(turn(observed, { action: 'turn', stage: 'shadow' }));
    expect(again.rolledBack).toEqual(down.rolledBack);
  });

  it('is one more attempt: what was compared is left behind', () => {
    expect(observed.rollbacks).toEqual([{ candidate: '1.0', count: 2 }]);
  });
});
