import type { EntityList, Role } from '../../evidence/desk.js';
import type { EvidenceRow } from '../../evidence/earlier-desk.js';
import type { RouteHistory } from '../../evidence/history/route-history.js';
import type { IgnoredRow } from '../../evidence/ignored-book.js';
import { isMeasuredOnly } from '../../evidence/measured-only.js';
import type { AuditEntry, Coverage as Covered, FieldRow, Scorecard } from '../../evidence/scorecard.js';
import { count, counted, duration, instant, measured, percent } from './figures.js';
import { Coverage } from './parts/coverage.js';
import { PlanSteps, ShareBar } from './parts/dial-bar.js';
import { DialControl } from './parts/dial-control.js';
import { NoCandidate, NothingDiffers, NoTraffic, OnlyObserved } from './parts/empty.js';
import { EvidenceSummary } from './parts/evidence-summary.js';
import { FieldFilterForm, OfEarlierEvidence } from './fields/field-filter-form.js';
import { Fields } from './fields/fields-table.js';
import { History } from './parts/history.js';
import { BadForGoodNotice, BlindSpots, LastChange, MayRise, RolledBackNotice } from './parts/rising.js';
import { Entities } from './parts/entities.js';
import { Guards } from './parts/guards.js';
import { AuditTable } from './audit/audit-table.js';
import { IgnoredTable } from './parts/ignored-table.js';
import { PreviewForm } from './parts/suggestions.js';
import { Versions } from './parts/versions.js';
import type { RouteQuery } from './route-query.js';
import { visible } from './visible-text.js';

export interface RoutePageProps {
  readonly route: Scorecard;
  readonly fields: readonly FieldRow[];
  readonly ignored: readonly IgnoredRow[];
  readonly coverage: Covered | undefined;
  readonly entities: EntityList;
  /** Which evidence there is to choose from, what counts now first. */
  readonly evidences: readonly EvidenceRow[];
  /** What its address asks for: which differences and which entities are shown, and how far back the history goes. */
  readonly asked: RouteQuery;
  readonly audit: readonly AuditEntry[];
  readonly history: RouteHistory | undefined;
  /** Of whoever looks at it. */
  readonly role: Role;
  readonly proxyUrl: string;
}

/** One route: its dial, its guards, how much was compared, what differs, and who turned it. */
export function RoutePage(props: RoutePageProps) {
  const { route } = props;
  return (
    <>
      <h1>{visible(route.name)}</h1>
      {route.stage === 'observe' &&
        (isMeasuredOnly(route) ? <NoCandidate route={route} /> : <OnlyObserved />)}
      <div class="two">
        <section class="panel" aria-labelledby="dial">
          <h2 id="dial">Dial</h2>
          <div id="dial-now">
            <PlanSteps route={route} />
            <ShareBar share={route.share} />
            <p class="stage">
              <b>{percent(route.share)}</b> on the candidate
              {route.held && <span class="tag">held</span>}
              {route.forced && <span class="tag">forced</span>}
              <span class="quiet"> · revision {count(route.revision)}</span>
            </p>
            <RolledBackNotice route={route} />
            <MayRise route={route} all />
            <BlindSpots route={route} />
            <BadForGoodNotice route={route} />
            <DialControl route={route} role={props.role} />
            <LastChange entry={route.lastChange} />
          </div>
        </section>
        <section class="panel" aria-labelledby="guards">
          <h2 id="guards">Guards</h2>
          <div id="guards-now">
            <Guards route={route} />
          </div>
        </section>
      </div>
      {props.history && <History route={route.name} asked={props.asked} history={props.history} />}
      <section class="panel" aria-labelledby="evidence">
        <h2 id="evidence">Evidence</h2>
        <div id="evidence-now">
          {route.requests === 0 && <NoTraffic proxyUrl={props.proxyUrl} />}
          <EvidenceSummary route={route}>
            <SinceTurned route={route} />
            <Unsettled route={route} />
            <Lag route={route} />
            <Skipped route={route} />
          </EvidenceSummary>
          <Versions route={route} />
        </div>
      </section>
      <section class="panel" aria-labelledby="coverage">
        <h2 id="coverage">Coverage</h2>
        <div id="coverage-now">{props.coverage && <Coverage coverage={props.coverage} />}</div>
      </section>
      <section class="panel" aria-labelledby="fields">
        <h2 id="fields">What differs</h2>
        {(props.fields.length > 0 || props.evidences.length > 1) && (
          <FieldFilterForm route={route.name} asked={props.asked} evidences={props.evidences} />
        )}
        <div id="fields-now">
          <OfEarlierEvidence evidences={props.evidences} asked={props.asked} />
          {props.fields.length === 0 ? (
            <NothingDiffers route={route} />
          ) : (
            <Fields fields={props.fields} filter={props.asked} />
          )}
          {props.ignored.length > 0 && <IgnoredTable rows={props.ignored} compared={route.compared} />}
        </div>
      </section>
      <section class="panel" aria-labelledby="suggestions">
        <h2 id="suggestions">Suggestions</h2>
        <div
          id="suggestions-now"
          hx-morph-skip
          hx-get={suggestionsAt(route)}
          hx-trigger="load"
          hx-select="#suggestions-now > *"
        >
          <p>
            <a href={suggestionsAt(route)}>Which rules does the evidence support?</a>
          </p>
        </div>
        <div hx-morph-skip id="preview">
          <PreviewForm route={route.name} />
        </div>
      </section>
      <section class="panel" aria-labelledby="entities">
        <h2 id="entities">Entities that differ</h2>
        <div id="entities-now">
          <Entities route={route.name} list={props.entities} asked={props.asked} />
        </div>
      </section>
      <section class="panel" aria-labelledby="audit">
        <h2 id="audit">Who turned the dial</h2>
        <div id="audit-now">
          {props.audit.length === 0 ? (
            <p class="quiet">The dial was never turned.</p>
          ) : (
            <AuditTable entries={props.audit} />
          )}
        </div>
      </section>
    </>
  );
}

const suggestionsAt = ({ name }: Scorecard): string => `/routes/${encodeURIComponent(name)}/suggestions`;

function Lag({ route }: { route: Scorecard }) {
  if (!measured(route.lag)) return null;
  return (
    <span class="figure">
      lag p50 <b>{duration(route.lag.p50)}</b>, p95 <b>{duration(route.lag.p95)}</b>, p99{' '}
      <b>{duration(route.lag.p99)}</b>
    </span>
  );
}

function SinceTurned({ route: { revision, step } }: { route: Scorecard }) {
  if (revision === 0) return null;
  const { entities, draws, bad } = step;
  return (
    <span class="figure">
      since the dial was turned: {counted(entities.compared, 'entity', 'entities')},{' '}
      <b>{count(entities.bad)}</b> bad; {counted(draws, 'draw')}, <b>{count(bad)}</b> bad
    </span>
  );
}

function Unsettled({ route: { unsettled, unsettledHint } }: { route: Scorecard }) {
  if (Object.keys(unsettled).length === 0) return null;
  return (
    <span class="figure">
      unsettled {reasonsOf(unsettled)}
      {unsettledHint !== null && `: ${visible(unsettledHint)}`}
    </span>
  );
}

function Skipped({ route }: { route: Scorecard }) {
  const reasons = reasonsOf(route.skipped);
  if (reasons === '') return <span class="figure quiet">no request skipped</span>;
  return (
    <span class="figure">
      skipped {reasons}
      {route.lastSkip &&
        `; last ${route.lastSkip.reason} at ${instant(route.lastSkip.time)}: ${visible(route.lastSkip.detail)}`}
    </span>
  );
}

/** `shed 30 · aborted 2`. */
const reasonsOf = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .filter(([, n]) => n > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, n]) => `${reason} ${count(n)}`)
    .join(' · ');
