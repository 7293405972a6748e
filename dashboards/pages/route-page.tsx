import type { Actor } from '../../evidence/desk.js';
import type { IgnoredRow } from '../../evidence/ignored-book.js';
import type { MismatchClass } from '../../evidence/mismatch-class.js';
import type { AuditEntry, EntityRow, FieldRow, Scorecard } from '../../evidence/scorecard.js';
import type { GuardFinding } from '../../routing-rules/guards.js';
import { count, duration, instant, measured, percent } from './figures.js';
import { ShareBar, StageSteps } from './parts/dial-bar.js';
import { DialControl } from './parts/dial-control.js';
import { NoCandidate, NothingDiffers, NoTraffic } from './parts/empty.js';
import { EvidenceSummary } from './parts/evidence-summary.js';
import { LastChange, MayRise } from './parts/rising.js';
import { AuditTable, Entities, FieldsTable, IgnoredTable } from './parts/tables.js';
import { visible } from './visible-text.js';

export interface RoutePageProps {
  readonly route: Scorecard;
  readonly fields: readonly FieldRow[];
  readonly ignored: readonly IgnoredRow[];
  readonly entities: readonly EntityRow[];
  readonly entityClass: MismatchClass | undefined;
  readonly audit: readonly AuditEntry[];
  readonly actor: Actor;
  readonly proxyUrl: string;
}

/** One route: its dial, its guards, what differs, and who turned it. */
export function RoutePage(props: RoutePageProps) {
  const { route } = props;
  return (
    <>
      <h1>{visible(route.name)}</h1>
      {route.stage === 'observe' && <NoCandidate route={route} />}
      <div class="two">
        <section class="panel" aria-labelledby="dial">
          <h2 id="dial">Dial</h2>
          <div id="dial-now" data-live data-revision={route.revision}>
            <StageSteps route={route} />
            <ShareBar share={route.share} />
            <p class="stage">
              <b>{percent(route.share)}</b> on the candidate
              {route.held && <span class="tag">held</span>}
              {route.forced && <span class="tag">forced</span>}
              <span class="quiet"> · revision {count(route.revision)}</span>
            </p>
            <MayRise route={route} all />
            <LastChange entry={route.lastChange} />
          </div>
          <DialControl route={route} actor={props.actor} />
        </section>
        <section class="panel" aria-labelledby="guards">
          <h2 id="guards">Guards</h2>
          <div id="guards-now" data-live>
            <Guards guards={route.guards} />
          </div>
        </section>
      </div>
      <section class="panel" aria-labelledby="evidence">
        <h2 id="evidence">Evidence</h2>
        <div id="evidence-now" data-live>
          {route.requests === 0 && <NoTraffic proxyUrl={props.proxyUrl} />}
          <EvidenceSummary route={route}>
            <Lag route={route} />
            <Skipped route={route} />
          </EvidenceSummary>
        </div>
      </section>
      <section class="panel" aria-labelledby="fields">
        <h2 id="fields">What differs</h2>
        <div id="fields-now" data-live>
          {props.fields.length === 0 ? (
            <NothingDiffers route={route} />
          ) : (
            <FieldsTable fields={props.fields} />
          )}
          {props.ignored.length > 0 && <IgnoredTable rows={props.ignored} compared={route.compared} />}
        </div>
      </section>
      <section class="panel" aria-labelledby="entities">
        <h2 id="entities">Entities that differ</h2>
        <div id="entities-now" data-live>
          <Entities route={route} entities={props.entities} wanted={props.entityClass} />
        </div>
      </section>
      <section class="panel" aria-labelledby="audit">
        <h2 id="audit">Who turned the dial</h2>
        <div id="audit-now" data-live>
          <AuditTable entries={props.audit} />
        </div>
      </section>
    </>
  );
}

const guardSigns = { pass: '✓', hold: '…', fail: '✕' } as const;

function Guards({ guards }: { guards: readonly GuardFinding[] }) {
  if (guards.length === 0) return <p class="quiet">No guard watches this route yet.</p>;
  return (
    <ul class="guards">
      {guards.map(({ name, verdict, detail }) => (
        <li class={verdict}>
          <span class="sign" aria-hidden="true">
            {guardSigns[verdict]}
          </span>
          <b>{visible(name)}</b>
          <span class="word">{verdict}</span>
          <span class="sentence">{visible(detail)}</span>
        </li>
      ))}
    </ul>
  );
}

function Lag({ route }: { route: Scorecard }) {
  if (!measured(route.lag)) return null;
  return (
    <span class="figure">
      lag p50 <b>{duration(route.lag.p50)}</b>, p95 <b>{duration(route.lag.p95)}</b>, p99{' '}
      <b>{duration(route.lag.p99)}</b>
    </span>
  );
}

function Skipped({ route }: { route: Scorecard }) {
  const reasons = Object.entries(route.skipped).filter(([, n]) => n > 0);
  if (reasons.length === 0) return <span class="figure quiet">no request skipped</span>;
  return (
    <span class="figure">
      skipped{' '}
      {reasons
        .toSorted(([, a], [, b]) => b - a)
        .map(([reason, n]) => `${reason} ${count(n)}`)
        .join(' · ')}
      {route.lastSkip &&
        `; last ${route.lastSkip.reason} at ${instant(route.lastSkip.time)}: ${visible(route.lastSkip.detail)}`}
    </span>
  );
}
