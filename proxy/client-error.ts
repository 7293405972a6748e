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

/**
 * Ends a connection whose request cannot be read, with a word of why where none was said yet. An upload may
 * have been answered before its end: a second answer would be taken for that of the next request.
 * @param last the answer that was begun last on this connection
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  last: ServerResponse | undefined,
): void {
  const isAnswered = last?.headersSent === true && !(last.writableFinished && last.req.complete);
  if (socket.writable && !isAnswered && error.code !== 'ECONNRESET') {
    const [status, detail] = answers[error.code ?? ''] ?? unreadable;
    const body = `Banyan: ${detail}\n`;
    const lines = ['Content-Type', 'text/plain', 'Content-Length', `${body.length}`, 'Connection', 'close'];
    socket.write(headText(`HTTP/1.1 ${status}`, lines) + body, 'latin1');
  }
  socket.destroy();
}
