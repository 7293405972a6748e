import type { Position, Stage } from './dial.js';
import { formatShare } from './units.js';

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

const rank: Readonly<Record<Stage, number>> = { observe: 0, shadow: 1, split: 2, live: 3, retired: 4 };

/** More for the candidate: a greater share, or a later stage at the same one. */
export const isRaise = (from: Position, to: Position): boolean =>
  to.share > from.share || (to.share === from.share && rank[to.stage] > rank[from.stage]);

/** Whether both are the same place. */
export const isSame = (a: Position, b: Position): boolean => a.stage === b.stage && a.share === b.share;

/** `split 5 %`, `shadow`: as people read it. */
export const describe = (position: Position): string =>
  position.stage === 'split' ? `split ${formatShare(position.share)}` : position.stage;
