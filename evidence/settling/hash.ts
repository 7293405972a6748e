/** FNV-1a of a text's UTF-16 units, 32 bits: short, and kept instead of what it stands for. */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  // FNV leaves its high bits alike for alike ends; murmur3's finaliser spreads them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** 53 bits, as many as a number holds: a million of them share none but once in ten thousand times. */
export const hash53 = (text: string): number => hash32(text) * 2 ** 21 + (hash32(text, 0x9747b28c) >>> 11);

/** Whether an entity is in a sample of one in 2^level, by the hash of its name: in every larger one too. */
export const isSampled = (entity: number, level: number): boolean => entity < 2 ** (32 - level);
