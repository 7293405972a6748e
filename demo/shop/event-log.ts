import { randomUUID } from 'node:crypto';
import { entityOf, type Fact } from './facts.js';

/** What happened, in the words of the business. */
export type EventType =
  | 'customer-registered'
  | 'order-placed'
  | 'payment-authorised'
  | 'payment-settled'
  | 'payment-failed'
  | 'payment-refunded'
  | 'shipment-planned'
  | 'shipment-sent'
  | 'shipment-delayed'
  | 'shipment-delivered'
  | 'loyalty-adjusted'
  | 'promotion-granted'
  | 'return-opened'
  | 'return-closed'
  | 'warehouse-exception-raised'
  | 'fraud-flagged'
  | 'fraud-cleared';

/** One entry of the log. It never changes. */
export interface DomainEvent {
  readonly id: string;
  /** Its place in the log, from 1. Places of compacted events stay empty. */
  readonly offset: number;
  readonly type: EventType;
  readonly recordedAt: string;
  readonly entity: string;
  /** Counts the events of the entity, from 1: the higher one is the newer one. */
  readonly version: number;
  /** True for the state that the shop opened with. */
  readonly opening: boolean;
  readonly fact: Fact;
}

/** A part of the log. `log` names this log: offsets of another one mean nothing here. */
export interface Page {
  readonly log: string;
  readonly head: number;
  readonly events: readonly DomainEvent[];
}

/** Above this many events the log forgets those that a newer event of the same entity replaces. */
const COMPACT_ABOVE = 40_000;

/** The append-only truth of the shop. */
export class EventLog {
  readonly #name = randomUUID();
  readonly #versions = new Map<string, number>();
  #events: DomainEvent[] = [];
  #head = 0;
  #compactAt = COMPACT_ABOVE;
  #opening = true;

  /** Ends the opening: what is recorded from now on happened while the shop was open. */
  open(): void {
    this.#opening = false;
  }

  record(type: EventType, fact: Fact): void {
    const entity = entityOf(fact);
    const version = (this.#versions.get(entity) ?? 0) + 1;
    this.#versions.set(entity, version);
    this.#head++;
    this.#events.push({
      id: `E-${this.#head}`,
      offset: this.#head,
      type,
      recordedAt: new Date().toISOString(),
      entity,
      version,
      opening: this.#opening,
      fact,
    });
    if (this.#events.length > this.#compactAt) this.#compact();
  }

  /** Lets compaction take every event of an archived entity, so that a long demo stays small. */
  archive(fact: Fact): void {
    this.#versions.delete(entityOf(fact));
  }

  /** Up to `limit` events after the place `after`, oldest first. */
  read(after: number, limit: number): Page {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.offset ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    return { log: this.#name, head: this.#head, events: this.#events.slice(low, low + limit) };
  }

  #compact(): void {
    this.#events = this.#events.filter((event) => this.#versions.get(event.entity) === event.version);
    // Twice what is left: compaction must not run on every event when everything is needed.
    this.#compactAt = Math.max(COMPACT_ABOVE, this.#events.length * 2);
  }
}
