import type { Dial, Position, Stage } from './dial.js';
import { describe, isRaise, isSame, nextPosition, nextShare, positionAsked } from './positions.js';
import { afterRollback, oneMore } from './rolled-back.js';
import { formatShare } from './units.js';

/** Who turns a dial, by what they may do: the controller is nobody's superior and forces nothing. */
export type Turner = 'viewer' | 'controller' | 'operator' | 'admin';

/** What somebody wants of a dial. */
export type Turn =
  | { readonly action: 'turn'; readonly stage?: Stage | undefined; readonly share?: number | undefined }
  | { readonly action: TurnAction };

/** What may be wanted beside a position of one's own choice. */
export const turnActions = [
  'promote',
  'rollback',
  'hold',
  'resume',
  'acknowledge',
  'unlatch',
  'restart-evidence',
  'new-candidate',
] as const;
export type TurnAction = (typeof turnActions)[number];

/** What a turn is judged by. */
export interface TurnContext {
  readonly by: Turner;
  readonly reason: string;
  readonly at: Date;
  readonly hasCandidate: boolean;
  /** A cohort (`only`) still sends others to legacy. */
  readonly hasCohort: boolean;
  /** Shares of the plan, rising. */
  readonly plan: readonly number[];
  /** What keeps the dial from rising, one sentence each; empty when every guard passes. */
  readonly missing: readonly string[];
  /** Why nothing rises now whatever the guards say, as a sentence; undefined outside of a freeze window. */
  readonly frozen: string | undefined;
  /** Raise against the guards. */
  readonly force: boolean;
  /** The evidence key now, and the candidate's version; null when it tells none. */
  readonly key: string;
  readonly candidate: string | null;
  /** What is to be proven: rules and candidate. */
  readonly subject: string;
  /** It has not left shadow by proof yet. */
  readonly leavesShadow: boolean;
  /** Distinct entities that the route is known to have. */
  readonly met: number;
  /** The guards pass for no other reason than that the draws prove the route to have few entities. */
  readonly passesAsFew: boolean;
}

/** Why a dial stays as it is. */
export interface TurnRefusal {
  readonly kind: 'refused';
  readonly why: 'forbidden-by-guards' | 'not-possible' | 'not-allowed';
  readonly detail: string;
}

/** The dial that an action leads to, or why it does not. */
type To = (dial: Dial, turn: Turn, context: TurnContext) => Dial | TurnRefusal;

/**
 * The dial's table (design: evidence §5): who may do what, and where it leads. Down is one jump and always
 * possible; up is one step of the plan, with nothing missing or an admin's force, and never while held,
 * latched or frozen.
 */
export const dialTable: Readonly<Record<Turn['action'], { readonly who: Turner; readonly to: To }>> = {
  promote: { who: 'controller', to: (dial, _, context) => step(dial, context) },
  turn: { who: 'operator', to: (dial, turn, context) => turnTo(dial, turn, context) },
  rollback: { who: 'controller', to: (dial, _, context) => down(dial, shadowOf(dial), context) },
  // Another version of the candidate where the route says that those begin in shadow: no fault of anybody's.
  'new-candidate': {
    who: 'controller',
    to: (dial, _, context) =>
      dial.share === 0 ? dial : { ...moved(dial, shadowOf(dial), false, context), leftShadow: null },
  },
  hold: { who: 'operator', to: (dial) => ({ ...dial, held: true }) },
  resume: { who: 'operator', to: (dial) => ({ ...dial, held: false }) },
  acknowledge: { who: 'operator', to: (dial) => acknowledged(dial) },
  unlatch: { who: 'admin', to: (dial) => unlatched(dial) },
  'restart-evidence': { who: 'operator', to: (dial) => ({ ...dial, restarts: dial.restarts + 1 }) },
};

function step(dial: Dial, context: TurnContext): Dial | TurnRefusal {
  const to = nextPosition(dial, context.plan);
  return to ? raise(dial, to, context) : notPossible(`There is no step after ${describe(dial)}.`);
}

function turnTo(dial: Dial, turn: Turn, context: TurnContext): Dial | TurnRefusal {
  const to = turn.action === 'turn' ? positionAsked(turn.stage, turn.share) : dial;
  if (typeof to === 'string') return notPossible(to);
  return isRaise(dial, to) ? raise(dial, to, context) : down(dial, to, context);
}

function raise(dial: Dial, to: Position, context: TurnContext): Dial | TurnRefusal {
  const impossible = whyNeverRaised(dial, to, context);
  if (impossible !== undefined) return notPossible(impossible);
  const missing = missingFor(dial, to, context);
  if (missing.length > 0 && !context.force) {
    return refused(
      'forbidden-by-guards',
      [
        `The guards do not allow ${describe(to)} yet:`,
        // A field may have any name: one that breaks the line must not look like another guard.
        ...missing.map((sentence) => `- ${sentence.replaceAll(/\s+/g, ' ')}`),
        'To raise anyway, an admin sends the same with force (--force) and a reason.',
      ].join('\n'),
    );
  }
  if (missing.length > 0 && context.by !== 'admin')
    return refused('not-allowed', 'Only an admin may raise the dial against the guards (force).');
  const raised = moved(dial, to, missing.length > 0, context);
  // To compare again is no way out of what a rollback left behind.
  if (to.share === 0) return raised;
  const { subject, leavesShadow, passesAsFew: asFew, met: entities } = context;
  const isProven = leavesShadow && missing.length === 0;
  const leftShadow = isProven ? { subject, asFew, entities } : dial.leftShadow;
  return { ...raised, rolledBack: null, leftShadow };
}

function whyNeverRaised(dial: Dial, to: Position, context: TurnContext): string | undefined {
  if (!context.hasCandidate)
    return 'The route has no candidate: add `candidate:` to it in banyan.yaml first.';
  if (dial.held) return 'The dial is held: only lowering is possible. Resume the route first.';
  if (context.frozen !== undefined) return `${context.frozen} Only lowering is possible until then.`;
  if (dial.rolledBack?.latched)
    return `The dial is latched: it was ${dial.alarms.length} times rolled back by itself within 7 days. An admin unlatches it with a reason.`;
  if (to.stage !== 'retired') return undefined;
  if (dial.stage !== 'live')
    return 'Only a route that is live (100 %) can be retired. Raise it to live first.';
  if (context.hasCohort)
    return 'A cohort (`only`) still sends other clients to legacy. Remove it before retiring legacy.';
  return undefined;
}

function missingFor(dial: Dial, to: Position, context: TurnContext): readonly string[] {
  if (dial.stage === 'observe' && to.stage === 'shadow') return [];
  const next = nextShare(dial, context.plan);
  const jump =
    to.share > (next ?? 1)
      ? [`the plan's next step is ${formatShare(next ?? 1)}, not ${formatShare(to.share)}`]
      : [];
  return [...context.missing, ...jump];
}

function down(dial: Dial, to: Position, context: TurnContext): Dial {
  if (isSame(dial, to)) return dial;
  const lowered = moved(dial, to, dial.forced && to.share > 0, context);
  const { by, reason: why, at, key, candidate } = context;
  // What was compared is left behind, however little it is lowered: the next look at this candidate is a further one.
  if (dial.share === 0 || to.share > 0) return { ...lowered, rollbacks: oneMore(dial, candidate) };
  const automatic = by === 'controller';
  return { ...lowered, ...afterRollback(dial, { automatic, why, at, key, candidate }), leftShadow: null };
}

const shadowOf = ({ stage }: Dial): Position => ({
  stage: stage === 'observe' ? 'observe' : 'shadow',
  share: 0,
});

function acknowledged(dial: Dial): Dial | TurnRefusal {
  if (dial.rolledBack === null) return notPossible('There is no rollback to acknowledge.');
  if (dial.rolledBack.acknowledged) return notPossible('The rollback is acknowledged already.');
  return { ...dial, rolledBack: { ...dial.rolledBack, acknowledged: true } };
}

function unlatched(dial: Dial): Dial | TurnRefusal {
  if (!dial.rolledBack?.latched) return notPossible('The dial is not latched.');
  // Else the next rollback of a week that had three would latch it again at once.
  return { ...dial, alarms: [], rolledBack: { ...dial.rolledBack, latched: false, acknowledged: true } };
}

const moved = (
  dial: Dial,
  { stage, share }: Position,
  forced: boolean,
  { candidate }: TurnContext,
): Dial => ({ ...dial, stage, share, forced, turnedOn: candidate, revision: dial.revision + 1 });

const notPossible = (detail: string): TurnRefusal => refused('not-possible', detail);
const refused = (why: TurnRefusal['why'], detail: string): TurnRefusal => ({ kind: 'refused', why, detail });
