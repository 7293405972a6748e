import type { Dial, Position, Stage } from './dial.js';
import { formatShare } from './units.js';

/** What somebody wants of a dial. */
export type Turn =
  | { readonly action: 'turn'; readonly stage?: Stage | undefined; readonly share?: number | undefined }
  | { readonly action: 'promote' | 'rollback' | 'hold' | 'resume' };

/** What a turn is judged by. */
export interface TurnContext {
  readonly hasCandidate: boolean;
  /** A cohort (`only`) still sends others to legacy. */
  readonly hasCohort: boolean;
  /** Shares of the plan, rising. */
  readonly plan: readonly number[];
  /** What keeps the dial from rising, one sentence each; empty when every guard passes. */
  readonly missing: readonly string[];
  /** Raise against the guards. */
  readonly force: boolean;
  readonly mayForce: boolean;
}

/** The dial after the turn, or why it stays as it is. */
export type Turned =
  | { readonly kind: 'turned'; readonly dial: Dial }
  | {
      readonly kind: 'refused';
      readonly why: 'forbidden-by-guards' | 'not-possible' | 'not-allowed';
      readonly detail: string;
    };

/**
 * Judges one turn of a dial. Lowering is always allowed and is one jump; raising goes one step of
 * the plan, not while held, and only when nothing is missing or an admin forces it.
 */
export function turnDial(dial: Dial, turn: Turn, context: TurnContext): Turned {
  if (turn.action === 'hold') return turned({ ...dial, held: true });
  if (turn.action === 'resume') return turned({ ...dial, held: false });
  const to = target(dial, turn, context);
  if (typeof to === 'string') return refused('not-possible', to);
  if (!isRaise(dial, to)) return turned(moved(dial, to, dial.forced && to.share > 0));
  return raise(dial, to, context);
}

function raise(dial: Dial, to: Position, context: TurnContext): Turned {
  const impossible = whyNeverRaised(dial, to, context);
  if (impossible !== undefined) return refused('not-possible', impossible);
  const missing = missingFor(dial, to, context);
  if (missing.length === 0) return turned(moved(dial, to, false));
  if (!context.force) {
    return refused(
      'forbidden-by-guards',
      `The guards do not allow ${describe(to)} yet: ${missing.join('; ')}. To raise anyway, an admin sends the same with force (--force) and a reason.`,
    );
  }
  if (!context.mayForce) {
    return refused('not-allowed', 'Only an admin may raise the dial against the guards (force).');
  }
  return turned(moved(dial, to, true));
}

function whyNeverRaised(dial: Dial, to: Position, context: TurnContext): string | undefined {
  if (!context.hasCandidate)
    return 'The route has no candidate: add `candidate:` to it in banyan.yaml first.';
  if (dial.held) return 'The dial is held: only lowering is possible. Resume the route first.';
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

/** The next higher share of the plan; undefined when the dial is at its end. */
export function nextShare(dial: Position, plan: readonly number[]): number | undefined {
  return [...plan, 1].find((step) => step > dial.share);
}

/** Where the dial goes next when it rises; undefined when there is nowhere to go. */
export function nextPosition(dial: Position, plan: readonly number[]): Position | undefined {
  if (dial.stage === 'observe') return { stage: 'shadow', share: 0 };
  if (dial.stage === 'live' || dial.stage === 'retired') return undefined;
  const share = nextShare(dial, plan);
  return share === undefined ? undefined : atShare(share);
}

function target(dial: Dial, turn: Turn, context: TurnContext): Position | string {
  if (turn.action === 'rollback') return { stage: dial.stage === 'observe' ? 'observe' : 'shadow', share: 0 };
  if (turn.action === 'promote') {
    return nextPosition(dial, context.plan) ?? `There is no step after ${describe(dial)}.`;
  }
  if (turn.action !== 'turn') return dial;
  return positionAsked(turn.stage, turn.share);
}

/** The position that a stage and a share together mean, or a sentence that says why they mean none. */
export function positionAsked(stage: Stage | undefined, share: number | undefined): Position | string {
  if (stage === undefined) return share === undefined ? 'Name a stage or a share.' : atShare(share);
  if (stage === 'live' || stage === 'retired') return agree(stage, share, 1);
  if (stage === 'observe' || stage === 'shadow') return agree(stage, share, 0);
  if (share === undefined || share <= 0 || share >= 1)
    return 'Stage split needs a share between 0 and 100 %.';
  return { stage, share };
}

const agree = (stage: Stage, share: number | undefined, only: number): Position | string =>
  share === undefined || share === only
    ? { stage, share: only }
    : `Stage ${stage} means a share of ${formatShare(only)}. Leave the share out.`;

/** The stage that a share means: 0 is shadow, 1 live, anything between split. */
export function atShare(share: number): Position {
  if (share <= 0) return { stage: 'shadow', share: 0 };
  return share >= 1 ? { stage: 'live', share: 1 } : { stage: 'split', share };
}

const rank: Readonly<Record<Stage, number>> = { observe: 0, shadow: 1, split: 2, live: 3, retired: 4 };

/** More for the candidate: a greater share, or a later stage at the same one. */
export const isRaise = (from: Position, to: Position): boolean =>
  to.share > from.share || (to.share === from.share && rank[to.stage] > rank[from.stage]);

function moved(dial: Dial, to: Position, forced: boolean): Dial {
  const same = dial.stage === to.stage && dial.share === to.share;
  return { ...dial, stage: to.stage, share: to.share, forced, revision: dial.revision + (same ? 0 : 1) };
}

/** `split 5 %`, `shadow`: as people read it. */
export const describe = (position: Position): string =>
  position.stage === 'split' ? `split ${formatShare(position.share)}` : position.stage;

const turned = (dial: Dial): Turned => ({ kind: 'turned', dial });
const refused = (why: 'forbidden-by-guards' | 'not-possible' | 'not-allowed', detail: string): Turned => ({
  kind: 'refused',
  why,
  detail,
});
