import { changeTold } from '../../../evidence/audit/tell-entry.js';
import type { AuditEntry } from '../../../evidence/scorecard.js';
import { Time } from '../parts/cells.js';
import { visible } from '../visible-text.js';

/** Who turned a dial, when, from where to where, and why; of several routes, which. Each entry opens beside the page. */
export function AuditTable({
  entries,
  ofRoutes = false,
}: {
  entries: readonly AuditEntry[];
  ofRoutes?: boolean;
}) {
  return (
    <div class="scroll" role="region" aria-label="entries, newest first" tabindex={0}>
      <table class="turns">
        <thead>
          <tr>
            <th scope="col">when</th>
            {ofRoutes && <th scope="col">route</th>}
            <th scope="col">who</th>
            <th scope="col">what</th>
            <th scope="col">why</th>
            <th scope="col">entry</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr id={`entry-${entry.id}`}>
              <td>
                <Time at={entry.time} />
              </td>
              {ofRoutes && (
                <td>
                  <a href={`/routes/${encodeURIComponent(entry.route)}`}>{visible(entry.route)}</a>
                </td>
              )}
              <td>
                {visible(entry.actor)} <span class="quiet">{entry.role}</span>
              </td>
              <td>
                {changeTold(entry)}
                {entry.forced && <span class="tag">forced</span>}
              </td>
              <td class="wide">{visible(entry.reason)}</td>
              <td>
                <a data-drawer href={`/audit/${entry.id}`}>
                  entry {entry.id}
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
