import { between, type Chance, shareOf } from '../chance.js';
import type { DomainEvent } from '../shop/event-log.js';

/** What is wrong with the way events take. */
export interface Troubles {
  readonly lag: boolean;
  readonly duplicates: boolean;
  readonly outOfOrder: boolean;
}

/** An event and when it arrives, in milliseconds of the clock that was passed in. */
export interface Arrival {
  readonly event: DomainEvent;
  readonly at: number;
}

const LAG_MS = [500, 900] as const;
const OVERTAKING_MS = 400;
const AGAIN_MS = 600;

/** When an event that was read now arrives: once, later, or twice. */
export function arrivals(
  event: DomainEvent,
  troubles: Troubles,
  now: number,
  chance: Chance,
): readonly Arrival[] {
  let at = now;
  if (troubles.lag) at += between(chance, ...LAG_MS);
  if (troubles.outOfOrder) at += between(chance, 0, OVERTAKING_MS);
  const first = { event, at };
  if (!troubles.duplicates || chance() >= 1 / 3) return [first];
  return [first, { event, at: at + between(chance, 0, AGAIN_MS) }];
}

/** Whether this event is one of the third that gets lost: always the same ones, however often they are read. */
export function isLost(event: DomainEvent): boolean {
  return shareOf(`lost/${event.id}`) < 1 / 3;
}

/** Events on their way. */
export class InTransit {
  #arrivals: Arrival[] = [];

  get size(): number {
    return this.#arrivals.length;
  }

  add(arrivals: readonly Arrival[]): void {
    this.#arrivals.push(...arrivals);
  }

  /** Takes out what has arrived by now, in the order of arrival. */
  arrived(now: number): readonly DomainEvent[] {
    const here = this.#arrivals.filter(({ at }) => at <= now);
    if (here.length === 0) return [];
    this.#arrivals = this.#arrivals.filter(({ at }) => at > now);
    return here.sort((a, b) => a.at - b.at).map(({ event }) => event);
  }

  /** Takes out everything: nothing is late any more. */
  all(): readonly DomainEvent[] {
    return this.arrived(Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.#arrivals = [];
  }
}
