import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dial, stages, untouched } from './dial.js';
import { type Turn, type TurnContext, turnActions, type Turner } from './dial-table.js';
import { atShare, nextPosition, positionAsked } from './positions.js';
import { turnDial } from './turn-dial.js';

const plan = [0.01, 0.05, 0.25, 1];
const start = new Date('2026-05-01T00:00:00Z');
const at = (hours: number): Date => new Date(start.getTime() + hours * 3_600_000);
const dial = (more: Partial<Dial> = {}): Dial => ({
  ...untouched({ stage: 'shadow', share: 0 }),
  revision: 3,
  ...more,
});
const context = (more: Partial<TurnContext> = {}): TurnContext => ({
  by: 'operator',
  reason: 'a reason',
  at: start,
  hasCandidate: true,
  hasCohort: false,
  plan,
  missing: [],
  frozen: undefined,
  force: false,
  key: 'k',
  candidate: '1.0',
  subject: 's',
  leavesShadow: true,
  passesAsFew: false,
  ...more,
});
const turn = (from: Dial, wanted: Turn, more: Partial<TurnContext> = {}) =>
  turnDial(from, wanted, context(more));
const position = (result: ReturnType<typeof turnDial>) =>
  result.kind === 'turned' ? [result.dial.stage, result.dial.share, result.dial.revision] : result.why;
const turned = (result: ReturnType<typeof turnDial>): Dial => {
  if (result.kind !== 'turned') throw new Error(result.detail);
  return result.dial;
};
const split = (share: number, more: Partial<Dial> = {}): Dial => dial({ ...atShare(share), ...more });
const force = { force: true, by: 'admin' } as const;
const missing = { missing: ['mismatch: 5,229 more clean entities'] };

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
    expect(turned(turn(down, { action: 'acknowledge' })).rolledBack).toMatchObject({ acknowledged: true });
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

describe('the proof by which a route left shadow', () => {
  it('is kept for its later steps, and gone with a rollback', () => {
    const up = turned(turn(dial(), { action: 'promote' }, { passesAsFew: true }));
    expect(up.leftShadow).toEqual({ subject: 's', asFew: true });
    const further = turned(turn(up, { action: 'promote' }, { leavesShadow: false }));
    expect(further.leftShadow).toEqual({ subject: 's', asFew: true });
    expect(turned(turn(further, { action: 'rollback' })).leftShadow).toBeNull();
  });

  it('is none where an admin forced it', () => {
    expect(turned(turn(dial(), { action: 'promote' }, { ...missing, ...force })).leftShadow).toBeNull();
  });

  it('is asked for anew of another candidate, wherever the dial stands', () => {
    const up = split(0.25, { leftShadow: { subject: 'before', asFew: false } });
    expect(turned(turn(up, { action: 'promote' })).leftShadow).toEqual({ subject: 's', asFew: false });
  });
});

describe('whatever is asked for, in whichever order', () => {
  const anyTurn: fc.Arbitrary<Turn> = fc.oneof(
    fc.record({
      action: fc.constant('turn' as const),
      stage: fc.option(fc.constantFrom(...stages), { nil: undefined }),
      share: fc.option(fc.constantFrom(0, 0.01, 0.05, 0.25, 0.4, 1), { nil: undefined }),
    }),
    fc.record({ action: fc.constantFrom(...turnActions) }),
  );
  const anyContext = fc.record({
    by: fc.constantFrom<Turner[]>('viewer', 'controller', 'operator', 'admin'),
    reason: fc.constant('a reason'),
    at: fc.integer({ min: 0, max: 400 }).map(at),
    hasCandidate: fc.boolean(),
    hasCohort: fc.boolean(),
    plan: fc.constant(plan),
    missing: fc.constantFrom<string[][]>([], ['something']),
    frozen: fc.constantFrom(undefined, 'Frozen until Monday.'),
    force: fc.boolean(),
    key: fc.constantFrom('k', 'other'),
    candidate: fc.constantFrom(null, '1.0', '2.0'),
    subject: fc.constantFrom('s', 'other'),
    leavesShadow: fc.boolean(),
    passesAsFew: fc.boolean(),
  });
  const steps = fc.array(fc.tuple(anyTurn, anyContext), { maxLength: 40 });

  /** Follows a dial from its beginning, and looks at each step that was taken. */
  const along = (
    look: (from: Dial, to: Dial, wanted: Turn, around: TurnContext) => void,
    runs = 1_000,
  ): void =>
    fc.assert(
      fc.property(steps, (taken) => {
        let is = untouched({ stage: 'shadow', share: 0 });
        for (const [wanted, around] of taken) {
          const result = turnDial(is, wanted, around);
          if (result.kind === 'refused') continue;
          look(is, result.dial, wanted, around);
          is = result.dial;
        }
      }),
      { numRuns: runs },
    );

  it('the share rises only where nothing is missing or an admin forces it, which is marked', () =>
    along((from, to, _, around) => {
      if (to.share <= from.share) return;
      expect(around.hasCandidate).toBe(true);
      expect(around.missing.length === 0 || around.by === 'admin').toBe(true);
      expect(to.forced).toBe(around.missing.length > 0 || to.share > (plan.find((s) => s > from.share) ?? 1));
    }));

  it('nothing rises while held, frozen or latched', () =>
    along((from, to, _, around) => {
      if (to.share <= from.share && !(to.stage === 'retired' && from.stage !== 'retired')) return;
      expect(from.held).toBe(false);
      expect(around.frozen).toBeUndefined();
      expect(from.rolledBack?.latched ?? false).toBe(false);
    }));

  it('up is one step of the plan, unless an admin forces it', () =>
    along((from, to, _, around) => {
      if (to.share <= from.share || around.by === 'admin') return;
      expect(to.share).toBe(plan.find((step) => step > from.share));
    }));

  it('a rollback is possible from everywhere, is one jump, and is nobody’s to bar', () =>
    fc.assert(
      fc.property(steps, anyContext, (taken, around) => {
        let is = untouched({ stage: 'shadow', share: 0 });
        for (const [wanted, then] of taken) {
          const result = turnDial(is, wanted, then);
          if (result.kind === 'turned') is = result.dial;
        }
        for (const by of ['controller', 'operator', 'admin'] as const) {
          const down = turnDial(is, { action: 'rollback' }, { ...around, by });
          expect(down).toMatchObject({
            kind: 'turned',
            dial: { share: 0, stage: is.stage === 'observe' ? 'observe' : 'shadow' },
          });
        }
      }),
    ));

  it('the controller never retires a route, forces nothing, and lowers to shadow or not at all', () =>
    along((from, to, _, around) => {
      if (around.by !== 'controller') return;
      expect(to.stage === 'retired' && from.stage !== 'retired').toBe(false);
      if (to.share > from.share) expect(to.forced).toBe(false);
      if (to.share < from.share) expect(to.share).toBe(0);
    }));

  it('the revision grows by one when stage or share change, and only then', () =>
    along((from, to) => {
      const moved = to.stage !== from.stage || to.share !== from.share;
      expect(to.revision).toBe(from.revision + Number(moved));
    }));

  it('stage and share always agree', () =>
    along((_, to) => expect(typeof positionAsked(to.stage, to.share)).toBe('object')));
});
