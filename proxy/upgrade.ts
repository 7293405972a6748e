import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Read } from './dual-read-engine.js';
import { nameFailure, timedOut } from './failure.js';
import { endToEnd, type RawHeaders } from './headers.js';
import { openRequest } from './pass-through-engine.js';
import type { Upstream } from './upstream.js';

/**
 * Asks the upstream for the protocol that the client asks for, whatever it is called, and joins both
 * connections for as long as both live; or passes on that it refuses (RFC 9110 §7.8).
 * @returns the status that the client was told, once it was
 */
export function joinUpgrade(
  request: IncomingMessage,
  client: Duplex,
  /** What the client has sent beyond its request. */
  head: Buffer,
  upstream: Upstream,
  read: Read,
): Promise<number> {
  const asked = ['Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''];
  const outgoing = openRequest(upstream, read, asked, upstream.freshAgent);
  return new Promise((resolve) => {
    const refuse = (status: number, why: string): void => {
      clearTimeout(deadline);
      outgoing.destroy();
      const body = `Banyan: ${why}\n`;
      client.end(
        `HTTP/1.1 ${status} ${status === 504 ? 'Gateway Timeout' : 'Bad Gateway'}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
      resolve(status);
    };
    const deadline = setTimeout(
      () => refuse(504, `the upstream did not answer (${timedOut(read.timeout).reason})`),
      read.timeout,
    );
    let answered = false;
    outgoing.on('error', (error) => {
      if (answered) client.destroy();
      else refuse(502, `the upstream did not answer (${nameFailure(error, false).reason})`);
    });
    client.on('close', () => outgoing.destroy());
    outgoing.on('upgrade', (answer, upstreamSocket, upstreamHead) => {
      answered = true;
      clearTimeout(deadline);
      // As it came, with what asks for the upgrade: here Banyan is no hop of its own.
      client.write(statusLine(answer, answer.rawHeaders), 'latin1');
      join(client, head, upstreamSocket, upstreamHead);
      resolve(101);
    });
    outgoing.on('response', (answer) => {
      answered = true;
      clearTimeout(deadline);
      client.write(statusLine(answer, [...endToEnd(answer.rawHeaders), 'Connection', 'close']), 'latin1');
      answer.pipe(client);
      answer.on('close', () => {
        if (!answer.complete) client.destroy();
      });
      resolve(answer.statusCode ?? 0);
    });
    outgoing.end();
  });
}

function join(client: Duplex, clientHead: Buffer, upstream: Duplex, upstreamHead: Buffer): void {
  // One end gone means both: half of such a connection is of use to nobody.
  upstream.on('error', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
  client.on('close', () => upstream.destroy());
  if (upstreamHead.length > 0) client.write(upstreamHead);
  if (clientHead.length > 0) upstream.write(clientHead);
  upstream.pipe(client);
  client.pipe(upstream);
}

function statusLine({ statusCode, statusMessage }: IncomingMessage, headers: RawHeaders): string {
  let text = `HTTP/1.1 ${statusCode} ${statusMessage ?? ''}\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${text}\r\n`;
}
