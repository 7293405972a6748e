import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { DashboardEnv } from '../access/gate.js';

/** What a page is, beside its content. */
export interface PageKind {
  readonly title: string;
  /** Whether it follows changes while somebody looks at it. */
  readonly live?: boolean;
  /** Seconds that it leaves at least between two changes that it follows; 1 when not given. */
  readonly calm?: number;
  /** Whether it draws the history of a route. */
  readonly history?: boolean;
  /** Whether it tells itself what is degraded, and of banyan.yaml. */
  readonly ownNotices?: boolean;
}

/** Renders what several people look at while it changes, once for all to whom it is the same. */
export type LivePageOf = (
  c: Context<DashboardEnv>,
  kind: Omit<PageKind, 'live'>,
  /** All that its content depends on beside the evidence: whoever asks for the same gets the same. */
  name: string,
  content: () => Promise<Child> | Child,
) => Promise<Response>;

/** Renders content within the frame of every page. */
export type PageOf = (
  c: Context<DashboardEnv>,
  kind: PageKind,
  content: Child,
) => Response | Promise<Response>;
