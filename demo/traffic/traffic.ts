import { setTimeout as sleep } from 'node:timers/promises';
import { openCaller } from './caller.js';
import { type Habits, type Visit, visits } from './visits.js';

/** Where the calls go and how they are made. */
export interface TrafficOptions extends Habits {
  /** The proxy, without a slash at the end. */
  readonly target: string;
}

/** What the calls came to so far. */
export interface TrafficCounts {
  readonly reads: number;
  readonly writes: number;
  /** Answers of 5xx, and calls that got none. */
  readonly failed: number;
  /** Calls that were not made because too many were open. */
  readonly heldBack: number;
  readonly open: number;
}

/** Traffic that runs. */
export interface Traffic {
  readonly counts: TrafficCounts;
  /** Makes no new call and waits until the open ones have ended. */
  rest(): Promise<void>;
  /** Makes no new call and gives the open ones up. */
  stop(): Promise<void>;
}

/** More open calls than this mean that nobody answers: calling on would only pile up. */
const MOST_OPEN = 200;
const TIMEOUT_MS = 15_000;

/** Starts to call; the pace follows the seed, whatever the answers take. */
export function startTraffic(options: TrafficOptions): Traffic {
  const counts = { reads: 0, writes: 0, failed: 0, heldBack: 0, open: 0 };
  const resting = new AbortController();
  const caller = openCaller(options.target, TIMEOUT_MS);
  const open = new Set<Promise<void>>();

  const call = async (visit: Visit): Promise<void> => {
    try {
      if ((await caller.call(visit)) >= 500) counts.failed++;
    } catch {
      // Counted, and shown in the table: what failed is for Banyan to say.
      counts.failed++;
    }
  };

  const run = async (): Promise<void> => {
    let next = performance.now();
    for (const visit of visits(options)) {
      next += visit.afterMs;
      // Late by more than a second (a laptop that slept): go on from now instead of catching up in a burst.
      next = Math.max(next, performance.now() - 1_000);
      const wait = next - performance.now();
      // Rejects only when stopped, and then the loop ends by itself.
      if (wait > 1) await sleep(wait, undefined, { signal: resting.signal }).catch(() => undefined);
      if (resting.signal.aborted) return;
      if (open.size >= MOST_OPEN) {
        counts.heldBack++;
        continue;
      }
      if (visit.method === 'GET') counts.reads++;
      else counts.writes++;
      const calling: Promise<void> = call(visit).finally(() => open.delete(calling));
      open.add(calling);
    }
  };
  const running = run();
  const rest = async (): Promise<void> => {
    resting.abort();
    await running;
    await Promise.all(open);
  };
  return {
    get counts() {
      return { ...counts, open: open.size };
    },
    rest,
    stop: async () => {
      resting.abort();
      caller.close();
      await rest();
    },
  };
}
