import { changeTold } from '../../../evidence/audit/tell-entry.js';
import type { HistoryChange, HistoryPoint, RouteHistory } from '../../../evidence/history/route-history.js';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import { type PastName, pastNames } from '../../api/shapes.js';
import { count, duration, interval, percent, position, span } from '../figures.js';
import { type Direction, directionOf, toldInWords } from '../history-words.js';
import { pastOf, type RouteQuery, routeAddress } from '../route-query.js';
import { visible } from '../visible-text.js';
import { Time } from './cells.js';

/** The most rows of the table beside the chart: a longer one nobody reads. */
export const historyRows = 60;

/** The most points of the chart: more lie upon one another where it is widest, and cost whoever looks. */
const drawnPoints = 240;

/**
 * The past of a route: a chart that a script draws of the same points, and what it shows in words and tables, which
 * is all there is without one.
 */
export function History({ route, asked, history }: HistoryProps) {
  const past = pastOf(asked);
  return (
    <section
      id="history"
      class="panel history"
      aria-labelledby="history-title"
      data-past={past}
      data-from={`/api/v1/routes/${encodeURIComponent(route)}/history?last=${past}&points=${drawnPoints}`}
    >
      <div class="past">
        <h2 id="history-title">History</h2>
        <nav aria-label="How far back">
          {pastNames.map((name) => (
            <a
              href={`${routeAddress(route, { ...asked, last: name })}#history`}
              aria-current={name === past ? 'true' : undefined}
            >
              {spoken[name]}
            </a>
          ))}
        </nav>
      </div>
      <Chart />
      <div id="history-now">{history.points.length === 0 ? <NothingYet /> : <Told history={history} />}</div>
    </section>
  );
}

interface HistoryProps {
  readonly route: string;
  /** What the page's address asks for. */
  readonly asked: RouteQuery;
  /** In at most {@link historyRows} points. */
  readonly history: RouteHistory;
}

const spoken: Readonly<Record<PastName, string>> = {
  '1h': '1 hour',
  '6h': '6 hours',
  '1d': '1 day',
  '7d': '7 days',
  '35d': '35 days',
};

/** Where the script draws. */
function Chart() {
  return (
    <div id="history-chart" hidden hx-morph-skip>
      <p class="legend">
        <Key name="rate" text="mismatch rate" />
        <Key name="interval" text="between" />
        <Key name="threshold" text="must stay below" />
        <Key name="share" text="share on the candidate" />
        <span class="key when" data-key="when"></span>
      </p>
      <div class="markers" role="toolbar" aria-label="Changes in the chart"></div>
      <div
        class="plot rate"
        role="img"
        aria-label="Mismatch rate and share over time"
        aria-describedby="history-words"
      ></div>
      <p class="legend">
        <Key name="legacy" text="legacy p95" />
        <Key name="candidate" text="candidate p95" />
      </p>
      <div
        class="plot sides"
        role="img"
        aria-label="p95 of both sides over time"
        aria-describedby="history-words"
      ></div>
      <p class="refused" id="history-late" role="status"></p>
    </div>
  );
}

const Key = ({ name, text }: { name: string; text: string }) => (
  <span class="key">
    <svg class={`trace trace-${name}`} viewBox="0 0 18 10" aria-hidden="true">
      {name === 'interval' ? <rect y="1" width="18" height="8" /> : <path d={shapes[name] ?? 'M0 5h18'} />}
    </svg>
    {text} <b data-key={name}></b>
  </span>
);

const shapes: Readonly<Record<string, string>> = { share: 'M0 8h9V2h9' };

function NothingYet() {
  return (
    <div class="empty">
      <p>
        Nothing measured yet: a point is written every 10 s while Banyan runs, whether requests come or not.
        The first one shows here by itself.
      </p>
    </div>
  );
}

function Told({ history }: { history: RouteHistory }) {
  return (
    <>
      <p id="history-words">{toldInWords(history).join(' ')}</p>
      {history.changes.length > 0 && <Changes changes={history.changes} />}
      <Points history={history} />
    </>
  );
}

const signs: Readonly<Record<Direction, string>> = { up: '▲', down: '▼', version: '◆', still: '●' };

/** Each row has a button that shows it in the chart; newest first. */
function Changes({ changes }: { changes: readonly HistoryChange[] }) {
  return (
    <div class="scroll long" role="region" aria-label="What changed" tabindex={0}>
      <table class="turns changes">
        <thead>
          <tr>
            <th scope="col">when</th>
            <th scope="col">what</th>
            <th scope="col">who</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {changes.toReversed().map((change) => (
            <tr id={`change-${change.id}`}>
              <td>
                <Find change={change} />
                <Time at={change.time} />
              </td>
              <td>
                <span class="what">{changeTold(change)}</span>
                {change.forced && <span class="tag">forced</span>}
              </td>
              <td>{visible(change.actor)}</td>
              <td class="wide">{visible(change.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Find({ change }: { change: HistoryChange }) {
  const direction = directionOf(change);
  return (
    <>
      <span class={`sign ${direction}`} aria-hidden="true">
        {signs[direction]}
      </span>
      <button
        type="button"
        class={`find ${direction}`}
        data-change={change.id}
        data-at={change.time}
        aria-pressed="false"
        aria-label={`Show in the chart: ${changeTold(change)} at ${change.time.slice(11, 19)} UTC`}
      >
        {signs[direction]}
      </button>
    </>
  );
}

function Points({ history: { points, resolution } }: { history: RouteHistory }) {
  return (
    <details id="history-points">
      <summary>The same as a table, in steps of {span(resolution)}</summary>
      <div class="scroll long" role="region" aria-label="The points of the chart" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">until</th>
              <th scope="col">dial</th>
              <th scope="col" class="num">
                requests
              </th>
              <th scope="col" class="num">
                compared
              </th>
              <th scope="col">differed</th>
              <th scope="col" class="num">
                mismatch rate
              </th>
              <th scope="col" class="num">
                between
              </th>
              <th scope="col" class="num">
                legacy p95
              </th>
              <th scope="col" class="num">
                candidate p95
              </th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map((point) => (
              <PointRow point={point} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function PointRow({ point }: { point: HistoryPoint }) {
  const { at, rate, latency, mismatched, requests, compared } = point;
  const classes = mismatchClasses.filter((name) => mismatched[name] > 0);
  return (
    <tr>
      <td>
        <Time at={at} />
      </td>
      <td>{position(point)}</td>
      <td class="num">{count(requests)}</td>
      <td class="num">{count(compared)}</td>
      <td>{classes.map((name) => `${name} ${count(mismatched[name])}`).join(' · ')}</td>
      <td class="num">{rate.estimate === null ? '–' : percent(rate.estimate)}</td>
      <td class="num">{rate.estimate === null ? '–' : interval(rate.lower, rate.upper)}</td>
      <td class="num">{latency.legacy.p95 === null ? '–' : duration(latency.legacy.p95)}</td>
      <td class="num">{latency.candidate.p95 === null ? '–' : duration(latency.candidate.p95)}</td>
    </tr>
  );
}
