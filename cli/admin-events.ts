import { type AdminOptions, readAdminStream } from './admin-client.js';

/** What an event stream tells: `change` when something is worth redrawing, `alive` while nothing is. */
export type Sign = 'change' | 'alive';

/**
 * Follows `GET /api/v1/events` of a running Banyan until it ends or `signal` says so; a fresh stream begins with a
 * `change`. What a change brought is to be asked: the stream only says that there is something.
 * @throws Impossible, Refused as `askAdmin`; Impossible too when it falls silent for 40 s, of which it speaks every 15
 */
export async function* followAdmin(options: AdminOptions, signal: AbortSignal): AsyncGenerator<Sign, void> {
  const lines = readAdminStream(options, '/api/v1/events', { accept: 'text/event-stream', patience, signal });
  // https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
  for await (const line of lines) {
    if (line.startsWith('event: change')) yield 'change';
    else if (line.startsWith(':')) yield 'alive';
  }
}

/** Milliseconds of silence after which nobody speaks there any more: two heartbeats were missed. */
const patience = 40_000;
