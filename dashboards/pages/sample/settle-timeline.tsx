import type { MismatchClass } from '../../../evidence/mismatch-class.js';
import type { Sample, SettledSample } from '../../../evidence/scorecard.js';
import type { SettleLook } from '../../../evidence/tally.js';
import type { UnsettledReason } from '../../../evidence/unsettled-reason.js';
import { duration } from '../figures.js';
import { ClassChip } from '../parts/classes.js';
import { clip, visible } from '../visible-text.js';

/** How the class of a sample was found out: what each reading of both sides saw, in order. */
export function SettleTimeline({ sample }: { sample: Sample }) {
  const { settled } = sample;
  if (sample.class === 'settling')
    return <p>Both sides are read again over time, until it is known why they differ.</p>;
  if (settled === undefined || settled.looks.length === 0) return <p>{atOnce(sample.class, settled)}</p>;
  return (
    <>
      <ol class="timeline">
        <li class="differs">
          <b>{duration(0)}</b> differs
        </li>
        {settled.looks.map((look) => (
          <li class={look.saw}>
            <b>{duration(look.after)}</b> <Seen look={look} />
          </li>
        ))}
        <li class="ends">
          → <ClassChip name={sample.class} /> {cameTo(sample.class, settled)}
        </li>
      </ol>
      {settled.fields.length > 0 && <Fields fields={settled.fields} />}
    </>
  );
}

function Seen({ look }: { look: SettleLook }) {
  if (look.saw === 'nothing') return <>nothing seen: {reasons[look.why]}</>;
  const { legacy, candidate } = look.statuses;
  const answered = legacy === candidate ? `${legacy}` : `legacy ${legacy}, candidate ${candidate}`;
  if (look.saw === 'same')
    return (
      <>
        same <span class="quiet">({answered})</span>
      </>
    );
  return (
    <>
      differs <span class="quiet">({answered})</span> at{' '}
      {look.differing.slice(0, 3).map(({ pattern }) => (
        <>
          <code>{visible(clip(pattern, 120))}</code>{' '}
        </>
      ))}
      {look.differing.length > 3 && <span class="quiet">and {look.differing.length - 3} more</span>}
    </>
  );
}

/** Each difference has a class of its own; the sample has the worst. */
const Fields = ({ fields }: Pick<SettledSample, 'fields'>) => (
  <ul class="chips">
    {fields.slice(0, 20).map(({ pattern, kind, class: name, late }) => (
      <li>
        <ClassChip name={name} /> <code>{visible(clip(pattern, 160))}</code>{' '}
        <span class="quiet">
          {kind}
          {late === true && ', too late'}
        </span>
      </li>
    ))}
    {fields.length > 20 && <li class="quiet">and {fields.length - 20} more</li>}
  </ul>
);

/** What a class says of the way it was found. */
function cameTo(name: MismatchClass, { looks, fields, why }: SettledSample): string {
  switch (name) {
    case 'stale': {
      const healed = looks.find(({ saw }) => saw === 'same')?.after ?? looks.at(-1)?.after ?? 0;
      const late = fields.some((field) => field.late === true);
      return `healed within ${duration(healed)}${late ? ', later than freshness allows: bad' : ''}`;
    }
    case 'volatile':
      return 'differs on every read, on legacy too';
    case 'missing':
      return 'it stayed: an event never arrived, or was never applied';
    case 'semantic':
      return 'it stayed: the candidate means something else';
    case 'failed':
      return 'the candidate gave no comparable answer';
    case 'unsettled':
      return reasons[why ?? 'unclear'];
  }
}

/** A class that nobody read anything again for. */
function atOnce(name: MismatchClass, settled: SettledSample | undefined): string {
  if (name === 'failed') return 'The candidate gave no comparable answer: there is nothing to read again.';
  if (name === 'unsettled' && settled?.why !== undefined) return `Not read again: ${reasons[settled.why]}.`;
  return 'Nothing was read again for this one: the same had been read again for other requests just before, and its class is theirs.';
}

const reasons: Readonly<Record<UnsettledReason, string>> = {
  'over-budget': 'the share of re-reads that settle.extraLoad allows was spent on others',
  'too-many': 'more differs at once than can be read again in time',
  'no-answer': 'a side did not answer when it was read again',
  'legacy-unread': 'legacy may not be read again, and without it nobody knows',
  unclear: 'what was read again fits no class',
  ended: 'a restart, a reload or another version came first',
};
