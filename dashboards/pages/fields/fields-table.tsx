import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import type { FieldRow } from '../../../evidence/scorecard.js';
import { count, counted, percent } from '../figures.js';
import { Code, Time } from '../parts/cells.js';
import { ClassChip } from '../parts/classes.js';
import { clip, visible } from '../visible-text.js';
import { type FieldFilter, shownOf } from './field-filter.js';
import { type FieldNode, fieldTree } from './field-tree.js';

/** Patterns that differ, as a tree, and apart from them those that do so no more. */
export function Fields({ fields, filter }: { fields: readonly FieldRow[]; filter: FieldFilter }) {
  const { shown, asked } = shownOf(fields, filter);
  if (asked === 0) return <p>Nothing that differs is like that.</p>;
  const isOpen = ({ state }: FieldRow): boolean => filter.state === 'fixed' || state !== 'fixed';
  const open = shown.filter(isOpen);
  const fixed = shown.filter((row) => !isOpen(row));
  return (
    <>
      {shown.length < asked && (
        <p class="quiet">
          {count(shown.length)} of {counted(asked, 'pattern')}, new ones first: filter to see others.
        </p>
      )}
      <p class="quiet">
        Each pattern counts by itself; a comparison counts once, by the worst that differs in it.
      </p>
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
      <table class="tree">
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
          {fieldTree(fields).map((node) => (
            <Branch node={node} depth={0} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Deeper places stand no further to the right: a phone has no room for them. */
const deepest = 5;

function Branch({ node, depth }: { node: FieldNode; depth: number }) {
  const { label, rows, children, classes } = node;
  const indented = `depth-${Math.min(depth, deepest)}`;
  return (
    <>
      {rows.length === 0 && (
        <tr class="above">
          <th scope="row" class={indented}>
            <Code text={label} />
          </th>
          <td></td>
          <td></td>
          <td colspan={5}>
            <Classes counts={classes} />
          </td>
        </tr>
      )}
      {rows.map((field) => (
        <Row field={field} label={label} indented={indented} />
      ))}
      {children.map((child) => (
        <Branch node={child} depth={depth + 1} />
      ))}
    </>
  );
}

const Classes = ({ counts }: { counts: FieldRow['classes'] }) => (
  <>
    {mismatchClasses
      .filter((name) => counts[name] > 0)
      .map((name) => (
        <>
          <ClassChip name={name} n={counts[name]} />{' '}
        </>
      ))}
  </>
);

function Row({ field, label, indented }: { field: FieldRow; label: string; indented: string }) {
  return (
    <tr id={`field-${field.fingerprint}`}>
      <th scope="row" class={indented} aria-label={visible(clip(field.pattern, 160))}>
        <code title={visible(clip(field.pattern, 500))}>{visible(clip(label, 160))}</code>
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
        <Classes counts={field.classes} />
      </td>
      <td class="state" title={meanings[field.state]}>
        {field.state === 'new' || field.state === 'reopened' ? <b>{field.state}</b> : field.state}
      </td>
      <td data-head="first seen">
        <Time at={field.firstSeen} />
      </td>
      <td data-head="last seen">
        <Time at={field.lastSeen} />
      </td>
      <td>
        {field.sample === null ? (
          <span class="quiet">none to see</span>
        ) : (
          <a
            data-drawer
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
