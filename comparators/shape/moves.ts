import type { PathStep } from '../pattern.js';

/** One value of the candidate's that goes to legacy's place. */
export interface Move {
  readonly from: readonly PathStep[];
  readonly to: readonly PathStep[];
  /** So many first steps of `to` are the candidate's own, as `..` found them. */
  readonly above: number;
}

/** Where each move ends when what it is found in moves as well. */
export function followContainers(moves: readonly Move[]): readonly Move[] {
  if (!moves.some(({ above }) => above > 0)) return moves;
  const root: MovedPlace = { inside: new Map(), to: undefined };
  const outerFirst = moves.toSorted((a, b) => a.from.length - b.from.length);
  return outerFirst.map((move): Move => {
    let at: MovedPlace | undefined = root;
    let to = move.to;
    for (let depth = 1; depth <= move.above && at !== undefined; depth += 1) {
      at = at.inside.get(move.to[depth - 1] ?? '');
      if (at?.to !== undefined) to = [...at.to, ...move.to.slice(depth)];
    }
    let place = root;
    for (const step of move.from) {
      let next = place.inside.get(step);
      if (next === undefined) place.inside.set(step, (next = { inside: new Map(), to: undefined }));
      place = next;
    }
    place.to = to;
    return { ...move, to };
  });
}

interface MovedPlace {
  readonly inside: Map<PathStep, MovedPlace>;
  to: readonly PathStep[] | undefined;
}
