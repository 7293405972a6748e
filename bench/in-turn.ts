/** Another one begins each round, so that none is always measured first, or after the same one. */
export function inTurn<T>(contenders: readonly T[], round: number): readonly T[] {
  const first = round % Math.max(1, contenders.length);
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}
