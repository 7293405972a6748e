import type { MessagePort } from 'node:worker_threads';
import type { BreakerNews } from '../../dashboards/breaker-news.js';
import type { Vitals } from '../../dashboards/vitals.js';
import type { Finding, Tally } from '../../evidence/tally.js';
import type { Inquired, Preview, Question, ToldSuggestions } from '../../evidence/inquiry.js';
import type { PairsByRoute } from '../../evidence/handed-over.js';
import type { PairBatch } from '../../proxy/handover.js';
import type { KnownVersions, VersionSources } from '../../proxy/watched-versions.js';
import type { Dial } from '../../routing-rules/dial.js';
import type { Configuration } from '../configuration/configuration.js';
import type { SpanBatch } from '../tracing/span-line.js';
import type { Batches } from '../tracing/tracing-settings.js';
import type { NewsOfFile } from '../configuration/news-of-file.js';
import type { RelayStart } from './custom-line.js';
import type { Saved } from './unsaved.js';

/** The rules of one edition. */
export interface EditionRoutes {
  readonly edition: number;
  readonly routes: Configuration['routes'];
  readonly versions: KnownVersions;
}

/** What the analyst knows of one edition. */
export interface AnalystEdition extends EditionRoutes {
  /** Where both sides are read again, and the largest body in bytes. */
  readonly upstreams: Configuration['upstreams'];
  readonly sources: VersionSources;
  readonly captureCap: number;
  /** By route, how often its evidence was restarted by hand. */
  readonly restarts: Readonly<Record<string, number>>;
}

/** What serves, and what else is to be told of banyan.yaml. */
export interface Serving {
  readonly edition: number;
  readonly configuration: Configuration;
  readonly versions: KnownVersions;
  readonly news: NewsOfFile;
}

/** What the control thread is given when it starts. */
export interface ControlStart extends Serving {
  /** Editions before the one that serves, of which something may still be told; the oldest first. */
  readonly earlier: readonly EditionRoutes[];
  /**
   * The newest edition of which this process saved anything, 0 for none: what is open in the store under it
   * and those before it is still going on.
   */
  readonly savedEdition: number;
  /** The dials that the data plane decides by: a control before this one may have lowered some that nobody could keep. */
  readonly dials: Readonly<Record<string, Dial>>;
  /** As the analysts have it. */
  readonly redactionKey: string;
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
      /** All pairs of a batch are of one. */
      readonly edition: number | undefined;
      readonly pairs: PairsByRoute;
    }
  | { readonly kind: 'configuration'; readonly serving: Serving }
  /** Every request of this edition has been told. */
  | { readonly kind: 'ended'; readonly edition: number }
  | { readonly kind: 'serving'; readonly serving: boolean }
  /** How every upstream's breaker stands. */
  | { readonly kind: 'breakers'; readonly news: readonly BreakerNews[] }
  /** How the process fares. */
  | { readonly kind: 'vitals'; readonly vitals: Vitals }
  /** What is degraded on the main thread's side, for `/readyz`; undefined when nothing is. */
  | { readonly kind: 'analysis'; readonly problem: string | undefined }
  /** The data plane decides by the dials that it was told under this number. */
  | { readonly kind: 'dials-taken'; readonly id: number }
  /** To be answered with `alive`. */
  | { readonly kind: 'alive?' }
  | { readonly kind: 'stop' };

/** Control → main thread. */
export type FromControl =
  | {
      readonly kind: 'ready';
      readonly port: number;
      readonly dials: Readonly<Record<string, Dial>>;
      /** The versions that upstreams were last known by. */
      readonly versions: KnownVersions;
    }
  | { readonly kind: 'dials'; readonly id: number; readonly dials: Readonly<Record<string, Dial>> }
  | { readonly kind: 'saved'; readonly saved: Saved }
  | { readonly kind: 'alive' }
  /** It cannot start; nothing that a restart would mend. */
  | { readonly kind: 'cannot-start'; readonly detail: string };

/** What an analyst is given when it starts. */
export interface AnalystStart {
  /** Those of which pairs may come; the newest last. */
  readonly editions: readonly AnalystEdition[];
  /** Where it tells its findings. */
  readonly line: MessagePort;
  /** For keyed hashes of redacted values. */
  readonly redactionKey: string;
}

/** Main thread → analyst. */
export type ToAnalyst =
  | { readonly kind: 'pairs'; readonly batch: PairBatch }
  | ({ readonly kind: 'learn' } & AnalystEdition)
  | { readonly kind: 'forget'; readonly edition: number }
  /** A line to the tracer, in place of the one before. */
  | { readonly kind: 'traces'; readonly line: MessagePort }
  | { readonly kind: 'stop' };

/**
 * Analyst → main thread: a batch is done with, and its slab goes back; it works on one that takes long; or it
 * wants a custom comparator's process, which is to outlive it.
 */
export type FromAnalyst =
  | { readonly kind: 'done'; readonly batch: number; readonly slab: ArrayBuffer }
  | { readonly kind: 'working' }
  | { readonly kind: 'relay'; readonly start: RelayStart };

/** Control → analyst: something that is wanted to be known, by a number. */
export interface AskedOfAnalyst {
  readonly id: number;
  readonly question: Question;
}

/** Analyst → control: what came of what was asked. */
export interface AnsweredByAnalyst {
  readonly id: number;
  readonly answer: Inquired<ToldSuggestions | Preview>;
}

/** Analyst → control. */
export type FromAnalystToControl = FoundByAnalyst | AnsweredByAnalyst;

/** What became of pairs. */
export interface FoundByAnalyst {
  /** Whose pairs were found out; undefined for what was learnt of earlier ones. */
  readonly batch: number | undefined;
  readonly findings: readonly Finding[];
}

/** What the tracer is given when it starts; the rest it reads in the environment. */
export interface TracerStart {
  /** The collector's address as it may be shown. */
  readonly endpoint: string;
  readonly batches: Batches;
}

/** Main thread → tracer. On a line that it was given it hears batches alone. */
export type ToTracer =
  | { readonly kind: 'spans'; readonly batch: SpanBatch }
  | { readonly kind: 'line'; readonly line: MessagePort }
  /** To be done within so many milliseconds. */
  | { readonly kind: 'stop'; readonly within: number };

/** Tracer → whoever told it spans: a batch was taken. */
export interface FromTracer {
  readonly kind: 'taken';
}
