import type { ClassCounts, MismatchClass } from '../../../evidence/mismatch-class.js';
import type { SampleClass } from '../../../evidence/scorecard.js';
import { mismatchClasses } from '../../../evidence/mismatch-class.js';
import { count } from '../figures.js';

/** What a class means, for whoever hovers or listens. */
const meanings: Readonly<Record<SampleClass, string>> = {
  settling: 'both sides are read again until its class is known',
  failed: 'the candidate gave no comparable answer',
  semantic: 'the candidate means something else: mapping, rounding, unit, default',
  missing: 'an event never arrived or was never applied',
  unsettled: 'could not be settled; counts as bad',
  stale: 'the candidate was behind and caught up',
  volatile: 'differs on every read, on legacy too',
};

/** A class told by hue, pattern, shape and word: any one of them is enough. */
export function ClassChip({ name, n }: { name: SampleClass; n?: number }) {
  return (
    <span class={`chip ${n === 0 ? 'none' : ''}`} title={meanings[name]}>
      <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">
        <Shape name={name} />
      </svg>
      {name}
      {n !== undefined && <b>{count(n)}</b>}
    </span>
  );
}

function Shape({ name }: { name: SampleClass }) {
  const paint = `class-${name}`;
  switch (name) {
    case 'failed':
      return <path class={paint} d="M2 2 10 10M10 2 2 10" />;
    case 'semantic':
      return <path class={paint} d="M6 1 11.5 11H.5z" />;
    case 'missing':
      return <path class={paint} d="M6 .5 11.5 6 6 11.5.5 6z" />;
    case 'unsettled':
      return <path class={paint} d="M1.5 1.5h9v9h-9z" />;
    case 'stale':
      return <circle class={paint} cx="6" cy="6" r="5" />;
    case 'settling':
      return <circle class={paint} cx="6" cy="6" r="4.5" />;
    case 'volatile':
      return <circle class={paint} cx="6" cy="6" r="4" />;
  }
}

/** All classes with their counts, worst first; of what healed, how many did so too late. */
export function ClassList({ counts, late }: { counts: ClassCounts; late: number }) {
  return (
    <ul class="chips">
      {mismatchClasses.map((name) => (
        <li>
          <ClassChip name={name} n={counts[name]} />
          {name === 'stale' && late > 0 && (
            <span title="healed only past freshness, which is bad"> {count(late)} late, bad</span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Percent of the bar. */
const leastWidth = 2;

/** Which part of the mismatches each class is; nothing when there are none. */
export function ClassBar({ counts }: { counts: ClassCounts }) {
  const present = mismatchClasses.filter((name) => counts[name] > 0);
  const total = present.reduce((sum, name) => sum + counts[name], 0);
  if (total === 0) return null;
  // One bad comparison among a thousand volatile ones must still be seen: each class has a least width.
  const free = 100 - present.length * leastWidth;
  let x = 0;
  return (
    <svg class="class-bar" role="img" aria-label={`mismatches by class: ${spoken(counts)}`}>
      {present.map((name) => {
        const width = leastWidth + (counts[name] / total) * free;
        const at = x;
        x += width;
        return <rect class={`bar-${name}`} x={`${at}%`} y="0" width={`${width}%`} height="100%" />;
      })}
    </svg>
  );
}

const spoken = (counts: ClassCounts): string =>
  mismatchClasses
    .filter((name) => counts[name] > 0)
    .map((name) => `${name} ${count(counts[name])}`)
    .join(', ');

/** The patterns that bars are filled with; once in each page. */
export function ClassPatterns() {
  return (
    <svg class="defs" width="0" height="0" aria-hidden="true" focusable="false">
      <defs>
        <Pattern name="volatile" d="M0 3h6" />
        <Pattern name="stale" d="M3 3h.01" />
        <Pattern name="missing" d="M-1 7 7-1M-1 1 1-1M5 7 7 5" />
        <Pattern name="unsettled" d="M3 0v6" />
        <Pattern name="failed" d="M0 0 6 6M6 0 0 6" />
      </defs>
    </svg>
  );
}

function Pattern({ name, d }: { name: MismatchClass; d: string }) {
  return (
    <pattern id={`fill-${name}`} width="6" height="6" patternUnits="userSpaceOnUse">
      <rect class={`ground-${name}`} width="6" height="6" />
      <path class="stripe" d={d} />
    </pattern>
  );
}
