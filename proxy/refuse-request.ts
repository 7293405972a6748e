import type { IncomingMessage } from 'node:http';
import { passedThrough } from './headers.js';

/** A request that goes nowhere, and why. */
export interface Refusal {
  readonly status: 400 | 431 | 508;
  readonly detail: string;
}

const maxHeaderLines = 100;

/**
 * What Node's parser lets through but two servers might read as two different requests
 * (RFC 9112 §6.1, §11.2), and what would never end: refused before a byte goes upstream.
 */
export function refuseRequest(request: IncomingMessage, via: string): Refusal | undefined {
  if (request.rawHeaders.length / 2 > maxHeaderLines) {
    return { status: 431, detail: `more than ${maxHeaderLines} header lines` };
  }
  const count = (name: string): number =>
    request.rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === name).length;
  if (count('host') > 1) return bad('more than one Host');
  if (!isHost(request.headers.host ?? '')) return bad('a Host that is no name');
  if (namesFraming(request.headers.connection)) return bad('a Connection that names what frames the message');
  if (count('content-length') > 1) return bad('more than one Content-Length');
  const coding = request.headers['transfer-encoding'];
  if (coding !== undefined) {
    if (coding.trim().toLowerCase() !== 'chunked') return bad('a Transfer-Encoding other than chunked');
    if (request.headers['content-length'] !== undefined)
      return bad('both Transfer-Encoding and Content-Length');
    if (request.httpVersion === '1.0') return bad('Transfer-Encoding in HTTP/1.0');
  }
  if (request.method === 'TRACE') return bad('TRACE');
  const target = request.url ?? '';
  if (!target.startsWith('/')) return bad('a target that is not a path on this server');
  if (passedThrough(request, via)) return { status: 508, detail: 'it already passed through this Banyan' };
  return undefined;
}

/** A name, an address, or nothing, and perhaps a port (RFC 9110 §7.2); whoever reads another must refuse it. */
const isHost = (host: string): boolean => /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/i.test(host);

const namesFraming = (connection: string | undefined): boolean =>
  /(?:^|,)\s*(?:content-length|transfer-encoding|host)\s*(?:,|$)/i.test(connection ?? '');

const bad = (detail: string): Refusal => ({ status: 400, detail });
