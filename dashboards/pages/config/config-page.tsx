import type { Hono } from 'hono';
import type { DashboardEnv } from '../../access/gate.js';
import type { ConfigurationNews } from '../../configuration-news.js';
import type { DashboardParts } from '../../parts.js';
import { counted, instant } from '../figures.js';
import type { PageOf } from '../page-of.js';
import { Complaints, RefusedNotice } from '../parts/configuration-notice.js';
import { ProblemsNotice } from '../parts/problems-notice.js';
import { visible } from '../visible-text.js';
import { EffectiveYaml } from './effective-yaml.js';

/** Complaints that are shown; the log has the rest. */
const complaintsOfPage = 500;

/** `/config`: which banyan.yaml serves, why a newer one does not, and all that is in force by it. Changes nothing. */
export function configPages(
  app: Hono<DashboardEnv>,
  { config, ready, access }: Pick<DashboardParts, 'config' | 'ready' | 'access'>,
  page: PageOf,
): void {
  app.get('/config', (c) =>
    page(
      c,
      { title: 'Config', live: true, ownNotices: true },
      <ConfigPage
        news={config()}
        problems={ready().problems ?? []}
        openAt={access.tokens.length === 0 ? access.listen : undefined}
      />,
    ),
  );
}

interface ConfigPageProps {
  readonly news: ConfigurationNews;
  /** What is degraded, a sentence each. */
  readonly problems: readonly string[];
  /** The host that the page listens on, where everybody who reaches it is admin. */
  readonly openAt: string | undefined;
}

function ConfigPage({ news, problems, openAt }: ConfigPageProps) {
  return (
    <>
      <RefusedNotice news={news} most={complaintsOfPage} />
      <ProblemsNotice problems={problems} />
      <h1>Config</h1>
      <section class="panel" aria-label="What serves">
        <Serving news={news} />
        <Remarks news={news} />
      </section>
      {openAt !== undefined && <Open at={openAt} />}
      <EffectiveYaml yaml={news.effective} />
    </>
  );
}

function Serving({ news: { file, loadedAt, refusedAt } }: { news: ConfigurationNews }) {
  const name = <b>{visible(file)}</b>;
  return (
    <>
      <p>
        {refusedAt === null ? (
          <>
            {name} serves as it was read at {instant(loadedAt)}.
          </>
        ) : (
          <>
            What serves was read from {name} at {instant(loadedAt)}. What the file says now does not: it was
            refused at {instant(refusedAt)}.
          </>
        )}
      </p>
      <p class="quiet">
        A changed file is taken as soon as it is saved, whole or not at all. Beforehand,{' '}
        <code>{`banyan check ${visible(file)}`}</code> says what is wrong with it.
      </p>
    </>
  );
}

function Remarks({ news: { file, notes } }: { news: ConfigurationNews }) {
  if (notes.length === 0) return <p class="quiet">No remarks: every key that is written has its effect.</p>;
  return (
    <>
      <h2>{counted(notes.length, 'remark')} on what serves</h2>
      <Complaints complaints={notes} file={file} most={complaintsOfPage} />
    </>
  );
}

const tokensYaml = `admin:
  tokens:
    - { name: anna, role: operator, env: BANYAN_TOKEN_ANNA }
    - { name: release, role: admin, env: BANYAN_TOKEN_RELEASE }`;

/** Nobody is asked who they are. */
function Open({ at }: { at: string }) {
  return (
    <section class="panel empty" aria-label="Who may enter">
      <p>
        No tokens are configured, so everybody who reaches this page on {visible(at)}, which is everybody on
        this machine, is admin. To ask who somebody is, name tokens by the environment variables that hold
        them, and restart Banyan:
      </p>
      <pre>{tokensYaml}</pre>
    </section>
  );
}
