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
  /** The page's own address with its query, where it follows changes, and how many seconds it leaves between two. */
  readonly follows?: { readonly address: string; readonly calm: number } | undefined;
  /** Whether it draws the history of a route. */
  readonly history?: boolean | undefined;
}

/**
 * How htmx behaves on every page: a refusal never takes the place of what is shown, what somebody unfolded stays
 * unfolded, and nothing needs a style or script that the content policy forbids.
 */
const htmxConfig = JSON.stringify({
  noSwap: [204, 304, '4xx', '5xx'],
  morphIgnore: ['data-htmx-powered', 'open'],
  includeIndicatorCSS: false,
});

/** What draws the history; deferred as modules are, so that uPlot is there first. */
const HistoryScripts = () => (
  <>
    <link rel="stylesheet" href="/static/uplot.css" />
    <script defer src="/static/uplot.js"></script>
    <script type="module" src="/static/history.js"></script>
  </>
);

/** The whole document around a page. No inline style or script: the CSP allows none. */
export function Layout({ frame, children }: { frame: Frame; children?: Child }) {
  const { actor, configuration, problems, follows } = frame;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${visible(frame.title)} · Banyan`}</title>
        <link rel="icon" href="/static/banyan.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/banyan.css" />
        {frame.history === true && <HistoryScripts />}
        {actor !== undefined && <Scripts />}
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
          {actor !== undefined && <Places at={follows?.address} />}
          {follows !== undefined && <LiveSign />}
          {actor !== undefined && <Who actor={actor} canLeave={frame.canLeave === true} />}
        </header>
        {actor !== undefined && <output id="done" class="told" aria-live="polite"></output>}
        <main id="content" tabindex={-1} {...(follows === undefined ? {} : followed(follows))}>
          {problems !== undefined && <ProblemsNotice problems={problems} />}
          {configuration !== undefined && <ConfigurationNotice news={configuration} />}
          {children}
        </main>
        {actor !== undefined && <Drawer />}
      </body>
    </html>
  );
}

const Scripts = () => (
  <>
    <meta name="htmx-config" content={htmxConfig} />
    <script type="module" src="/static/live.js"></script>
    <script type="module" src="/static/drawer.js"></script>
    <script type="module" src="/static/turn.js"></script>
    <script type="module" src="/static/rules.js"></script>
    {/* Last: the others listen to what it does from the beginning. */}
    <script defer src="/static/htmx.js"></script>
  </>
);

/** When the sign hears of a change, the page is read again, and what differs is morphed into what is shown. */
const followed = ({ address, calm }: NonNullable<Frame['follows']>) => ({
  'hx-get': address,
  // Where nothing changes a guard may wait for the clock alone.
  'hx-trigger': `change from:#live throttle:${calm}s, alive from:#live`,
  'hx-select': '#content',
  'hx-swap': 'outerMorph',
});

/** Hears the server's events, and says whether what is shown is of now. */
const LiveSign = () => (
  <span
    class="live"
    id="live"
    role="status"
    data-state="off"
    hx-sse:connect="/api/v1/events"
    hx-config="sse.reconnectMaxDelay:5000"
  >
    as of now; reload for newer
  </span>
);

const places = [
  ['/', 'Routes'],
  ['/audit', 'Audit'],
  ['/upstreams', 'Upstreams'],
  ['/config', 'Config'],
] as const;

function Places({ at }: { at: string | undefined }) {
  const path = at?.split('?')[0];
  return (
    <nav aria-label="Banyan">
      <ul class="places">
        {places.map(([href, name]) => (
          <li>
            <a href={href} aria-current={href === path ? 'page' : undefined}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const Who = ({ actor, canLeave }: { actor: Actor; canLeave: boolean }) => (
  <span class="who">
    {visible(actor.name)} <span class="quiet">{actor.role}</span>
    {canLeave && (
      <form method="post" action="/logout">
        <button type="submit" class="plain">
          Log out
        </button>
      </form>
    )}
  </span>
);

/** Where a page opens that somebody looks at beside the one they are on; `drawer.js` fills it. */
const Drawer = () => (
  <dialog id="drawer" aria-label="Beside this page">
    <form method="dialog" class="drawer-top">
      <a id="drawer-page" href="/">
        As a page of its own
      </a>
      <button type="submit">Close</button>
    </form>
    <div id="drawer-content"></div>
  </dialog>
);
