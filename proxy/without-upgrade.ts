import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { endToEnd, headerLines } from './headers.js';

/**
 * Serves a request as if it had not asked for an upgrade, which a server may always do (RFC 9110 §7.8):
 * many clients offer h2c with every request. Node has taken the connection out of HTTP by then, so the
 * request goes in again, without what asked for the upgrade.
 */
export function serveWithoutUpgrade(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const kept = headerLines(endToEnd(request.rawHeaders)).filter(
    ([name]) => name.toLowerCase() !== 'http2-settings',
  );
  const coding = request.headers['transfer-encoding'];
  const lines = [
    `${request.method} ${request.url} HTTP/${request.httpVersion}`,
    ...kept.map(([name, value]) => `${name}: ${value}`),
    ...(coding === undefined ? [] : [`Transfer-Encoding: ${coding}`]),
  ];
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
