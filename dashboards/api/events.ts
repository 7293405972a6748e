import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { DashboardEnv } from '../access/gate.js';
import type { EvidenceDesk } from '../../evidence/desk.js';
import { Problem } from '../problem.js';

/** More listeners than this are refused; each one holds a connection. */
export const listenerLimit = 64;
/** A word this often keeps proxies from closing a quiet stream, finds listeners that are gone, and tells those that are not that Banyan is there. */
const heartbeatMs = 15_000;

/**
 * `GET /api/v1/events`: an event `change` with `{routes:[{name, stage, share, revision, compared}]}` whenever
 * something is worth redrawing, and an event `alive` every 15 s while nothing is. A listener that reads slowly gets fewer events, never a queue of old ones.
 */
export function events(app: Hono<DashboardEnv>, desk: EvidenceDesk): void {
  let listeners = 0;
  app.get('/api/v1/events', (c) => {
    c.header('content-type', 'text/event-stream');
    if (c.req.method === 'HEAD') return c.body(null);
    if (listeners >= listenerLimit) {
      throw new Problem('unavailable', `${listenerLimit} listeners are connected already. Try again later.`, {
        headers: { 'retry-after': '10' },
      });
    }
    listeners += 1;
    return streamSSE(c, async (stream) => {
      let changed = true;
      let wake = (): void => undefined;
      const unsubscribe = desk.onChange(() => {
        changed = true;
        wake();
      });
      stream.onAbort(() => wake());
      try {
        while (!stream.aborted && !stream.closed) {
          if (changed) {
            changed = false;
            await stream.writeSSE({ event: 'change', data: JSON.stringify({ routes: summaries(desk) }) });
          } else {
            await stream.writeSSE({ event: 'alive', data: '' });
          }
          // Who left during the write has woken nobody: asking first saves the wait for the heartbeat.
          if (!changed && !stream.aborted) await sleepUntil((resolve) => (wake = resolve));
        }
      } finally {
        unsubscribe();
        listeners -= 1;
      }
    });
  });
}

function summaries(desk: EvidenceDesk): unknown[] {
  return desk.routes().map(({ name, stage, share, revision, compared }) => ({
    name,
    stage,
    share,
    revision,
    compared,
  }));
}

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
