import type { MismatchClass } from '../../../evidence/mismatch-class.js';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import type { AuditEntry, EntityRow, FieldRow, Scorecard } from '../../../evidence/scorecard.js';
import type { IgnoredRow } from '../../../evidence/ignored-book.js';
import { count, counted, instant, percent, position } from '../figures.js';
import { clip, visible } from '../visible-text.js';
import { ClassChip } from './classes.js';

const Time = ({ at }: { at: string }) => <time datetime={at}>{instant(at)}</time>;
const Code = ({ text }: { text: string }) => <code>{visible(clip(text, 160))}</code>;

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

/** Patterns that differ, most mismatched first. */
export function FieldsTable({ fields }: { fields: readonly FieldRow[] }) {
  return (
    <div class="scroll" role="region" aria-labelledby="fields" tabindex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">pattern</th>
            <th scope="col">kind</th>
            <th scope="col" class="num">
              mismatched
            </th>
            <th scope="col">classes</th>
            <th scope="col">state</th>
            <th scope="col">first seen</th>
            <th scope="col">last seen</th>
            <th scope="col">sample</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr>
              <th scope="row">
                <Code text={field.pattern} />
              </th>
              <td>{field.kind}</td>
              <td class="num">
                {count(field.mismatched)}
                {field.compared > 0 && (
                  <span class="quiet">
                    {' '}
                    of {count(field.compared)}, {percent(field.mismatched / field.compared)}
                  </span>
                )}
              </td>
              <td>
                {mismatchClasses
                  .filter((name) => field.classes[name] > 0)
                  .map((name) => (
                    <>
                      <ClassChip name={name} n={field.classes[name]} />{' '}
                    </>
                  ))}
              </td>
              <td>
                {field.state === 'new' || field.state === 'reopened' ? <b>{field.state}</b> : field.state}
              </td>
              <td>
                <Time at={field.firstSeen} />
              </td>
              <td>
                <Time at={field.lastSeen} />
              </td>
              <td>
                {field.sample === null ? (
                  <span class="quiet">none kept</span>
                ) : (
                  <a
                    href={`/samples/${encodeURIComponent(field.sample)}`}
                    aria-label={`look at the sample of ${visible(clip(field.pattern, 160))}, ${field.kind}`}
                  >
                    look
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Entities that differ, to be chosen by class. */
export function Entities(props: {
  route: Scorecard;
  entities: readonly EntityRow[];
  wanted: MismatchClass | undefined;
}) {
  const address = `/routes/${encodeURIComponent(props.route.name)}`;
  return (
    <>
      <nav class="chips" aria-label="Entities by class">
        <a href={`${address}#entities`} aria-current={props.wanted === undefined ? 'true' : undefined}>
          all
        </a>
        {mismatchClasses.map((name) => (
          <a
            href={`${address}?class=${name}#entities`}
            aria-current={props.wanted === name ? 'true' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      {props.entities.length === 0 ? (
        <p class="quiet">
          No entity has a difference{props.wanted === undefined ? '' : ` of class ${props.wanted}`}.
        </p>
      ) : (
        <div class="scroll long" role="region" aria-labelledby="entities" tabindex={0}>
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
              {props.entities.map((entity) => (
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
      )}
    </>
  );
}

/** Who turned the dial, when, from where to where, and why. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p class="quiet">The dial was never turned.</p>;
  return (
    <div class="scroll" role="region" aria-labelledby="audit" tabindex={0}>
      <table>
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
                {entry.action}: {position(entry.from)} → {position(entry.to)}
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
