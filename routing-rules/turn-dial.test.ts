import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dial, stages } from './dial.js';
import { type Turn, type TurnContext, atShare, nextPosition, turnDial } from './turn-dial.js';

const dial = (more: Partial<Dial> = {}): Dial => ({
  stage: 'shadow',
  share: 0,
  revision: 3,
  held: false,
  forced: false,
  ...more,
});
const context = (more: Partial<TurnContext> = {}): TurnContext => ({
  hasCandidate: true,
  hasCohort: false,
  plan: [0.01, 0.05, 0.25, 1],
  missing: [],
  force: false,
  mayForce: true,
  ...more,
});
const turn = (from: Dial, wanted: Turn, more: Partial<TurnContext> = {}) =>
  turnDial(from, wanted, context(more));
const position = (result: ReturnType<typeof turnDial>) =>
  result.kind === 'turned' ? [result.dial.stage, result.dial.share, result.dial.revision] : result.why;

describe('turning a dial', () => {
  it.each<[string, Dial, Turn, Partial<TurnContext>, unknown]>([
    [
      'the next step of the plan, when nothing is missing',
      dial(),
      { action: 'turn', share: 0.01 },
      {},
      ['split', 0.01, 4],
    ],
    ['promote goes to the next step', dial(), { action: 'promote' }, {}, ['split', 0.01, 4]],
    [
      'the last step is live',
      dial({ stage: 'split', share: 0.25 }),
      { action: 'promote' },
      {},
      ['live', 1, 4],
    ],
    [
      'more than one step is a jump, which the guards do not allow',
      dial(),
      { action: 'turn', share: 0.25 },
      {},
      'forbidden-by-guards',
    ],
    [
      'what a guard misses keeps it down',
      dial(),
      { action: 'promote' },
      { missing: ['mismatch: 5 more'] },
      'forbidden-by-guards',
    ],
    [
      'force raises against the guards',
      dial(),
      { action: 'turn', share: 0.25 },
      { missing: ['x'], force: true },
      ['split', 0.25, 4],
    ],
    [
      'only an admin may force',
      dial(),
      { action: 'promote' },
      { missing: ['x'], force: true, mayForce: false },
      'not-allowed',
    ],
    [
      'held, not even force raises',
      dial({ held: true }),
      { action: 'promote' },
      { force: true },
      'not-possible',
    ],
    [
      'held, it may still be lowered',
      dial({ held: true, stage: 'split', share: 0.25 }),
      { action: 'turn', share: 0.05 },
      {},
      ['split', 0.05, 4],
    ],
    [
      'rollback is one jump to shadow',
      dial({ stage: 'live', share: 1 }),
      { action: 'rollback' },
      { missing: ['x'] },
      ['shadow', 0, 4],
    ],
    [
      'rollback of what is down already changes nothing',
      dial(),
      { action: 'rollback' },
      {},
      ['shadow', 0, 3],
    ],
    ['hold is no dial change', dial(), { action: 'hold' }, {}, ['shadow', 0, 3]],
    [
      'without a candidate nothing rises',
      dial({ stage: 'observe' }),
      { action: 'turn', stage: 'shadow' },
      { hasCandidate: false, force: true },
      'not-possible',
    ],
    [
      'from observe to shadow needs no evidence',
      dial({ stage: 'observe' }),
      { action: 'turn', stage: 'shadow' },
      { missing: ['x'] },
      ['shadow', 0, 4],
    ],
    [
      'only what is live can be retired',
      dial({ stage: 'split', share: 0.5 }),
      { action: 'turn', stage: 'retired' },
      { force: true },
      'not-possible',
    ],
    [
      'a cohort keeps legacy from being retired',
      dial({ stage: 'live', share: 1 }),
      { action: 'turn', stage: 'retired' },
      { hasCohort: true, force: true },
      'not-possible',
    ],
    [
      'a retired route goes back to shadow',
      dial({ stage: 'retired', share: 1 }),
      { action: 'turn', stage: 'shadow' },
      {},
      ['shadow', 0, 4],
    ],
    ['stage split needs its share', dial(), { action: 'turn', stage: 'split' }, {}, 'not-possible'],
    ['stage and share must agree', dial(), { action: 'turn', stage: 'live', share: 0.5 }, {}, 'not-possible'],
    [
      'share 0 means shadow',
      dial({ stage: 'split', share: 0.5 }),
      { action: 'turn', share: 0 },
      {},
      ['shadow', 0, 4],
    ],
  ])('%s', (_, from, wanted, more, expected) => expect(position(turn(from, wanted, more))).toEqual(expected));

  it('a refusal by the guards says what is missing and how to force', () => {
    const refused = turn(dial(), { action: 'promote' }, { missing: ['mismatch: 5,229 more clean entities'] });
    expect(refused).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(refused)).toMatch(/5,229 more clean entities.*--force/);
  });

  const anyDial = fc.record({
    stage: fc.constantFrom(...stages),
    share: fc.constantFrom(0, 0.01, 0.05, 0.25, 1),
    revision: fc.nat(),
    held: fc.boolean(),
    forced: fc.boolean(),
  });
  const anyTurn: fc.Arbitrary<Turn> = fc.oneof(
    fc.record({
      action: fc.constant('turn' as const),
      stage: fc.option(fc.constantFrom(...stages), { nil: undefined }),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    }),
    fc.record({
      action: fc.constantFrom('promote' as const, 'rollback' as const, 'hold' as const, 'resume' as const),
    }),
  );
  const anyContext = fc.record({
    hasCandidate: fc.boolean(),
    hasCohort: fc.boolean(),
    plan: fc.constant([0.01, 0.05, 0.25, 1]),
    missing: fc.constantFrom([], ['something']),
    force: fc.boolean(),
    mayForce: fc.boolean(),
  });

  it('no path raises the share unless nothing is missing or an admin forces it, and never while held', () => {
    fc.assert(
      fc.property(anyDial, anyTurn, anyContext, (from, wanted, around) => {
        const result = turnDial(from, wanted, around);
        if (result.kind === 'refused' || result.dial.share <= from.share) return;
        expect(from.held).toBe(false);
        expect(around.hasCandidate).toBe(true);
        expect(around.missing.length === 0 || (around.force && around.mayForce)).toBe(true);
        if (around.missing.length > 0) expect(result.dial.forced).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('rollback is possible from everywhere', () => {
    fc.assert(
      fc.property(anyDial, anyContext, (from, around) => {
        const result = turnDial(from, { action: 'rollback' }, around);
        expect(result).toMatchObject({ kind: 'turned', dial: { share: 0 } });
      }),
    );
  });

  it('the revision grows by one when stage or share change, and only then', () => {
    fc.assert(
      fc.property(anyDial, anyTurn, anyContext, (from, wanted, around) => {
        const result = turnDial(from, wanted, around);
        if (result.kind === 'refused') return;
        const moved = result.dial.stage !== from.stage || result.dial.share !== from.share;
        expect(result.dial.revision).toBe(from.revision + (moved ? 1 : 0));
      }),
      { numRuns: 1_000 },
    );
  });

  it('a share says its stage', () => {
    expect(atShare(0).stage).toBe('shadow');
    expect(atShare(0.3).stage).toBe('split');
    expect(atShare(1).stage).toBe('live');
    expect(nextPosition({ stage: 'live', share: 1 }, [0.5])).toBeUndefined();
  });
});
