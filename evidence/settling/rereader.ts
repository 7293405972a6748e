import type { Observation } from '../../comparators/observation.js';
import type { Side } from '../tally.js';

/** A request as one side was sent it. */
export interface SentTo {
  /** The upstream's name. */
  readonly upstream: string;
  readonly path: string;
  /** Names and values by turns. */
  readonly headers: readonly string[];
}

/** What it takes to ask both sides again: the user's request, without validators and ranges, marked as a shadow read. */
export interface Again {
  /** What is sent was allowed to its upstreams as this edition knew them. */
  readonly edition?: number | undefined;
  readonly method: string;
  readonly legacy: SentTo;
  readonly candidate: SentTo;
  /** Of a safe POST. */
  readonly body: Uint8Array | undefined;
}

/** Asks one side again, on connections of its own. Never rejects: what goes wrong is a failure. */
export interface Rereader {
  read(again: Again, side: Side): Promise<Observation>;
}

/** Milliseconds that never go back, and timers. */
export interface SettleClock {
  now(): number;
  /** Calls back once, this many milliseconds from now; the returned function calls it off. */
  after(milliseconds: number, run: () => void): () => void;
}
