import { createHash } from 'node:crypto';

/**
 * Where a sticky key stands in [0, 1): the first 53 bits of SHA-256(salt ‖ 0x00 ‖ key) / 2⁵³
 * (the design's evidence §5). The same key stands at the same place for as long as the salt stays.
 */
export function stickyPosition(salt: string, key: string): number {
  const hash = createHash('sha256').update(salt).update('\0').update(key).digest();
  return Number(hash.readBigUInt64BE(0) >> 11n) / 2 ** 53;
}

/** Half-open, so that raising the share only adds keys, 0 means nobody and 1 everybody. */
export const isWithinShare = (position: number, share: number): boolean => position < share;

/** Who is answered by the candidate: belongs to the route, so that the ramp only ever adds keys. */
export const dialSalt = (route: string): string => `banyan dial ${route}`;

/** Which entities are sampled: another salt, so that sampling says nothing about the side. */
export const sampleSalt = (route: string): string => `banyan sample ${route}`;
