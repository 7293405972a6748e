import type { Child } from 'hono/jsx';
import type { Actor } from '../../evidence/desk.js';
import type { ConfigurationNews } from '../configuration-news.js';
import { ClassPatterns } from './parts/classes.js';
import { ConfigurationNotice } from './parts/configuration-notice.js';
import { ProblemsNotice } from './parts/problems-notice.js';
import { visible } from './visible-text.js';

/** What every page shows around its own content. */
export interface Frame {
  readonly title: string;
  /** Undefined where nobody is known yet: the login and refusals. */
  readonly actor?: Actor | undefined;
  /** Whether the actor came in by a session that can be ended. */
  readonly canLeave?: boolean | undefined;
  readonly configuration?: ConfigurationNews | undefined;
  /** What is degraded, a sentence each. */
  readonly problems?: readonly string[] | undefined;
  /** Whether the page follows changes. */
  readonly live?: boolean | undefined;
}

/** The whole document around a page. No inline style or script: the CSP allows none. */
export function Layout({ frame, children }: { frame: Frame; children?: Child }) {
  const { actor, configuration, problems } = frame;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${visible(frame.title)} · Banyan`}</title>
        <link rel="icon" href="/static/banyan.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/banyan.css" />
        {frame.live === true && <script type="module" src="/static/live.js"></script>}
        {frame.live === true && <script type="module" src="/static/dial.js"></script>}
        {actor !== undefined && <script type="module" src="/static/suggest.js"></script>}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <ClassPatterns />
        <header class="top">
          <a class="brand" href="/">
            <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
              <path d="M8 1v14M8 5 3 9v6M8 5l5 4v6" />
            </svg>
            Banyan
          </a>
          {frame.live === true && (
            <span class="live" id="live" role="status" data-state="off">
              as of now; reload for newer
            </span>
          )}
          {actor !== undefined && (
            <span class="who">
              {visible(actor.name)} <span class="quiet">{actor.role}</span>
              {frame.canLeave === true && (
                <form method="post" action="/logout">
                  <button type="submit" class="plain">
                    Log out
                  </button>
                </form>
              )}
            </span>
          )}
        </header>
        <main id="content" tabindex={-1}>
          {problems !== undefined && <ProblemsNotice problems={problems} />}
          {configuration !== undefined && <ConfigurationNotice news={configuration} />}
          {children}
        </main>
      </body>
    </html>
  );
}
