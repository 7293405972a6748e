import { randomFillSync } from 'node:crypto';

/** Random bytes that are drawn at once: a draw of its own for each id would cost ten times as much. */
const pool = Buffer.alloc(8 * 1024);
let at = pool.length;

function hexOf(bytes: number): string {
  if (at + bytes > pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  at += bytes;
  return pool.toString('hex', at - bytes, at);
}

/** A name that no other trace has: 16 random bytes, in hexadecimal digits. Never all zeros, which would be none. */
export const newTraceId = (): string => orAnother(hexOf(16), newTraceId);

/** A name that no other span of its trace has: 8 random bytes, in hexadecimal digits. */
export const newSpanId = (): string => orAnother(hexOf(8), newSpanId);

const orAnother = (id: string, another: () => string): string => (/[^0]/.test(id) ? id : another());
