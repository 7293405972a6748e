import type { EntityList } from '../../../evidence/desk.js';
import type { MismatchClass } from '../../../evidence/mismatch-class.js';
import type { EntityRow } from '../../../evidence/scorecard.js';
import { count } from '../figures.js';
import { type RouteQuery, routeAddress } from '../route-query.js';
import { Code, Time } from './cells.js';
import { ClassChip } from './classes.js';

/** Entities that differ, to be chosen by class, and taken along as a file. */
export function Entities(props: { route: string; list: EntityList; asked: RouteQuery }) {
  const { route, list, asked } = props;
  const wanted = asked.class;
  const all = routeAddress(route, { ...asked, class: undefined });
  return (
    <>
      {wanted !== undefined && (
        <p>
          Of class <ClassChip name={wanted} /> alone. <a href={`${all}#entities`}>Show all</a>
        </p>
      )}
      {list.entities.length === 0 ? (
        <p class="quiet">No entity has a difference{wanted === undefined ? '' : ` of class ${wanted}`}.</p>
      ) : (
        <>
          <Rows rows={list.entities} />
          <Downloads route={route} list={list} wanted={wanted} />
        </>
      )}
    </>
  );
}

/** The page tells the newest; the files have all that are listed. */
function Downloads({
  route,
  list,
  wanted,
}: {
  route: string;
  list: EntityList;
  wanted: MismatchClass | undefined;
}) {
  const { entities, listed, isFull } = list;
  const file = (format: string): string =>
    `/api/v1/routes/${encodeURIComponent(route)}/entities?format=${format}${wanted === undefined ? '' : `&class=${wanted}`}`;
  const what = `${count(listed)} ${wanted === undefined ? '' : `${wanted} `}`;
  return (
    <p class="quiet">
      {entities.length < listed && `The newest ${count(entities.length)} of ${count(listed)}. `}
      {isFull &&
        'The list is full: what is stale or volatile had to go, then what was not seen for longest. '}
      Take them along as{' '}
      <a href={file('csv')} download aria-label={`${what}entities as CSV`}>
        CSV
      </a>{' '}
      or{' '}
      <a href={file('ndjson')} download aria-label={`${what}entities as NDJSON`}>
        NDJSON
      </a>
      .
    </p>
  );
}

function Rows({ rows }: { rows: readonly EntityRow[] }) {
  return (
    <div class="scroll long" role="region" aria-label="entities, one row per class" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">key</th>
            <th scope="col">class</th>
            <th scope="col">patterns</th>
            <th scope="col">last seen</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((entity) => (
            <tr>
              <th scope="row">
                <Code text={entity.key} />
              </th>
              <td>
                <ClassChip name={entity.class} />
              </td>
              <td>
                {entity.patterns.slice(0, 8).map((pattern) => (
                  <>
                    <Code text={pattern} />{' '}
                  </>
                ))}
                {entity.patterns.length > 8 && (
                  <span class="quiet">and {entity.patterns.length - 8} more</span>
                )}
              </td>
              <td>
                <Time at={entity.lastSeen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
