import { type AdminOptions, BrokenOff, readAdminLines } from './admin-client.js';
import { Impossible } from './exit.js';

/**
 * Follows `GET /api/v1/events` of a running Banyan: yields at once, and then when something may have changed since; as
 * often as whoever listens comes back for it, never a queue of what is past. What changed is to be asked. Also a sign
 * of life counts, every 15 s: guards wait for the clock, too.
 * @param ended when nobody wants to hear more
 * @throws Impossible, Refused as `askAdmin`; Impossible too when the stream ends, or is silent for 40 s
 */
export async function* followAdmin(options: AdminOptions, ended: AbortSignal): AsyncGenerator<void, void> {
  const heard = { something: false, over: undefined as Error | undefined, wake: (): void => undefined };
  const reading = hear(options, ended, () => {
    heard.something = true;
    heard.wake();
  }).then((why) => {
    heard.over = why;
    return heard.wake();
  });
  while (!ended.aborted) {
    if (heard.something) {
      heard.something = false;
      yield;
    } else if (heard.over) {
      throw heard.over;
    } else {
      await new Promise<void>((resolve) => (heard.wake = resolve));
    }
  }
  await reading;
}

/** Reads the stream to its end, and says why that was; the first thing in it is a change. */
async function hear(options: AdminOptions, ended: AbortSignal, sign: () => void): Promise<Error> {
  const lines = readAdminLines(options, '/api/v1/events', { accept: 'text/event-stream', silence, ended });
  try {
    // https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
    for await (const line of lines) if (line.startsWith('event: ')) sign();
    return new Impossible('Banyan ended the stream of its changes.');
  } catch (error) {
    if (error instanceof BrokenOff) return new Impossible('The connection to Banyan broke off.');
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Milliseconds of silence after which nobody speaks there any more: two signs of life were missed. */
const silence = 40_000;
