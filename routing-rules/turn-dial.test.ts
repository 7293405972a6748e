import { describe, expect, it } from 'vitest';
import type { Dial } from './dial.js';
import type { Turn, TurnContext, Turner } from './dial-table.js';
import { atShare, nextPosition, positionAsked } from './positions.js';
import { dial, force, missing, position, split, turn, turned } from './turned.cases.js';

describe('turning a dial', () => {
  it.each<[string, Dial, Turn, Partial<TurnContext>, unknown]>([
    [
      'goes to the next step when nothing is missing',
      dial(),
      { action: 'turn', share: 0.01 },
      {},
      ['split', 0.01, 4],
    ],
    ['promotes to the next step', dial(), { action: 'promote' }, {}, ['split', 0.01, 4]],
    ['promotes for the controller', dial(), { action: 'promote' }, { by: 'controller' }, ['split', 0.01, 4]],
    ['ends live', split(0.25), { action: 'promote' }, {}, ['live', 1, 4]],
    ['has no step after live', split(1), { action: 'promote' }, {}, 'not-possible'],
    ['does not jump', dial(), { action: 'turn', share: 0.25 }, {}, 'forbidden-by-guards'],
    ['stays while a guard misses something', dial(), { action: 'promote' }, missing, 'forbidden-by-guards'],
    [
      'rises by an admin’s force',
      dial(),
      { action: 'turn', share: 0.25 },
      { ...missing, ...force },
      ['split', 0.25, 4],
    ],
    ['is forced by no operator', dial(), { action: 'promote' }, { ...missing, force: true }, 'not-allowed'],
    ['is not forced while held', dial({ held: true }), { action: 'promote' }, force, 'not-possible'],
    [
      'is not forced while frozen',
      dial(),
      { action: 'promote' },
      { ...force, frozen: 'Frozen.' },
      'not-possible',
    ],
    [
      'is lowered while held',
      split(0.25, { held: true }),
      { action: 'turn', share: 0.05 },
      {},
      ['split', 0.05, 4],
    ],
    [
      'is lowered while frozen',
      split(0.25),
      { action: 'turn', share: 0.05 },
      { frozen: 'Frozen.' },
      ['split', 0.05, 4],
    ],
    ['rolls back in one jump', split(1), { action: 'rollback' }, missing, ['shadow', 0, 4]],
    [
      'rolls back for the controller while held',
      split(0.5, { held: true }),
      { action: 'rollback' },
      { by: 'controller', frozen: 'Frozen.' },
      ['shadow', 0, 4],
    ],
    [
      'rolls back what is down already without a change',
      dial(),
      { action: 'rollback' },
      {},
      ['shadow', 0, 3],
    ],
    ['does not change when held', dial(), { action: 'hold' }, {}, ['shadow', 0, 3]],
    [
      'needs a candidate',
      dial({ stage: 'observe' }),
      { action: 'turn', stage: 'shadow' },
      { hasCandidate: false, ...force },
      'not-possible',
    ],
    [
      'goes from observe to shadow without evidence',
      dial({ stage: 'observe' }),
      { action: 'turn', stage: 'shadow' },
      missing,
      ['shadow', 0, 4],
    ],
    ['retires only what is live', split(0.5), { action: 'turn', stage: 'retired' }, force, 'not-possible'],
    [
      'retires nothing while a cohort sends others to legacy',
      split(1),
      { action: 'turn', stage: 'retired' },
      { hasCohort: true, ...force },
      'not-possible',
    ],
    ['retires when the soak is clean', split(1), { action: 'turn', stage: 'retired' }, {}, ['retired', 1, 4]],
    [
      'retires nothing while a guard misses something',
      split(1),
      { action: 'turn', stage: 'retired' },
      missing,
      'forbidden-by-guards',
    ],
    [
      'goes back from retired to shadow',
      dial({ stage: 'retired', share: 1 }),
      { action: 'turn', stage: 'shadow' },
      {},
      ['shadow', 0, 4],
    ],
    ['needs the share of a split', dial(), { action: 'turn', stage: 'split' }, {}, 'not-possible'],
    [
      'needs stage and share to agree',
      dial(),
      { action: 'turn', stage: 'live', share: 0.5 },
      {},
      'not-possible',
    ],
    ['takes share 0 for shadow', split(0.5), { action: 'turn', share: 0 }, {}, ['shadow', 0, 4]],
    [
      'begins another candidate in shadow',
      split(0.5),
      { action: 'new-candidate' },
      { by: 'controller' },
      ['shadow', 0, 4],
    ],
    [
      'has nothing to acknowledge where nothing was rolled back',
      dial(),
      { action: 'acknowledge' },
      {},
      'not-possible',
    ],
    [
      'has nothing to unlatch where nothing is latched',
      dial(),
      { action: 'unlatch' },
      { by: 'admin' },
      'not-possible',
    ],
  ])('%s', (_, from, wanted, more, expected) => expect(position(turn(from, wanted, more))).toEqual(expected));

  it.each<[Turn['action'], Turner, boolean]>([
    ['promote', 'viewer', false],
    ['rollback', 'viewer', false],
    ['hold', 'viewer', false],
    ['turn', 'controller', false],
    ['hold', 'controller', false],
    ['acknowledge', 'controller', false],
    ['restart-evidence', 'controller', false],
    ['acknowledge', 'operator', true],
    ['restart-evidence', 'operator', true],
    ['unlatch', 'operator', false],
    ['unlatch', 'admin', true],
  ])('%s by a %s: %s', (action, by, may) => {
    const rolledBack = turned(turn(split(0.5), { action: 'rollback' }, { by: 'controller' })).rolledBack!;
    const from = dial({ rolledBack: { ...rolledBack, latched: true } });
    const result = turn(from, { action, share: 0 }, { by });
    expect(result.kind === 'turned' || result.why !== 'not-allowed').toBe(may);
  });

  it('a refusal by the guards says what is missing and how to force', () => {
    const refused = turn(dial(), { action: 'promote' }, missing);
    expect('detail' in refused && refused.detail).toMatch(
      /^- mismatch: 5,229 more clean entities$[^]*--force/m,
    );
  });

  it('a share says its stage, and a stage its share', () => {
    expect(atShare(0).stage).toBe('shadow');
    expect(atShare(0.3).stage).toBe('split');
    expect(atShare(1).stage).toBe('live');
    expect(positionAsked('live', undefined)).toEqual({ stage: 'live', share: 1 });
    expect(nextPosition({ stage: 'live', share: 1 }, [0.5])).toBeUndefined();
  });
});

describe('the proof by which a route left shadow', () => {
  it('is kept for its later steps, and gone with a rollback', () => {
    const up = turned(turn(dial(), { action: 'promote' }, { passesAsFew: true }));
    expect(up.leftShadow).toEqual({ subject: 's', asFew: true, entities: 800 });
    const further = turned(turn(up, { action: 'promote' }, { leavesShadow: false, met: 7 }));
    expect(further.leftShadow).toEqual({ subject: 's', asFew: true, entities: 800 });
    expect(turned(turn(further, { action: 'rollback' })).leftShadow).toBeNull();
  });

  it('is none where an admin forced it', () => {
    expect(turned(turn(dial(), { action: 'promote' }, { ...missing, ...force })).leftShadow).toBeNull();
  });

  it('is asked for anew of another candidate, wherever the dial stands', () => {
    const up = split(0.25, { leftShadow: { subject: 'before', asFew: false, entities: 60 } });
    expect(turned(turn(up, { action: 'promote' })).leftShadow).toEqual({
      subject: 's',
      asFew: false,
      entities: 800,
    });
  });
});
