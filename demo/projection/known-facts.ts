import { KEPT_ORDERS, KEPT_RETURNS } from '../contract.js';
import type { DomainEvent } from '../shop/event-log.js';
import type { Fact } from '../shop/facts.js';

/** The newest state of each entity of one customer, by what it is about. */
export type FactOf<A extends Fact['about']> = Extract<Fact, { about: A }>['state'];

interface Versioned {
  readonly version: number;
  readonly fact: Fact;
}

/**
 * What is known of one customer. Merging is idempotent and does not depend on order: of each entity the
 * highest version stays, and of numbered entities those of the newest numbers, so any sequence of the
 * same events, with or without repeats, ends in the same facts.
 */
export class KnownFacts {
  /** By entity for what a customer has one of; by number for orders and returns with what belongs to them. */
  readonly #facts = new Map<string, Versioned>();
  readonly #numbers = { order: new Set<number>(), return: new Set<number>() };

  /** Takes an event in; false when it tells nothing new. */
  merge({ version, fact }: DomainEvent): boolean {
    const key = keyOf(fact);
    if ((this.#facts.get(key)?.version ?? 0) >= version) return false;
    if ('number' in fact.state && !this.#makeRoom(groupOf(fact), fact.state.number)) return false;
    this.#facts.set(key, { version, fact });
    return true;
  }

  one<A extends Fact['about']>(about: A, number?: number): FactOf<A> | undefined {
    const known = this.#facts.get(number === undefined ? about : `${about}:${number}`);
    return known?.fact.state as FactOf<A> | undefined;
  }

  /** The numbers of the customer's orders, or returns, newest first. */
  numbers(of: 'order' | 'return'): readonly number[] {
    return [...this.#numbers[of]].sort((a, b) => b - a);
  }

  /** Whether this number is among the newest; the oldest one leaves when there are too many. */
  #makeRoom(group: 'order' | 'return', number: number): boolean {
    const kept = this.#numbers[group];
    kept.add(number);
    if (kept.size <= (group === 'order' ? KEPT_ORDERS : KEPT_RETURNS)) return true;
    const oldest = Math.min(...kept);
    kept.delete(oldest);
    for (const about of group === 'order' ? ['order', 'payment', 'shipment'] : ['return', 'exception'])
      this.#facts.delete(`${about}:${oldest}`);
    return oldest !== number;
  }
}

function keyOf({ about, state }: Fact): string {
  return 'number' in state ? `${about}:${state.number}` : about;
}

function groupOf({ about }: Fact): 'order' | 'return' {
  return about === 'return' || about === 'exception' ? 'return' : 'order';
}
