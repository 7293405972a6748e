import type { IgnoredRow } from '../../../evidence/ignored-book.js';
import { count, counted } from '../figures.js';
import { Code } from './cells.js';

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
