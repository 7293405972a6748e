import type { Failure } from '../../comparators/observation.js';
import type { Settling } from '../analyst.js';
import type { Finding } from '../tally.js';
import { EntityMemory } from './entity-memory.js';
import type { Rereader, SettleClock } from './rereader.js';
import { Settler } from './settler.js';
import type { SettleRule } from './settling-route.js';

/** The defaults of a route. */
export const settle: SettleRule = {
  freshness: { default: 4_000, fields: [] },
  extraLoad: 0.05,
  legacy: true,
};

const unreachable: Failure = { kind: 'failure', reason: 'refused', detail: '' };

/** Time that passes when it is told to. */
export class SettableClock implements SettleClock {
  #now = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** Lets time pass until this instant, in milliseconds; what is due runs in order, with all that follows from it. */
  async until(instant: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > instant) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = instant;
  }
}

/** What an analyst settles with in a test; by default nobody can be asked again. */
export function settlingWith({
  rereader = { read: () => Promise.resolve(unreachable) },
  clock = new SettableClock(),
  tell = () => {},
}: {
  rereader?: Rereader;
  clock?: SettleClock;
  tell?: (finding: Finding) => void;
} = {}): Settling {
  let ids = 0;
  const onBug = (error: unknown): void => {
    throw error;
  };
  return {
    settler: new Settler({ rereader, clock, tell, onBug }),
    memory: new EntityMemory(),
    newId: () => `suspect-${(ids += 1)}`,
    now: () => clock.now(),
  };
}
