import type { Difference } from '../../comparators/difference.js';
import type { Sample, SampledSide } from '../../evidence/scorecard.js';
import { bodyLines, inline, lineEndsTold } from './body-lines.js';
import { deltaLines, drawable } from './delta-lines.js';
import { counted, duration, instant } from './figures.js';
import { markedPlaces } from './marked-lines.js';
import { ClassChip } from './parts/classes.js';
import { curlLine } from './sample/curl-line.js';
import { SettleTimeline } from './sample/settle-timeline.js';
import { whatIf } from './sample/what-if.js';
import { traceLink } from './trace-link.js';
import { clip, visible } from './visible-text.js';

interface SamplePageProps {
  readonly sample: Sample;
  /** Other samples that show the same, newest first. */
  readonly alike: readonly Sample[];
  readonly traceUrl: string | null;
  /** Where clients reach the proxy. */
  readonly proxyUrl: string;
}

/** One kept comparison: both answers side by side, their differences named by kind, and the diff. */
export function SamplePage({ sample, alike, traceUrl, proxyUrl }: SamplePageProps) {
  const [legacy, candidate] = [drawnBody(sample.legacy), drawnBody(sample.candidate)];
  const trace = traceLink(sample, traceUrl);
  const marked = markedPlaces({ legacy, candidate }, sample.differences, sample.ignored);
  return (
    <article data-drawer-part>
      <h1>
        Sample of <a href={`/routes/${encodeURIComponent(sample.route)}`}>{visible(sample.route)}</a>
      </h1>
      <p class="summary">
        <ClassChip name={sample.class} /> <code>{visible(clip(sample.request, 500))}</code> · key{' '}
        <code>{visible(clip(sample.key, 200))}</code> · answered by{' '}
        <span class={`dot ${sample.servedBy}`} aria-hidden="true"></span>
        {sample.servedBy} · <time datetime={sample.time}>{instant(sample.time)}</time>
        {trace !== undefined && (
          <>
            {' '}
            · <a href={trace}>its trace</a>
          </>
        )}
      </p>
      <Curl line={curlLine(sample.request, proxyUrl)} />
      <section class="panel" aria-labelledby="differences">
        <h2 id="differences">{counted(sample.differences.length, 'difference')}</h2>
        <Differences
          differences={sample.differences}
          labelledBy="differences"
          // What lags or was lost is for freshness and mending to cure: a rule would hide what is wrong with it.
          route={sample.class === 'stale' || sample.class === 'missing' ? undefined : sample.route}
        />
        {(sample.notes ?? []).map(({ path, text }) => (
          <p class="quiet">
            <code>{visible(clip(path, 300))}</code>: {text}
          </p>
        ))}
        {sample.ignored.length > 0 && (
          <details id="sample-ignored">
            <summary>{counted(sample.ignored.length, 'ignored difference')}, silenced by a rule</summary>
            <Differences differences={sample.ignored} labelledBy="sample-ignored" />
          </details>
        )}
      </section>
      <section class="panel" aria-labelledby="settled">
        <h2 id="settled">How it was found out</h2>
        <SettleTimeline sample={sample} />
      </section>
      <div class="two even">
        <SidePanel side="legacy" of={sample.legacy} marked={marked.legacy} />
        <SidePanel side="candidate" of={sample.candidate} marked={marked.candidate} />
      </div>
      <section class="panel" aria-labelledby="delta">
        <h2 id="delta">Bodies as a diff</h2>
        <Delta sample={sample} />
      </section>
      {alike.length > 0 && (
        <section class="panel" aria-labelledby="alike">
          <h2 id="alike">Other samples of {visible(clip(sample.differences[0]?.pattern ?? '', 160))}</h2>
          <ul class="plain-list">
            {alike.map((other) => (
              <li>
                <a data-drawer href={`/samples/${encodeURIComponent(other.id)}`}>
                  {visible(clip(other.key, 160))}
                </a>{' '}
                <ClassChip name={other.class} /> <time datetime={other.time}>{instant(other.time)}</time>
              </li>
            ))}
          </ul>
        </section>
      )}
    </article>
  );
}

/** The request to be sent again by hand. */
const Curl = ({ line }: { line: string }) => (
  <p class="turn">
    <code>{line}</code>
    <button type="button" data-copy={line} hidden>
      Copy as curl
    </button>
    <output class="told" aria-live="polite"></output>
    <span class="quiet">Its query, headers and body are not kept.</span>
  </p>
);

const mostDifferences = 300;

/**
 * Each difference by itself: its place, kind and rule in one line, both values below it, beside each other
 * where there is room. A table of five columns had none for them on a phone.
 */
function Differences({
  differences,
  labelledBy,
  route,
}: {
  differences: readonly Difference[];
  labelledBy: string;
  /** Where a rule can be tried on them; those that one silences already need none. */
  route?: string | undefined;
}) {
  if (differences.length === 0) return <p class="quiet">None.</p>;
  return (
    <>
      <div class="stack" role="list" aria-labelledby={labelledBy}>
        {differences.slice(0, mostDifferences).map((difference) => (
          <div class="difference" role="listitem">
            <code>
              <b>{visible(clip(difference.path, 300))}</b>
            </code>{' '}
            · {difference.kind}
            <JudgingRule of={difference.rule} />
            {route !== undefined && <WhatIf route={route} rules={whatIf(difference)} />}
            <div class="two even">
              <Value side="legacy" of={difference.legacy} />
              <Value side="candidate" of={difference.candidate} />
            </div>
          </div>
        ))}
      </div>
      {differences.length > mostDifferences && (
        <p class="quiet">The first {mostDifferences} are shown; the API has all that are kept.</p>
      )}
    </>
  );
}

function Value({ side, of }: { side: 'legacy' | 'candidate'; of: unknown }) {
  return (
    <div>
      <span class={`dot ${side}`} aria-hidden="true"></span>
      <span class="quiet">{side}</span>{' '}
      {of === undefined ? <span class="quiet">absent</span> : <code>{clip(inline(of), 400)}</code>}
    </div>
  );
}

/** Leads to what a rule would make of kept pairs. */
function WhatIf({ route, rules }: { route: string; rules: string | undefined }) {
  if (rules === undefined) return null;
  const address = `/routes/${encodeURIComponent(route)}/suggestions?${new URLSearchParams({ rules })}`;
  return (
    <>
      {' '}
      ·{' '}
      <a data-drawer href={address}>
        what if a rule forgave it?
      </a>
    </>
  );
}

/** Which rule silenced a difference, or looked at it and did not forgive it. */
function JudgingRule({ of }: { of: string | undefined }) {
  if (of === undefined) return null;
  return (
    <>
      {' '}
      · <span class="quiet">rule</span> <code>{visible(clip(of, 200))}</code>
    </>
  );
}

const drawnBody = (of: SampledSide): unknown => (of.kind === 'answer' ? drawable(of.body) : undefined);

function SidePanel({
  side,
  of,
  marked,
}: {
  side: 'legacy' | 'candidate';
  of: SampledSide;
  marked: ReadonlySet<string>;
}) {
  const id = `side-${side}`;
  const ends = of.kind === 'answer' ? lineEndsTold(of.body) : undefined;
  return (
    <section class={`panel side ${side}`} aria-labelledby={id}>
      <h2 id={id}>
        <span class={`dot ${side}`} aria-hidden="true"></span>
        {side}
      </h2>
      {of.kind === 'failure' ? (
        <p>
          No answer: <b>{visible(of.reason)}</b> after {duration(of.duration)}. {visible(of.detail)}
        </p>
      ) : (
        <>
          <p>
            status <b>{of.status}</b> in <b>{duration(of.duration)}</b>
          </p>
          <details id={`headers-${side}`}>
            <summary>{counted(of.headers.length, 'header')}</summary>
            <pre class="lines">
              {of.headers.slice(0, 100).map(([name, value]) => (
                <span class="line">{`${visible(name)}: ${visible(clip(value, 500))}\n`}</span>
              ))}
            </pre>
          </details>
          <pre class="lines scroll" tabindex={0} role="region" aria-label={`Body of ${side}`}>
            {bodyLines(of.body).map(({ depth, text, path, end }) => (
              <span class={marked.has(path) ? 'line differs' : 'line'}>
                {'  '.repeat(depth) + text}
                {end !== undefined && <i>{` ${end}`}</i>}
                {'\n'}
              </span>
            ))}
          </pre>
          {ends !== undefined && <p class="quiet">{ends}</p>}
        </>
      )}
    </section>
  );
}

const signWords = { '-': 'legacy only: ', '+': 'candidate only: ', ' ': '' } as const;

function Delta({ sample: { legacy, candidate, differences } }: { sample: Sample }) {
  if (legacy.kind === 'failure' || candidate.kind === 'failure') {
    return <p class="quiet">One side gave no answer, so there is nothing to lay beside the other.</p>;
  }
  const ofBody = differences.filter(({ path }) => path.startsWith('$'));
  if (ofBody.length === 0) return <p class="quiet">The bodies do not differ.</p>;
  const lines = deltaLines(drawnBody(legacy), ofBody);
  if (lines === undefined) {
    return <p class="quiet">This body is too big to draw as a diff; the differences above are complete.</p>;
  }
  if (lines.length === 0) {
    return <p class="quiet">There is nothing to draw; the differences above are complete.</p>;
  }
  return (
    <>
      <p class="quiet">
        Drawn after the rules, in the shape and order of legacy: what a rule forgives does not show. Positions
        are legacy’s, but where the candidate’s are named.
      </p>
      <pre class="lines scroll" tabindex={0} role="region" aria-label="Diff of the bodies">
        {lines.map(({ depth, sign, text }) => (
          <span class={`line ${sign === '-' ? 'minus' : sign === '+' ? 'plus' : ''}`}>
            <span aria-hidden="true">{`${sign} `}</span>
            <span class="hidden">{signWords[sign]}</span>
            {`${'  '.repeat(depth)}${text}\n`}
          </span>
        ))}
      </pre>
    </>
  );
}
