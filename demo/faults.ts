/** Why two answers differ, as Banyan counts it (docs/verdicts.md). */
export type FaultClass = 'failed' | 'semantic' | 'missing' | 'stale' | 'volatile';

/** What a fault does, which side has it, and what Banyan should say of it. */
export interface FaultDescription {
  readonly side: 'candidate' | 'both';
  readonly does: string;
  readonly shows: string;
  /** The class that rises while it is on, at one of these patterns at least; absent where none must. */
  readonly counted?: { readonly class: FaultClass; readonly at: readonly RegExp[] };
}

const DELIVERY = 'nothing: events carry versions, so the projection is immune; that is worth seeing';

/** What events change: everything but who the customer is. */
const WRITTEN = [/^\$\.(orders|payments|loyalty|returns|fraud)\b/];

/** Every fault of the demo by its name. */
export const FAULTS = {
  lag: {
    side: 'candidate',
    does: 'events are applied 0.5 to 0.9 s late',
    shows: 'stale: customers that were just written to differ, until the event arrives',
    counted: { class: 'stale', at: WRITTEN },
  },
  'dropped-events': {
    side: 'candidate',
    does: 'one in three new events never reaches the projection',
    shows: 'missing: orders, returns or newer values that the candidate never learns of',
    counted: { class: 'missing', at: WRITTEN },
  },
  duplicates: {
    side: 'candidate',
    does: 'one in three events is delivered twice',
    shows: DELIVERY,
  },
  'out-of-order': {
    side: 'candidate',
    does: 'events overtake each other by up to 0.4 s',
    shows: `${DELIVERY} (a little more lag, no wrong value)`,
  },
  'mapping-bug': {
    side: 'candidate',
    does: 'the projection takes a failed payment for an authorised one',
    shows: 'semantic: $.orders[*].payment.status, $.payments.status and $.payments.failed differ',
    counted: {
      class: 'semantic',
      at: [/^\$\.payments\.(status|failed)$/, /^\$\.orders\[\*\]\.payment\.status$/],
    },
  },
  'rounding-bug': {
    side: 'candidate',
    does: 'the projection rounds order totals to ten cents',
    shows: 'semantic: $.orders[*].total differs; a tolerance of 0.05 would forgive it',
    counted: { class: 'semantic', at: [/^\$\.orders\[\*\]\.total$/] },
  },
  'volatile-field': {
    side: 'both',
    does: 'both sides mint a new loyalty quote on every read',
    shows:
      'volatile: $.loyalty.quoteId differs on every read, so there is no truth to compare; a rule should ignore it',
    counted: { class: 'volatile', at: [/^\$\.loyalty\.quoteId$/] },
  },
  'slow-candidate': {
    side: 'candidate',
    does: 'the candidate answers 0.4 to 1.2 s late',
    shows: 'no difference, but the latency of the candidate rises',
  },
  'failing-candidate': {
    side: 'candidate',
    does: 'the candidate answers one read in ten with 503',
    shows: 'failed: the candidate gave no comparable answer; the status differs',
    counted: { class: 'failed', at: [/^status$/] },
  },
} as const satisfies Record<string, FaultDescription>;

/** The name of a fault, as `--faults` and the control page write it. */
export type FaultName = keyof typeof FAULTS;

/** All names, in the order in which they are shown. */
export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** What a newcomer meets: one fault of each instructive kind. */
export const DEFAULT_FAULTS: readonly FaultName[] = ['lag', 'mapping-bug', 'rounding-bug', 'volatile-field'];

/** Whether this text names a fault. */
export function isFault(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name);
}

/** Reads `a,b`, `none` or `all`; throws an error that lists the names when one is unknown. */
export function faultsFrom(list: string): readonly FaultName[] {
  if (list === 'none' || list === '') return [];
  if (list === 'all') return FAULT_NAMES;
  return list.split(',').map((written) => {
    const name = written.trim();
    if (!isFault(name))
      throw new Error(`no fault is called "${name}"; there are ${FAULT_NAMES.join(', ')}, none and all`);
    return name;
  });
}

/** The switches. Services ask on every use, so that a switch works at once. */
export class FaultBoard {
  readonly #on: Set<FaultName>;
  readonly #listeners = new Set<(name: FaultName, on: boolean) => void>();

  constructor(on: readonly FaultName[] = []) {
    this.#on = new Set(on);
  }

  isOn(name: FaultName): boolean {
    return this.#on.has(name);
  }

  /** The names of the faults that are on. */
  on(): readonly FaultName[] {
    return FAULT_NAMES.filter((name) => this.#on.has(name));
  }

  /** Switches a fault; listeners hear of changes only. */
  switch(name: FaultName, on: boolean): void {
    if (this.#on.has(name) === on) return;
    if (on) this.#on.add(name);
    else this.#on.delete(name);
    for (const listener of this.#listeners) listener(name, on);
  }

  /** Tells the listener of every change until the returned function is called. */
  watch(listener: (name: FaultName, on: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
