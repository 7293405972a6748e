import { createHash } from 'node:crypto';
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

/** Headers that differ from request to request and decide nothing of an answer; of any other nobody knows. */
const ofOneRequest =
  /^(?:traceparent|tracestate|baggage|b3|x-b3-.+|x-(?:request|correlation|trace|amzn-trace)-id|x-cloud-trace-context|forwarded|x-forwarded-(?:for|port|proto)|x-real-ip|via|referer|date)$/i;

/** The same for requests of which one answer serves all: who asks, for what, with which body. */
export function requestOf({ method, legacy, candidate, body }: Again): string {
  const deciding = ({ headers }: SentTo): readonly string[] =>
    headers
      .flatMap((name, i) =>
        i % 2 === 0 && !ofOneRequest.test(name) ? [`${name.toLowerCase()}: ${headers[i + 1]}`] : [],
      )
      .toSorted();
  return createHash('sha256')
    .update(JSON.stringify([method, legacy.path, deciding(legacy), candidate.path, deciding(candidate)]))
    .update(body ?? '')
    .digest('base64');
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
