import type { EvidenceRow } from '../../../evidence/earlier-desk.js';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import { counted, instant } from '../figures.js';
import { type RouteQuery, routeAddress } from '../route-query.js';
import { clip, visible } from '../visible-text.js';
import { fieldStates } from './field-filter.js';

interface FieldFilterProps {
  readonly asked: RouteQuery;
  /** Which evidence there is, what counts now first. */
  readonly evidences: readonly EvidenceRow[];
}

/** Chooses what is shown of what differs: by class, state, pattern, and the versions under which it did. */
export function FieldFilterForm({ route, asked, evidences }: FieldFilterProps & { readonly route: string }) {
  const address = routeAddress(route, {});
  return (
    <form
      id="filter"
      class="turn filter"
      method="get"
      action={`${address}#fields`}
      hx-morph-skip
      hx-get={address}
      hx-trigger="change, input delay:300ms, submit"
      hx-target="#content"
      hx-select="#content"
      hx-swap="outerMorph"
      hx-replace-url="true"
    >
      {asked.last !== undefined && <input type="hidden" name="last" value={asked.last} />}
      {evidences.length > 1 && (
        <Choice
          name="evidence"
          label="version"
          of={evidences.map((one) => ({
            value: one.counts ? '' : one.evidenceKey,
            text: `${versionsOf(one)}, ${one.counts ? 'now' : untilOf(one)}`,
          }))}
          chosen={asked.evidence}
        />
      )}
      <Choice name="class" of={anyOf(mismatchClasses)} chosen={asked.class} />
      <Choice name="state" of={anyOf(fieldStates)} chosen={asked.state} />
      <label for="pattern">pattern</label>
      <input
        id="pattern"
        name="pattern"
        type="search"
        value={asked.pattern ?? ''}
        size={18}
        autocomplete="off"
      />
      <button type="submit">Filter</button>
    </form>
  );
}

/** Says that what stands below is not of what counts now; nothing where it is. */
export function OfEarlierEvidence({ evidences, asked }: FieldFilterProps) {
  const chosen = chosenOf(evidences, asked);
  if (asked.evidence === undefined || chosen?.counts) return null;
  return (
    <p class="notice" role="status">
      {chosen === undefined ? (
        'Nothing is kept of the evidence that was asked for: this is what differs now.'
      ) : (
        <>
          What differed under <b>{versionsOf(chosen)}</b>: {counted(chosen.compared, 'comparison')},{' '}
          {untilOf(chosen)}. It counts no more, and everything else on this page is of now.
        </>
      )}
    </p>
  );
}

/** Which evidence is asked for, if it is among these. */
export const chosenOf = (evidences: readonly EvidenceRow[], asked: RouteQuery): EvidenceRow | undefined =>
  evidences.find(({ evidenceKey }) => evidenceKey === asked.evidence);

/** `candidate 1.4.2 · legacy 81`. */
function versionsOf({ versions }: EvidenceRow): string {
  if (versions === null) return 'versions not known';
  const told = (['candidate', 'legacy'] as const).flatMap((side) =>
    versions[side] === null ? [] : [`${side} ${visible(clip(versions[side], 40))}`],
  );
  return told.length === 0 ? 'no version told' : told.join(' · ');
}

const untilOf = ({ last }: EvidenceRow): string => (last === null ? 'earlier' : `until ${instant(last)}`);

interface Option {
  readonly value: string;
  readonly text: string;
}

const anyOf = (values: readonly string[]): readonly Option[] => [
  { value: '', text: 'any' },
  ...values.map((value) => ({ value, text: value })),
];

const Choice = (props: {
  name: string;
  label?: string;
  of: readonly Option[];
  chosen: string | undefined;
}) => (
  <>
    <label for={`choose-${props.name}`}>{props.label ?? props.name}</label>
    <select id={`choose-${props.name}`} name={props.name}>
      {props.of.map(({ value, text }) => (
        <option value={value} selected={value === (props.chosen ?? '')}>
          {text}
        </option>
      ))}
    </select>
  </>
);
