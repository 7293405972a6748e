import type { Side } from '../evidence/tally.js';
import type { Receiver } from './receiver.js';
import type { TrafficCounter } from './traffic-counter.js';

/** Counts how long one read took and how it failed, whatever else listens to it. */
export function metered(counter: TrafficCounter, route: string, side: Side, receiver: Receiver): Receiver {
  const started = performance.now();
  return {
    head: (status, reason, headers) => receiver.head(status, reason, headers),
    data: (chunk) => receiver.data(chunk),
    end() {
      counter.duration(route, side, (performance.now() - started) / 1000);
      receiver.end();
    },
    fail(failure) {
      // A read that we gave up says nothing of the upstream.
      if (failure.reason !== 'aborted') counter.failure(route, side, failure.reason);
      receiver.fail(failure);
    },
  };
}
