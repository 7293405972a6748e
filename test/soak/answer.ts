import { createHash } from 'node:crypto';
import type { Line } from '../wire-message.js';

/** An answer as an upstream means to send it; who checks makes the same one. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  /** As they are sent, without what frames the body. */
  readonly headers: readonly Line[];
  readonly body: Buffer;
  /** How the body's end is told. `none`: by the status, whatever length the headers tell. */
  readonly framing: 'length' | 'chunked' | 'close' | 'none';
}

/** Entities there are: few enough that what is kept of each does not grow for long. */
export const entities = 400;
const largeBytes = 4 * 1024 * 1024;
const documents = new Map<number, Buffer>();

/**
 * What both sides answer when nothing is wrong: to a path that ends with a number a document of that entity,
 * to `/files/…` four megabytes. `sent` is the body of the request, told back by its hash.
 */
export function plainAnswer(path: string, sent: Buffer): Answer {
  const id = Number(/(\d+)$/.exec(path)?.[1] ?? 0);
  const headers: Line[] = [
    ['Content-Type', 'application/json'],
    ['X-Odd-CASE', 'one'],
    ['Set-Cookie', `entity=${id}; Path=/`],
    ['x-odd-case', 'two'],
    ['Set-Cookie', 'b=2'],
    ['X-Empty', ''],
  ];
  if (sent.length > 0) headers.push(['X-Body-Sha', createHash('sha256').update(sent).digest('hex')]);
  const body = path.startsWith('/files/') ? large() : documentOf(id);
  return { status: 200, reason: 'Quite OK', headers, body, framing: id % 2 === 0 ? 'length' : 'chunked' };
}

/** The list that a document of this entity holds; kept so that a shuffled one can be made. */
export const listOf = (id: number): { sku: string; count: number }[] =>
  Array.from({ length: ordersOf(id) }, (_, i) => ({ sku: `s-${id}-${i}`, count: (id * 7 + i) % 100 }));

/** Most are small, some need several packets, a few are long lists. */
function ordersOf(id: number): number {
  if (id % 20 === 0) return 2_000;
  return id % 7 === 0 ? 400 : 40;
}

function documentOf(id: number): Buffer {
  const known = documents.get(id);
  if (known) return known;
  const document = Buffer.from(
    JSON.stringify({ id, name: `entity ${id}`, total: id / 8, orders: listOf(id) }),
  );
  documents.set(id, document);
  return document;
}

let largeBody: Buffer | undefined;
const large = (): Buffer => (largeBody ??= Buffer.alloc(largeBytes, 'a large file, the same each time. '));
