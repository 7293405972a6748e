import { names } from './contenders/all.js';
import type { Summary } from './summary.js';
import { percent } from './telling/trial-table.js';
import { mainTrial, openTrial, saturatingTrials } from './trials.js';

/** What Banyan is to reach, and whether it did in this run. */
export interface Aim {
  readonly aim: string;
  /** Undefined when what it takes was not measured. */
  readonly met: boolean | undefined;
  readonly found: string;
}

/** What was measured: the contenders' medians by trial, and seconds from start to first answer. */
export interface Findings {
  readonly trials: ReadonlyMap<string, readonly Summary[]>;
  readonly start: number | undefined;
}

/** One contender held against another; `beside` is told too, and judges nothing. */
interface Duel {
  readonly who: string;
  readonly whom: string;
  readonly beside?: string;
}

/** With less than this compared, dual-read does not do what it is measured for. */
const enoughCompared = 0.99;
const mostMemory = 256e6;
const longestStart = 1;

/** Judges every aim. */
export function judgeAims(findings: Findings): readonly Aim[] {
  const { reordered, passThrough, mirror, httpProxy, httpProxyClosing } = names;
  return [
    carries(findings, 1, { who: reordered, whom: mirror }),
    carries(findings, 1.25, { who: reordered, whom: httpProxy, beside: httpProxyClosing }),
    carries(findings, 2, { who: passThrough, whom: httpProxy, beside: httpProxyClosing }),
    waits(findings, 1.1, { who: reordered, whom: passThrough }),
    ...[names.hung, names.dripping, names.dead].map((who) =>
      waits(findings, 1.05, { who, whom: passThrough, beside: reordered }),
    ),
    memory(findings),
    start(findings),
  ];
}

/** Enough requests a second. */
function carries(findings: Findings, least: number, { who, whom, beside }: Duel): Aim {
  const aim = `${mainTrial}: req/s of ${who} ≥ ${least.toFixed(2)} × ${whom}`;
  const [ours, theirs] = [find(findings, mainTrial, who), find(findings, mainTrial, whom)];
  if (!ours || !theirs) return notMeasured(aim);
  const ratio = ours.perSecond / theirs.perSecond;
  const { compared = 1 } = ours;
  const other = beside === undefined ? undefined : find(findings, mainTrial, beside);
  const found = [`${ratio.toFixed(2)} ×`];
  if (other) found.push(`${(ours.perSecond / other.perSecond).toFixed(2)} × ${other.contender}`);
  if (compared < enoughCompared) found.push(`but only ${percent(compared)} was compared`);
  return { aim, met: ratio >= least && compared >= enoughCompared, found: found.join('; ') };
}

/** A short enough wait for the slowest hundredth of clients. */
function waits(findings: Findings, most: number, { who, whom, beside }: Duel): Aim {
  const aim = `${openTrial}: p99 of ${who} ≤ ${most.toFixed(2)} × ${whom}`;
  const [ours, theirs] = [find(findings, openTrial, who), find(findings, openTrial, whom)];
  if (!ours || !theirs) return notMeasured(aim);
  const ratio = ours.p99 / theirs.p99;
  const other = beside === undefined ? undefined : find(findings, openTrial, beside);
  const found = [`${ratio.toFixed(2)} × (${ours.p99.toFixed(2)} ms to ${theirs.p99.toFixed(2)} ms)`];
  if (other) found.push(`${(ours.p99 / other.p99).toFixed(2)} × ${other.contender}`);
  return { aim, met: ratio <= most, found: found.join('; ') };
}

/** No Banyan may need more while it is asked for all that it can carry. */
function memory({ trials }: Findings): Aim {
  const aim = `peak memory of banyan at saturation, 3.5 KB ≤ ${mostMemory / 1e6} MB`;
  const peaks = saturatingTrials
    .flatMap((trial) => trials.get(trial) ?? [])
    .flatMap(({ contender, peak }) =>
      peak !== undefined && contender.startsWith('banyan') ? [{ contender, peak }] : [],
    )
    .toSorted((a, b) => b.peak - a.peak);
  const [highest] = peaks;
  if (!highest) return notMeasured(aim);
  return {
    aim,
    met: highest.peak <= mostMemory,
    found: `${(highest.peak / 1e6).toFixed(0)} MB, ${highest.contender}`,
  };
}

function start({ start }: Findings): Aim {
  const aim = `banyan serve to its first answered request ≤ ${longestStart} s`;
  if (start === undefined) return notMeasured(aim);
  return { aim, met: start <= longestStart, found: `${start.toFixed(2)} s` };
}

/** An aim whose part was not measured. */
export const notMeasured = (aim: string): Aim => ({ aim, met: undefined, found: 'not measured in this run' });

const find = ({ trials }: Findings, trial: string, contender: string): Summary | undefined =>
  trials.get(trial)?.find((summary) => summary.contender === contender);
