import { distance } from 'fastest-levenshtein';

/** Of the names that are known the one that was most likely meant; undefined where none is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((one) => ({ one, away: distance(one.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.away - b.away);
  // Further away than half of the word it is a guess, not a hint.
  const most = Math.min(Math.max(2, Math.floor(name.length / 2)), name.length - 1);
  return best !== undefined && best.away <= most ? best.one : undefined;
}
