import { setTimeout as after } from 'node:timers/promises';
import type { AdminOptions } from '../admin-client.js';
import { followAdmin } from '../admin-events.js';
import { now, secondTime } from '../when.js';
import { askStanding, type Standing } from './status.js';

/** Where routes stood when Banyan last told it, and whether it still does. */
export interface WatchedStanding {
  readonly standing: Standing;
  /** When it was told. */
  readonly asOf: Date;
  /** Since when nobody told anything new, and why; undefined while it is followed. */
  readonly outOfDate?: { readonly since: Date; readonly why: string };
}

/** Milliseconds until it is tried again to reach a Banyan that is gone: doubled each time, up to the most. */
const backoff = { first: 1_000, most: 15_000 };

/**
 * Follows where one route stands, or all: yields at once, and then whenever it was asked again, because Banyan told that
 * something changed, at most once in `interval` milliseconds. A Banyan that goes away leaves what it told last, marked
 * as out of date, until it is back.
 * @throws Impossible, Refused as `askAdmin`, where nothing was ever told
 */
export async function* followStanding(
  route: string | undefined,
  options: AdminOptions,
  interval: number,
  ended: AbortSignal,
): AsyncGenerator<WatchedStanding, void> {
  let told: WatchedStanding = { standing: await askStanding(route, options), asOf: now() };
  yield told;
  await resting(interval, ended);
  for (let wait = backoff.first; !ended.aborted; wait = Math.min(2 * wait, backoff.most)) {
    try {
      for await (const _ of followAdmin(options, ended)) {
        told = { standing: await askStanding(route, options), asOf: now() };
        wait = backoff.first;
        yield told;
        await resting(interval, ended);
      }
    } catch (error) {
      if (ended.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      told = { ...told, outOfDate: { since: told.outOfDate?.since ?? now(), why } };
      yield told;
      await resting(wait, ended);
    }
  }
}

/** Sleeps; whoever wants it to end wakes it. */
const resting = (milliseconds: number, ended: AbortSignal): Promise<void> =>
  after(milliseconds, undefined, { signal: ended }).catch(() => undefined);

/** `as of 14:35:02 UTC, live`, or since when and why it is no more. */
export function asOfLine({ asOf, outOfDate }: WatchedStanding): string {
  const told = `as of ${secondTime(asOf)}`;
  if (outOfDate === undefined) return `${told}, live`;
  return `${told}, out of date since ${secondTime(outOfDate.since)}: ${outOfDate.why} It is tried again until it answers.`;
}
