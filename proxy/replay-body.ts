import type { IncomingMessage } from 'node:http';
import type { CaptureBudget } from './capture.js';

/** What became of a body that was to be sent to more than one side. */
export type CollectedBody =
  /** `held` bytes of the budget, to be given back by whoever is done with it. */
  | { readonly kind: 'whole'; readonly bytes: Buffer; readonly held: number }
  /** Larger than the cap, or than there is room for; the request still holds all of it. */
  | { readonly kind: 'over-cap' | 'shed' };

/** Whether a body follows the head (RFC 9112 §6.3). */
export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const firstRoom = 16 * 1024;

/**
 * Collects the body of a request, up to the cap, in one buffer that the budget pays for: however small the
 * pieces are in which a client sends it. What cannot be kept is put back, so that it can still be streamed.
 * Undefined when the client went away.
 */
export function collectBody(
  request: IncomingMessage,
  cap: number,
  budget: CaptureBudget,
): Promise<CollectedBody | undefined> {
  const told = Number(request.headers['content-length'] ?? 0);
  if (told > cap) return Promise.resolve({ kind: 'over-cap' });
  let room = Buffer.alloc(0);
  let length = 0;
  const grow = (wanted: number): boolean => {
    const size = Math.min(cap, Math.max(wanted, told, room.length * 2, firstRoom));
    if (!budget.take(size - room.length)) return false;
    room = Buffer.concat([room.subarray(0, length)], size);
    return true;
  };
  return new Promise((resolve) => {
    const done = (body: CollectedBody | undefined): void => {
      request.off('data', take).off('end', end).off('close', gone);
      if (body?.kind !== 'whole') budget.give(room.length);
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      const wanted = length + chunk.length;
      const fits = wanted <= cap;
      if (fits && (wanted <= room.length || grow(wanted))) {
        length += chunk.copy(room, length);
        return;
      }
      request.pause();
      const back = Buffer.concat([room.subarray(0, length), chunk]);
      done({ kind: fits ? 'shed' : 'over-cap' });
      request.unshift(back);
    };
    const end = (): void => done({ kind: 'whole', bytes: room.subarray(0, length), held: room.length });
    const gone = (): void => done(undefined);
    request.on('data', take).on('end', end).on('close', gone);
  });
}
