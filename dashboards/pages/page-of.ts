import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { DashboardEnv } from '../access/gate.js';

/** What a page is, beside its content. */
export interface PageKind {
  readonly title: string;
  /** Whether it follows changes while somebody looks at it. */
  readonly live?: boolean;
  /** Whether it draws the history of a route. */
  readonly history?: boolean;
  /** Whether it tells itself what is degraded, and of banyan.yaml. */
  readonly ownNotices?: boolean;
}

/** Renders content within the frame of every page. */
export type PageOf = (
  c: Context<DashboardEnv>,
  kind: PageKind,
  content: Child,
) => Response | Promise<Response>;
