import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { headText } from './headers.js';

/** What a client is told of a request that Node could not read to its end. */
const answers: Readonly<Record<string, readonly [status: string, detail: string] | undefined>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'the head of the request has more than 16 KiB',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Payload Too Large', 'a chunk of the body has too many extensions'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'the request did not arrive in time'],
};
const unreadable = ['400 Bad Request', 'the request cannot be read as HTTP/1.1'] as const;

/** Connections that end with the answer that is under way. */
const ending = new WeakSet<ServerResponse>();

/**
 * Ends a connection whose next request cannot be read, with a word of why where none was said yet. What was read
 * whole before it gets its own answer first: any other would be taken for it. So would a second one for an
 * upload that was answered before its end.
 * @param last the answer that was begun last on this connection
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  last: ServerResponse | undefined,
): void {
  if (last && error.code !== 'ECONNRESET' && last.req.complete && !last.writableFinished) {
    if (ending.has(last)) return;
    ending.add(last);
    last.shouldKeepAlive = false;
    last.once('close', () => socket.destroy());
    return;
  }
  const isAnswered = last?.headersSent === true && !last.req.complete;
  if (socket.writable && !isAnswered && error.code !== 'ECONNRESET') {
    const [status, detail] = answers[error.code ?? ''] ?? unreadable;
    const body = `Banyan: ${detail}\n`;
    const lines = ['Content-Type', 'text/plain', 'Content-Length', `${body.length}`, 'Connection', 'close'];
    socket.write(headText(`HTTP/1.1 ${status}`, lines) + body, 'latin1');
  }
  socket.destroy();
}
