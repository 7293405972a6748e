import type { Difference } from './judged.js';
import { placeIn, toldAt } from './told.js';
import { readBy } from './world/pair-time.js';
import { isAbout } from './world/truth.js';

/** Of each truth, cause, reason and wrong verdict so many, as what was seen of them over time. */
export function storiesOf(differences: readonly Difference[], most: number): readonly string[] {
  const told = new Map<string, number>();
  return differences.flatMap((one) => {
    if (one.truth === one.verdict) return [];
    const why = one.arguable === undefined ? '' : ` (arguable: ${one.arguable})`;
    const unsettled = one.verdict === 'unsettled' ? `, ${one.why}` : '';
    const title = `${one.truth} by ${one.cause ?? 'nothing'}, judged ${one.verdict}${unsettled}${why}`;
    const many = (told.get(title) ?? 0) + 1;
    told.set(title, many);
    return many > most ? [] : [`${title}\n  ${one.kind} ${one.pattern} of ${one.entity}\n${storyOf(one)}`];
  });
}

/** What both sides told at the place: in the pair, and at each read again, in milliseconds since the pair. */
function storyOf({ world, pair: { entity, at }, pattern, kind, looks }: Difference): string {
  const label = world.labels(entity, at).find((one) => isAbout(one, pattern, kind));
  const place = placeIn(world, entity, at, label?.path ?? pattern);
  const reads = [
    { side: 'legacy', at: at.legacy },
    { side: 'candidate', at: at.candidate },
    ...looks,
  ] as const;
  const lines = reads.map(
    (read) =>
      `  ${String(read.at - readBy(at)).padStart(7)} ${read.side.padEnd(9)} ${toldAt(world, entity, read.side, read.at, place)}`,
  );
  return [...lines, `  truth   ${JSON.stringify(label?.truth)}, pair at ${readBy(at)}`].join('\n');
}
