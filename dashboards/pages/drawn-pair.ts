import { type Applied, applyDifferences } from '../../comparators/apply-differences.js';
import type { Difference } from '../../comparators/difference.js';

const mostValues = 5000;
const mostDepth = 100;

/**
 * Legacy's body, and beside it what it would be with the differences; undefined where either is too big
 * to be drawn in the time that a page may take.
 */
export function drawnPair(legacy: unknown, differences: readonly Difference[]): Applied | undefined {
  if (differences.length > mostValues || !isSmall(legacy)) return undefined;
  const applied = applyDifferences(legacy, differences);
  return isSmall(applied.value) ? applied : undefined;
}

/** Whether a value may be walked; counts without recursion, for it may be deep. */
export function isSmall(value: unknown): boolean {
  const waiting = [value];
  for (let seen = 0; waiting.length > 0; seen += 1) {
    if (seen > mostValues) return false;
    const next = waiting.pop();
    if (next === null || typeof next !== 'object') continue;
    const members: unknown[] = Object.values(next);
    if (members.length > mostValues) return false;
    waiting.push(...members);
  }
  return depth(value) <= mostDepth;
}

function depth(value: unknown): number {
  let level: unknown[] = [value];
  for (let deep = 0; ; deep += 1) {
    const objects = level.filter((one) => one !== null && typeof one === 'object');
    if (objects.length === 0 || deep > mostDepth) return deep;
    level = objects.flatMap((one) => Object.values(one) as unknown[]);
  }
}
