import type { MessagePort } from 'node:worker_threads';
import type { Finding, Tally } from '../../evidence/tally.js';
import type { PairsByRoute } from '../../evidence/handed-over.js';
import type { Saved } from './unsaved.js';
import type { PairBatch } from '../../proxy/handover.js';
import type { Dial } from '../../routing-rules/dial.js';
import type { Configuration } from '../configuration/configuration.js';
import type { Problem } from '../configuration/problem.js';

/** What the control thread is given when it starts. */
export interface ControlStart {
  readonly configuration: Configuration;
  readonly notes: readonly Problem[];
  /** What stands in the store is this process's own: what it left open there is still going on. */
  readonly resumes: boolean;
}

/** Main thread → control. */
export type ToControl =
  | { readonly kind: 'tally'; readonly id: number; readonly tally: Tally }
  /** A new analyst, and the line on which it tells what it found. */
  | { readonly kind: 'analyst'; readonly analyst: number; readonly line: MessagePort }
  | {
      readonly kind: 'handed';
      readonly analyst: number;
      readonly batch: number;
      readonly pairs: PairsByRoute;
    }
  | { readonly kind: 'serving'; readonly serving: boolean }
  /** What is degraded on the main thread's side, for `/readyz`; undefined when nothing is. */
  | { readonly kind: 'analysis'; readonly problem: string | undefined }
  /** To be answered with `alive`. */
  | { readonly kind: 'alive?' }
  | { readonly kind: 'stop' };

/** Control → main thread. */
export type FromControl =
  | { readonly kind: 'ready'; readonly port: number; readonly dials: Readonly<Record<string, Dial>> }
  | { readonly kind: 'dials'; readonly dials: Readonly<Record<string, Dial>> }
  | { readonly kind: 'saved'; readonly saved: Saved }
  | { readonly kind: 'alive' }
  /** It cannot start; nothing that a restart would mend. */
  | { readonly kind: 'cannot-start'; readonly detail: string };

/** What an analyst is given when it starts. */
export interface AnalystStart {
  readonly routes: Configuration['routes'];
  /** Where it tells its findings. */
  readonly line: MessagePort;
  /** For keyed hashes of redacted values: secret, and the same as long as this process lives. */
  readonly redactionKey: string;
}

/** Main thread → analyst. */
export type ToAnalyst = { readonly kind: 'pairs'; readonly batch: PairBatch } | { readonly kind: 'stop' };

/** Analyst → main thread. */
export type FromAnalyst = { readonly kind: 'done'; readonly batch: number };

/** Analyst → control. */
export interface FromAnalystToControl {
  readonly batch: number;
  readonly findings: readonly Finding[];
}
