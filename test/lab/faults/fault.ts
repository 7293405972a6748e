import type { MismatchClass } from '../../../evidence/mismatch-class.js';
import type { Side } from '../../../evidence/tally.js';
import { type Chance, shareOf } from '../../../demo/chance.js';
import type { Field, Value } from '../world/fields.js';
import type { Draft } from '../world/log.js';
import type { Settings } from '../world/settings.js';

/** One read of one customer. */
export interface Moment {
  readonly settings: Settings;
  readonly entity: string;
  readonly side: Side;
  /** Milliseconds. */
  readonly at: number;
}

/** A number in [0, 1) that belongs to this read, for this purpose. */
export function coinOf({ settings, entity, side, at }: Moment, purpose: string): number {
  return shareOf(`${settings.seed}/${purpose}/${entity}/${side}/${at}`);
}

/** A number in [0, 1) that belongs to this customer, for this purpose, whenever it is read. */
export function coinOfEntity({ settings, entity }: Moment, purpose: string): number {
  return shareOf(`${settings.seed}/${purpose}/${entity}`);
}

interface Common {
  /** What the design calls a difference that this makes; `none` where it makes no comparable one. */
  readonly class: Exclude<MismatchClass, 'unsettled'> | 'none';
  /** The part of the customers that it hits in the standard world, 0–1. */
  readonly rate: number;
  /** Why the design leaves the class of a difference open that this makes at this value of legacy's; if it does. */
  readonly arguable?: (value: Value) => string | undefined;
}

/** Events that are written beside the plain ones, and what becomes of them on their way. */
export interface DeliveryFault extends Common {
  readonly kind: 'delivery';
  /** The fields that it takes, of those that are free; a field that is not free makes it step back. */
  readonly fields: (chance: Chance, isFree: (field: Field) => boolean) => readonly Field[];
  readonly write: (draft: Draft, fields: readonly Field[]) => void;
}

/** The candidate tells a value as something else. */
export interface MeaningFault extends Common {
  readonly kind: 'meaning';
  readonly fields: readonly Field[];
  readonly told: (value: Value, moment: Moment) => Value;
}

/** A side tells something else at each read. */
export interface NoiseFault extends Common {
  readonly kind: 'noise';
  readonly fields: readonly Field[];
  readonly sides: readonly Side[];
  /** Whether it can change this value at all. */
  readonly touches: (value: Value) => boolean;
  readonly told: (value: Value, moment: Moment) => Value;
}

/** A side fails some reads with 503. */
export interface FailureFault extends Common {
  readonly kind: 'failure';
  readonly side: Side;
  readonly fails: (moment: Moment) => boolean;
}

/** A side answers from a copy that is not the current one. */
export interface ViewFault extends Common {
  readonly kind: 'view';
  readonly side: Side;
  /** The instant whose state this read shows, at most its own. */
  readonly asOf: (moment: Moment) => number;
  /** From when on every read shows what the current copy shows at `moment.at`; Infinity for never. */
  readonly everywhereBy: (moment: Moment) => number;
  /** Whether two reads of one instant may meet different copies. */
  readonly isMixed: boolean;
}

/** The stream of events stands still now and then. */
export interface StreamFault extends Common {
  readonly kind: 'stream';
  /** When an event is applied that would have been applied at this instant. */
  readonly held: (at: number, settings: Settings) => number;
}

export type Fault = DeliveryFault | MeaningFault | NoiseFault | FailureFault | ViewFault | StreamFault;
