import { changeTold } from '../../../evidence/audit/tell-entry.js';
import type { AuditEntry } from '../../../evidence/scorecard.js';
import type { IgnoredRow } from '../../../evidence/ignored-book.js';
import { count, counted } from '../figures.js';
import { visible } from '../visible-text.js';
import { Code, Time } from './cells.js';

/** What rules silence: shown, so that nobody trusts a blind spot unseen. */
export function IgnoredTable({ rows, compared }: { rows: readonly IgnoredRow[]; compared: number }) {
  return (
    <details id="ignored">
      <summary>{counted(rows.length, 'pattern')} silenced by rules</summary>
      <div class="scroll" role="region" aria-labelledby="ignored" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">pattern</th>
              <th scope="col">kind</th>
              <th scope="col">rule</th>
              <th scope="col" class="num">
                comparisons
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">
                  <Code text={row.pattern} />
                </th>
                <td>{row.kind}</td>
                <td>
                  <Code text={row.rule} />
                </td>
                <td class="num">
                  {count(row.comparisons)}
                  {compared > 0 && <span class="quiet"> of {count(compared)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Who turned the dial, when, from where to where, and why. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p class="quiet">The dial was never turned.</p>;
  return (
    <div class="scroll" role="region" aria-label="turns, newest first" tabindex={0}>
      <table class="turns">
        <thead>
          <tr>
            <th scope="col">when</th>
            <th scope="col">who</th>
            <th scope="col">what</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr>
              <td>
                <Time at={entry.time} />
              </td>
              <td>
                {visible(entry.actor)} <span class="quiet">{entry.role}</span>
              </td>
              <td>
                {changeTold(entry)}
                {entry.forced && <span class="tag">forced</span>}
              </td>
              <td class="wide">{visible(entry.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
