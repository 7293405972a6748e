import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { DashboardEnv, Gate } from '../access/gate.js';
import type { Actor, EvidenceDesk } from '../../evidence/desk.js';
import { Problem } from '../problem.js';
import { SharedReadings } from '../shared-readings.js';

/** More listeners than this are refused; each one holds a connection. */
export const listenerLimit = 64;
/** So many of them may be one actor's: whoever has a token must not keep everybody else from listening. */
export const listenersOfOne = 32;
/** A word this often keeps proxies from closing a quiet stream, finds listeners that are gone, and tells those that are not that Banyan is there. */
const heartbeatMs = 15_000;

/**
 * `GET /api/v1/events`: an event `change` with `{routes:[{name, stage, share, revision, compared}]}` whenever
 * something is worth redrawing, and an event `alive` every 15 s while nothing is. A listener that reads slowly gets fewer events, never a queue of old ones;
 * one whose session has ended gets none.
 */
export function events(
  app: Hono<DashboardEnv>,
  desk: EvidenceDesk,
  gate: Pick<Gate, 'guarded' | 'isStillIn'>,
): void {
  const told = new SharedReadings<string>(desk);
  const change = (): Promise<string> => told.of('change', () => JSON.stringify({ routes: desk.summaries() }));
  const listeners: Actor[] = [];
  app.get('/api/v1/events', (c) => {
    c.header('content-type', 'text/event-stream');
    if (c.req.method === 'HEAD') return c.body(null);
    const actor = c.get('actor');
    if (listeners.length >= listenerLimit) throw crowded(`${listenerLimit} listeners are connected already`);
    // Where there are no tokens everybody is the same one.
    if (gate.guarded && listeners.filter(({ name }) => name === actor.name).length >= listenersOfOne)
      throw crowded(`${actor.name} has ${listenersOfOne} listeners connected already`);
    listeners.push(actor);
    return streamSSE(c, async (stream) => {
      let changed = true;
      let wake = (): void => undefined;
      const unsubscribe = desk.onChange(() => {
        changed = true;
        wake();
      });
      stream.onAbort(() => wake());
      try {
        while (!stream.aborted && !stream.closed && gate.isStillIn(c)) {
          if (changed) {
            changed = false;
            await stream.writeSSE({ event: 'change', data: await change() });
          } else {
            await stream.writeSSE({ event: 'alive', data: '' });
          }
          // Who left during the write has woken nobody: asking first saves the wait for the heartbeat.
          if (!changed && !stream.aborted) await sleepUntil((resolve) => (wake = resolve));
        }
      } finally {
        unsubscribe();
        listeners.splice(listeners.indexOf(actor), 1);
      }
    });
  });
}

const crowded = (why: string): Problem =>
  new Problem('unavailable', `${why}. Try again later.`, { headers: { 'retry-after': '10' } });

/** Waits for a call or the next heartbeat. */
function sleepUntil(hand: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, heartbeatMs);
    timer.unref();
    hand(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
