import type { ContenderKind } from './contenders/contender.js';
import type { Evidence } from './contenders/evidence.js';
import type { Load, Measured } from './load/load.js';

/** One body size under one load, for several contenders in turn. */
export interface Trial {
  readonly name: string;
  /** Bytes of a body. */
  readonly body: number;
  readonly load: Load;
  readonly contenders: readonly ContenderKind[];
}

/** One contender under the load, once. */
export interface Round {
  readonly measured: Measured;
  /** CPU seconds of its processes, until its work was done; undefined where that cannot be read. */
  readonly cpu: number | undefined;
  /** What was compared of this round's requests, and how many seconds after the load that was done. */
  readonly evidence: Evidence | undefined;
  readonly settledAfter: number;
}

/** All that was measured of a contender in a trial. */
export interface Standing {
  readonly contender: string;
  readonly rounds: readonly Round[];
  /** Peak of resident memory in bytes over all rounds and the warm-up. */
  readonly peak: number | undefined;
}

/** A trial that was run. */
export interface TrialResult {
  readonly name: string;
  readonly body: number;
  readonly load: Load;
  readonly standings: readonly Standing[];
}
