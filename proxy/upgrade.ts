import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Read } from './dual-read-engine.js';
import { nameFailure, timedOut, whyNotPassed } from './failure.js';
import { endToEnd, headText } from './headers.js';
import { openRequest } from './pass-through-engine.js';
import type { Upstream } from './upstream.js';

/** A peer that vanished without a word is looked for this often, in milliseconds. */
const keepAliveEvery = 60_000;

/**
 * Says a last word to a client whose request Node handed over, and closes its connection: it may keep its half
 * open, and no limit of Node's holds for it any more.
 */
export function endWith(client: Duplex, word: string): void {
  closeWhenSaid(client);
  client.end(word, 'latin1');
}

function closeWhenSaid(client: Duplex): void {
  client.once('finish', () => client.destroy());
  // What it still says is of no use, and unread it would take the last word with it.
  client.resume();
}

/**
 * Asks the upstream for the protocol that the client asks for, whatever it is called, and joins both
 * connections for as long as both live; or passes on that it refuses (RFC 9110 §7.8).
 * @returns the status that the client was told, once it was; undefined when it went away before
 */
export function joinUpgrade(
  request: IncomingMessage,
  client: Duplex,
  /** What the client has sent beyond its request. */
  head: Buffer,
  upstream: Upstream,
  read: Read,
): Promise<number | undefined> {
  const asked = ['Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''];
  const outgoing = openRequest(upstream, read, asked, upstream.freshAgent);
  return new Promise((resolve) => {
    let answered = false;
    const answer = (status: number | undefined): void => {
      answered = true;
      clearTimeout(deadline);
      resolve(status);
    };
    const refuse = (status: 502 | 504, why: string): void => {
      if (answered) return;
      answer(status);
      outgoing.destroy();
      const body = `Banyan: the upstream did not answer (${why})\n`;
      const headers = ['content-type', 'text/plain; charset=utf-8', 'content-length', `${body.length}`];
      const line = status === 504 ? 'HTTP/1.1 504 Gateway Timeout' : 'HTTP/1.1 502 Bad Gateway';
      client.off('data', keepEarly);
      endWith(client, headText(line, [...headers, 'connection', 'close']) + body);
    };
    const deadline = setTimeout(() => refuse(504, timedOut(read.timeout).reason), read.timeout);
    outgoing.on('error', (error) => {
      if (answered) client.destroy();
      else refuse(502, nameFailure(error, false).reason);
    });
    client.on('close', () => {
      if (!answered) answer(undefined);
      outgoing.destroy();
    });
    // Who says that nothing more will come has no use for another protocol.
    client.on('end', () => {
      if (!answered) client.destroy();
    });
    // Read, so that a client that goes away while it waits is noticed; what it says early is kept.
    const early: Buffer[] = head.length > 0 ? [head] : [];
    const keepEarly = (chunk: Buffer): void => {
      early.push(chunk);
      client.pause();
    };
    client.on('data', keepEarly);
    outgoing.on('upgrade', (switched, upstreamSocket: Socket, upstreamHead) => {
      answer(101);
      client.off('data', keepEarly);
      // As it came, with what asks for the upgrade: here Banyan is no hop of its own.
      client.write(headText(statusLine(switched), switched.rawHeaders), 'latin1');
      if (upstreamHead.length > 0) client.write(upstreamHead);
      for (const chunk of early) upstreamSocket.write(chunk);
      join(client as Socket, upstreamSocket);
    });
    outgoing.on('response', (refusal) => {
      const why = whyNotPassed(refusal.statusCode ?? 0, refusal.rawHeaders);
      if (why !== undefined) {
        refuse(502, 'invalid-http');
        return;
      }
      answer(refusal.statusCode);
      const headers = [...endToEnd(refusal.rawHeaders), 'Connection', 'close'];
      client.write(headText(statusLine(refusal), headers), 'latin1');
      client.off('data', keepEarly);
      closeWhenSaid(client);
      outgoing.setTimeout(read.timeout, () => client.destroy());
      refusal.pipe(client);
      refusal.on('close', () => {
        if (!refusal.complete) client.destroy();
      });
    });
    outgoing.end();
  });
}

/** One end gone means both: half of such a connection is of use to nobody. What it had said is still delivered. */
function join(client: Socket, upstream: Socket): void {
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.setKeepAlive(true, keepAliveEvery);
    one.on('error', () => one.destroy());
    one.on('close', () => (one.readableEnded ? other.destroySoon() : other.destroy()));
    one.pipe(other);
  }
}

const statusLine = ({ statusCode, statusMessage }: IncomingMessage): string =>
  `HTTP/1.1 ${statusCode} ${statusMessage ?? ''}`;
