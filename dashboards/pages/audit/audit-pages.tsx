import type { Hono } from 'hono';
import { z } from 'zod';
import type { AuditEntry } from '../../../evidence/scorecard.js';
import type { DashboardEnv } from '../../access/gate.js';
import { readQuery } from '../../api/body.js';
import { unreadable } from '../../api/unreadable.js';
import { AuditQuery } from '../../api/shapes.js';
import type { DashboardParts } from '../../parts.js';
import { Problem } from '../../problem.js';
import { changeTold } from '../../../evidence/audit/tell-entry.js';
import { instant } from '../figures.js';
import type { PageOf } from '../page-of.js';
import { visible } from '../visible-text.js';
import { AuditTable } from './audit-table.js';
import { KeptEntry } from './kept-entry.js';

const entriesOfPage = 50;

/** What the page's own form asks for; all routes where it names none. */
const PageQuery = AuditQuery.pick({ before: true }).extend({
  route: z
    .string()
    .max(200)
    .transform((name) => (name === '' ? undefined : name))
    .optional(),
});

/** Everything that happened to dials and evidence, and each entry by itself with what it froze. */
export function auditPages(
  app: Hono<DashboardEnv>,
  { desk }: Pick<DashboardParts, 'desk'>,
  page: PageOf,
): void {
  app.get('/audit', async (c) => {
    const { route, before } = readQuery(c, PageQuery);
    const entries = await desk
      .audit({ route, before, limit: entriesOfPage + 1 })
      .catch(unreadable('The audit'));
    return page(
      c,
      { title: 'Audit', live: true },
      <AuditPage
        entries={entries}
        route={route}
        before={before}
        routes={desk.routes().map(({ name }) => name)}
      />,
    );
  });

  app.get('/audit/:id{[0-9]{1,15}}', async (c) => {
    const id = Number(c.req.param('id'));
    const [entry] = await desk.audit({ before: id + 1, limit: 1 }).catch(unreadable('The audit'));
    if (entry?.id !== id) throw new Problem('not-found', `The audit has no entry ${id}.`);
    return page(c, { title: `Audit entry ${id}` }, <EntryPage entry={entry} />);
  });
}

interface AuditPageProps {
  /** One more than are shown, where there are more. */
  readonly entries: readonly AuditEntry[];
  readonly route: string | undefined;
  readonly before: number | undefined;
  readonly routes: readonly string[];
}

function AuditPage({ entries, route, before, routes }: AuditPageProps) {
  const shown = entries.slice(0, entriesOfPage);
  const last = shown.at(-1);
  const older = entries.length > shown.length && last !== undefined;
  const address = (query: Readonly<Record<string, string>>): string =>
    `/audit?${new URLSearchParams({ ...(route !== undefined && { route }), ...query })}`;
  return (
    <>
      <h1>Audit</h1>
      <section class="panel" aria-label="Entries">
        <form class="turn" method="get" action="/audit">
          <label for="route">of</label>
          <select id="route" name="route">
            <option value="">all routes</option>
            {routes.map((name) => (
              <option value={name} selected={name === route}>
                {visible(name)}
              </option>
            ))}
          </select>
          <button type="submit">Show</button>
        </form>
        {shown.length === 0 ? <Nothing route={route} /> : <AuditTable entries={shown} ofRoutes />}
        <p class="turn">
          {before !== undefined && <a href={address({})}>newest</a>}
          {older && <a href={address({ before: String(last.id) })}>older</a>}
        </p>
        <p class="quiet">
          Every entry carries the hash of the one before, so that none can be changed or left out unseen:{' '}
          <a href="/api/v1/audit?format=ndjson" download>
            take the whole chain along
          </a>{' '}
          and hold it against itself with <code>banyan audit verify audit.ndjson</code>.
        </p>
      </section>
    </>
  );
}

const Nothing = ({ route }: { route: string | undefined }) => (
  <p>
    Nothing is in the audit{route === undefined ? '' : ` of ${visible(route)}`} yet. It begins with the first
    turn of a dial, the first version that another one follows, or the first entity that is forgotten.
  </p>
);

function EntryPage({ entry }: { entry: AuditEntry }) {
  return (
    <article data-drawer-part class="panel turn-page">
      <h1>
        <a href={`/routes/${encodeURIComponent(entry.route)}`}>{visible(entry.route)}</a>: {changeTold(entry)}
      </h1>
      <p>“{visible(entry.reason)}”</p>
      <KeptEntry entry={entry} at={instant(entry.time)} />
      <p class="quiet">
        Entry {entry.id}, sealed as <code>{entry.hash}</code>, after <code>{entry.previous}</code>
      </p>
    </article>
  );
}
