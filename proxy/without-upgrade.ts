import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { hasBody } from './replay-body.js';
import { endToEnd, headerLines, headText } from './headers.js';

/**
 * Whether the upgrade is an offer that nobody relies on: many clients offer h2c with every request. Nor can
 * one be joined whose request has a body: Node does not tell where it ends.
 */
export const mayDoWithoutUpgrade = (request: IncomingMessage): boolean =>
  request.headers.upgrade?.toLowerCase() === 'h2c' || hasBody(request);

/**
 * Serves a request as if it had not asked for an upgrade, which a server may always do (RFC 9110 §7.8).
 * Node has taken the connection out of HTTP by then, so the request goes in again, without what asked for it.
 */
export function serveWithoutUpgrade(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const kept = headerLines(endToEnd(request.rawHeaders))
    .filter(([name]) => name.toLowerCase() !== 'http2-settings')
    .flat();
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined) kept.push('Transfer-Encoding', coding);
  if (/(?:^|,)\s*close\s*(?:,|$)/i.test(request.headers.connection ?? '')) kept.push('Connection', 'close');
  const text = headText(`${request.method} ${request.url} HTTP/${request.httpVersion}`, kept);
  socket.unshift(Buffer.concat([Buffer.from(text, 'latin1'), head]));
  server.emit('connection', socket);
}
