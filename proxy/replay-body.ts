import type { IncomingMessage } from 'node:http';

/** What there is of a request's body to send to more than one side. */
export type ReplayBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** Larger than the cap; the request still holds all of it. */
  | { readonly kind: 'over-cap' }
  /** It was not collected, and goes through as it comes. */
  | { readonly kind: 'streams' };

/** Whether a body follows the head (RFC 9112 §6.3). */
export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/**
 * Collects the body of a request, up to the cap. What is larger is put back, so that it can still be
 * streamed. Undefined when the client went away.
 */
export async function collectBody(request: IncomingMessage, cap: number): Promise<ReplayBody | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > cap) return { kind: 'over-cap' };
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    const done = (body: ReplayBody | undefined): void => {
      request.off('data', take).off('end', end).off('close', gone);
      resolve(body);
    };
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= cap) return;
      request.pause();
      done({ kind: 'over-cap' });
      request.unshift(Buffer.concat(chunks));
    };
    const end = (): void => done({ kind: 'whole', bytes: Buffer.concat(chunks) });
    const gone = (): void => done(undefined);
    request.on('data', take).on('end', end).on('close', gone);
  });
}
