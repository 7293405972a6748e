import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { headText } from './headers.js';

/** What a client is told of a request that Node could not read to its end; anything else is a 400. */
const answers: Readonly<Record<string, string | undefined>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

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
    const status = answers[error.code ?? ''] ?? '400 Bad Request';
    socket.write(headText(`HTTP/1.1 ${status}`, ['Connection', 'close']), 'latin1');
  }
  socket.destroy();
}
