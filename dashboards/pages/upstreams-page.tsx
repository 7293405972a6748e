import type { ConnectionCounts } from '../vitals.js';
import type { FailuresOf, UpstreamStanding } from '../upstream-standing.js';
import { count, counted } from './figures.js';
import { visible } from './visible-text.js';

/** Every upstream: whom it answers for, whether it is asked, by how many connections, and how it failed. */
export function UpstreamsPage({ upstreams }: { upstreams: readonly UpstreamStanding[] }) {
  return (
    <>
      <h1>Upstreams</h1>
      {upstreams.map((upstream) => (
        <Upstream upstream={upstream} />
      ))}
    </>
  );
}

function Upstream({ upstream }: { upstream: UpstreamStanding }) {
  const { name, origin, version, connections, failures } = upstream;
  const id = `upstream-${name}`;
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-name`}>
      <div class="route-head">
        <h2 id={`${id}-name`}>{visible(name)}</h2>
        <code>{visible(origin)}</code>
        <span class="quiet">{version === null ? 'tells no version' : `version ${visible(version)}`}</span>
      </div>
      <Roles upstream={upstream} />
      <Breaker upstream={upstream} />
      {connections && (
        <table class="latency">
          <caption class="hidden">Connections to {visible(name)}</caption>
          <thead>
            <tr>
              <th scope="col" class="quiet">
                connections
              </th>
              {['open', 'busy', 'waiting'].map((what) => (
                <th scope="col" class="num quiet">
                  {what}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Connections for="clients" of={connections.live} />
            <Connections for="the shadow" of={connections.shadow} />
          </tbody>
        </table>
      )}
      <Failures failures={failures} />
    </section>
  );
}

function Roles({ upstream: { legacyOf, candidateOf, passthrough } }: { upstream: UpstreamStanding }) {
  const idle = legacyOf.length === 0 && candidateOf.length === 0 && !passthrough;
  return (
    <ul class="chips">
      {legacyOf.length > 0 && (
        <li>
          <span class="dot legacy" aria-hidden="true"></span>legacy of <Routes names={legacyOf} />
        </li>
      )}
      {candidateOf.length > 0 && (
        <li>
          <span class="dot candidate" aria-hidden="true"></span>candidate of <Routes names={candidateOf} />
        </li>
      )}
      {passthrough && <li>what no route matches</li>}
      {idle && <li class="quiet">No route reads it.</li>}
    </ul>
  );
}

const Routes = ({ names }: { names: readonly string[] }) => (
  <>
    {names.map((name, at) => (
      <>
        {at > 0 && ', '}
        <a href={`/routes/${encodeURIComponent(name)}`}>{visible(name)}</a>
      </>
    ))}
  </>
);

/** Whether it is asked (design: faults 1, 40). */
function Breaker({ upstream: { probedEvery, candidateOf } }: { upstream: UpstreamStanding }) {
  if (probedEvery === null)
    return (
      <p class="verdict pass">
        <b>asked</b>: its breaker is closed
      </p>
    );
  return (
    <p class="verdict fail">
      <b>not asked</b> as candidate or shadow: it failed five times in a row, and is tried again every{' '}
      {count(probedEvery)} s. What is not asked counts as failed (breaker-open).{' '}
      {candidateOf.length > 0
        ? 'Look at why it fails below; it is asked again as soon as one try succeeds.'
        : 'As legacy it is asked as ever.'}
    </p>
  );
}

const Connections = ({ for: whom, of }: { for: string; of: ConnectionCounts }) => (
  <tr>
    <th scope="row">for {whom}</th>
    <td class="num">{count(of.open)}</td>
    <td class="num">{count(of.busy)}</td>
    <td class="num">{of.waiting > 0 ? <b>{count(of.waiting)}</b> : 0}</td>
  </tr>
);

function Failures({ failures }: { failures: readonly FailuresOf[] }) {
  if (failures.length === 0) return <p class="quiet">No read of it failed since Banyan began.</p>;
  const all = failures.reduce((sum, one) => sum + one.count, 0);
  return (
    <details id={`failures-${failures[0]?.route}-${failures[0]?.side}`} open>
      <summary>{counted(all, 'failed read')} since Banyan began</summary>
      <div class="scroll" role="region" aria-label="failures by reason" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">reason</th>
              <th scope="col">route</th>
              <th scope="col">as</th>
              <th scope="col" class="num">
                reads
              </th>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ route, side, reason, count: reads }) => (
              <tr>
                <th scope="row">{visible(reason)}</th>
                <td>
                  <a href={`/routes/${encodeURIComponent(route)}`}>{visible(route)}</a>
                </td>
                <td>{side}</td>
                <td class="num">{count(reads)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
