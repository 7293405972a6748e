import type { RawClient } from '../raw-client.js';
import type { Changes, WrittenRequest } from './asked.js';
import type { Wrong } from './judge.js';
import { impatient } from './clients/impatient.js';
import { slow } from './clients/slow.js';
import { refused } from './clients/refused.js';
import { unusual } from './clients/unusual.js';

/** What a client that misbehaves has at hand. */
export interface Playground {
  /** A connection of its own, closed when the play is over. */
  readonly client: RawClient;
  /** Writes out its request. */
  readonly write: (changes: Changes) => WrittenRequest;
  /** Reads the answer and says what is wrong with it. */
  readonly judged: (request: WrittenRequest) => Promise<Wrong | undefined>;
  /** For what is left to chance, 0 ≤ x < 1. */
  readonly draw: number;
}

/** One way in which a client misbehaves, or asks for more than a plain answer. */
export interface ClientFault {
  readonly name: string;
  /** The route that counts it; undefined where none does. */
  readonly route?: string;
  /** Whether it is counted there; `perhaps` where the client leaves before anybody can know. */
  readonly counted?: 'surely' | 'perhaps';
  /** Does it, and says what was wrong about how it was met. */
  play(ground: Playground): Promise<Wrong | undefined>;
}

/** Every way in which a client misbehaves. */
export const clientFaults: readonly ClientFault[] = [...impatient, ...slow, ...refused, ...unusual];
