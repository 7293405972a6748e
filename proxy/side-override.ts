import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SideOverride } from './route-request.js';

/** The side a request asks for, if it proves that it may; undefined otherwise, without a word. */
export function readSideOverride(request: IncomingMessage, token: string | undefined): SideOverride {
  const side = request.headers['x-banyan-side'];
  const proof = request.headers['x-banyan-override'];
  if (token === undefined || typeof proof !== 'string') return undefined;
  if (side !== 'legacy' && side !== 'candidate') return undefined;
  return timingSafeEqual(digest(proof), digest(token)) ? side : undefined;
}

/** Equal lengths for the comparison, whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
