import { type PathStep, readPath } from '../../comparators/pattern.js';
import type { Side } from '../../evidence/tally.js';
import type { PairTime } from './world/pair-time.js';
import type { World } from './world/world.js';

/** The path of a difference with orders by their id: positions change. */
export function placeIn(
  world: World,
  entity: string,
  { legacy }: PairTime,
  path: string,
): readonly PathStep[] {
  const steps = readPath(path) ?? [];
  const [first, position, ...rest] = steps;
  if (first !== 'orders' || typeof position !== 'number') return steps;
  const orders = documentOf(world, entity, 'legacy', legacy)?.['orders'] as { orderId: string }[] | undefined;
  return ['orders', orders?.[position]?.orderId ?? position, ...rest];
}

/** What a side tells at such a place of an entity, as text. */
export function toldAt(
  world: World,
  entity: string,
  side: Side,
  time: number,
  place: readonly PathStep[],
): string {
  let here: unknown = documentOf(world, entity, side, time);
  for (const step of place) {
    if (Array.isArray(here)) here = (here as { orderId?: string }[]).find(({ orderId }) => orderId === step);
    else
      here = typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[step] : undefined;
  }
  return JSON.stringify(here) ?? 'absent';
}

function documentOf(
  world: World,
  entity: string,
  side: Side,
  time: number,
): Record<string, unknown> | undefined {
  const observation = world.read(side, entity, time);
  if (observation.kind !== 'answer' || observation.status !== 200 || !observation.body) return undefined;
  return JSON.parse(Buffer.from(observation.body).toString()) as Record<string, unknown>;
}
