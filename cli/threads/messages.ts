import type { MessagePort } from 'node:worker_threads';
import type { ConfigurationNews } from '../../dashboards/configuration-news.js';
import type { Finding, Tally } from '../../evidence/tally.js';
import type { PairsByRoute } from '../../evidence/handed-over.js';
import type { PairBatch } from '../../proxy/handover.js';
import type { Dial } from '../../routing-rules/dial.js';
import type { Configuration } from '../configuration/configuration.js';

/** What the control thread is given when it starts. */
export interface ControlStart {
  readonly edition: number;
  readonly configuration: Configuration;
  readonly news: ConfigurationNews;
}

/** Main thread → control. */
export type ToControl =
  | { readonly kind: 'tally'; readonly tally: Tally }
  /** A new analyst, and the line on which it tells what it found. */
  | { readonly kind: 'analyst'; readonly analyst: number; readonly line: MessagePort }
  | {
      readonly kind: 'handed';
      readonly analyst: number;
      readonly batch: number;
      /** All pairs of a batch are of one. */
      readonly edition: number | undefined;
      readonly pairs: PairsByRoute;
    }
  /** What serves from now on, or what else is to be told of banyan.yaml. */
  | { readonly kind: 'configuration'; readonly start: ControlStart }
  /** Every request of this edition has been told. */
  | { readonly kind: 'ended'; readonly edition: number }
  | { readonly kind: 'serving'; readonly serving: boolean }
  | { readonly kind: 'stop' };

/** Control → main thread. */
export type FromControl =
  | { readonly kind: 'ready'; readonly port: number; readonly dials: Readonly<Record<string, Dial>> }
  | { readonly kind: 'dials'; readonly dials: Readonly<Record<string, Dial>> }
  /** It cannot start; nothing that a restart would mend. */
  | { readonly kind: 'cannot-start'; readonly detail: string };

/** The rules of one edition. */
export interface EditionRoutes {
  readonly edition: number;
  readonly routes: Configuration['routes'];
}

/** What an analyst is given when it starts. */
export interface AnalystStart {
  /** Those of which pairs may come; the newest last. */
  readonly editions: readonly EditionRoutes[];
  /** Where it tells its findings. */
  readonly line: MessagePort;
  /** For keyed hashes of redacted values: secret, and the same as long as this process lives. */
  readonly redactionKey: string;
}

/** Main thread → analyst. */
export type ToAnalyst =
  | { readonly kind: 'pairs'; readonly batch: PairBatch }
  | ({ readonly kind: 'learn' } & EditionRoutes)
  | { readonly kind: 'forget'; readonly edition: number }
  | { readonly kind: 'stop' };

/** Analyst → main thread: a batch is done with, and its slab goes back. */
export type FromAnalyst = { readonly kind: 'done'; readonly batch: number; readonly slab: ArrayBuffer };

/** Analyst → control. */
export interface FromAnalystToControl {
  readonly batch: number;
  readonly findings: readonly Finding[];
}
