import { drawTable } from '../telling/table.js';
import { differNames } from './contenders.js';
import { type DifferSummary, timeOf } from './differ-summary.js';

/** One trial of the differ as it is told: its table, and below it who gave up. */
export function differTable(name: string, summaries: readonly DifferSummary[]): string {
  const parse = timeOf(summaries, differNames.parse);
  const rival = timeOf(summaries, differNames.jsondiffpatch);
  const rows = summaries.map(({ contender, milliseconds, spread, peak }) => [
    contender,
    ...(milliseconds === undefined || spread === undefined
      ? ['–', '–', '–', '–']
      : [
          milliseconds < 100 ? milliseconds.toPrecision(3) : milliseconds.toFixed(0),
          `${Math.round(spread * 100)} %`,
          ratio(milliseconds, parse),
          ratio(rival, milliseconds),
        ]),
    peak === undefined ? '–' : (peak / 1e6).toFixed(0),
  ]);
  const head = ['contender', 'ms', 'spread', '× JSON.parse', '× as fast as jsondiffpatch', 'peak MB'];
  return [`── ${name}`, drawTable(head, rows), ...summaries.flatMap(remark)].join('\n');
}

const remark = ({ contender, gaveUp }: DifferSummary): readonly string[] =>
  gaveUp === undefined ? [] : [`! ${contender}: ${gaveUp}, and was measured no further`];

const ratio = (value: number | undefined, to: number | undefined): string =>
  value === undefined || to === undefined ? '–' : (value / to).toFixed(2);
