import type { MessagePort } from 'node:worker_threads';
import type { CustomAnswer, CustomContext } from '../../comparators/custom.js';

// What is said between a room, its relay and its comparator's process.

/** What the thread between a room and its comparator is given when it starts. */
export interface RelayStart {
  readonly file: string;
  /** Whether what the comparator prints goes to this process's standard error. */
  readonly isHeard: boolean;
  /** Two numbers, at {@link posted} and {@link startFailed}. */
  readonly shared: Int32Array;
  readonly port: MessagePort;
}

/** Rises with each message that is posted to the room. */
export const posted = 0;
/** 1 when there is no relay: nobody will post anything. */
export const startFailed = 1;

/** What a comparator's heap may hold. */
export const heapMegabytes = 256;

/**
 * What a room says to its relay: that it is there, then questions for the comparator, as JSON. A closed port says
 * that no more will come; only behind an unread message that is heard by a relay which does not listen yet.
 */
export type RelayAsked = 'here' | { readonly question: string };

/**
 * A question; the next is only asked when it is answered. It goes as JSON, which is half as dear as a
 * structured clone for each of the two borders it crosses.
 */
export interface CustomAsked {
  readonly legacy: unknown;
  readonly candidate: unknown;
  readonly context: CustomContext;
}

/** What the process says: of its module, then of each question; and, at any time, that it ended. */
export type CustomTold =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended'; readonly how: string }
  | { readonly kind: 'answer'; readonly answer: CustomAnswer }
  | { readonly kind: 'failed'; readonly message: string; readonly detail: string | undefined };
