import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import type { FieldRow } from '../../../evidence/scorecard.js';
import { count, counted, percent } from '../figures.js';
import { clip, visible } from '../visible-text.js';
import { Code, Time } from './cells.js';
import { ClassChip } from './classes.js';

/** Patterns that differ, and apart from them those that do so no more. */
export function Fields({ fields }: { fields: readonly FieldRow[] }) {
  const open = fields.filter(({ state }) => state !== 'fixed');
  const fixed = fields.filter(({ state }) => state === 'fixed');
  return (
    <>
      {open.length === 0 ? (
        <p>Nothing differs any more.</p>
      ) : (
        <FieldsTable fields={open} label="patterns that differ" />
      )}
      {fixed.length > 0 && (
        <details id="fixed">
          <summary>{counted(fixed.length, 'pattern')} fixed</summary>
          <FieldsTable fields={fixed} label="patterns that are fixed" />
        </details>
      )}
    </>
  );
}

/** What a state means, for whoever hovers. */
const meanings: Readonly<Record<FieldRow['state'], string>> = {
  new: 'first seen less than an hour ago',
  known: 'first seen more than an hour ago',
  fixed: 'not seen for a day with traffic, and for 3 × the comparisons that used to show it',
  reopened: 'was fixed, and differs again',
};

function FieldsTable({ fields, label }: { fields: readonly FieldRow[]; label: string }) {
  return (
    <div class="scroll" role="region" aria-label={label} tabindex={0}>
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
            <Row field={field} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ field }: { field: FieldRow }) {
  return (
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
      <td class="state" title={meanings[field.state]}>
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
  );
}
