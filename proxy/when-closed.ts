import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Resolves once the answer is over, however it ended. A pipelined answer that still waits behind
 * another never hears of its own end when the client goes away: the connection does.
 */
export function whenClosed(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { socket } = request;
  return new Promise((resolve) => {
    const over = (): void => {
      response.off('close', over);
      socket.off('close', over);
      resolve();
    };
    response.on('close', over);
    socket.on('close', over);
    if (socket.destroyed) over();
  });
}
