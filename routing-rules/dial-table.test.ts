import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dial, stages, untouched } from './dial.js';
import { type Turn, turnActions, type TurnContext, type Turner } from './dial-table.js';
import { positionAsked } from './positions.js';
import { turnDial } from './turn-dial.js';
import { at, plan } from './turned.cases.js';

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
    met: fc.nat(),
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
