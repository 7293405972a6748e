import { type Aim, notMeasured } from '../aims.js';
import { differNames } from './contenders.js';
import { type DifferSummary, timeOf } from './differ-summary.js';
import { differTrialName, manyOrders, sizes } from './differ-trials.js';
import { type Situation, type Size, situations } from './documents.js';

/** The medians by trial. */
export type DifferFindings = ReadonlyMap<string, readonly DifferSummary[]>;

/** One figure at one size, or at one step between two. */
interface At {
  readonly where: string;
  readonly value: number;
}

/** Judges every aim of the differ; each by the size at which it does worst. */
export function judgeDiffer(findings: DifferFindings): readonly Aim[] {
  return [
    ...situations.map((situation) => besideParse(findings, situation, 0.5)),
    besideRival(findings, sizes, 'equal', 10),
    besideRival(findings, [manyOrders], 'orders reversed', 100),
    ...situations.map((situation) => growth(findings, situation, 12)),
  ];
}

/** Comparing must add little to the parsing that nobody can leave out. */
function besideParse(findings: DifferFindings, situation: Situation, most: number): Aim {
  const aim = `differ, ${situation}: comparing after reading ≤ ${most.toFixed(2)} × JSON.parse of both`;
  const ratios = sizes.flatMap((size): At[] => {
    const summaries = findings.get(differTrialName(size, situation));
    return at(
      size.name,
      quotient(timeOf(summaries, differNames.compare), timeOf(summaries, differNames.parse)),
    );
  });
  return judged(aim, ratios, (value) => value <= most, Math.max);
}

function besideRival(
  findings: DifferFindings,
  sizes: readonly Size[],
  situation: Situation,
  least: number,
): Aim {
  const where = sizes.length === 1 ? `, ${sizes[0]?.name}` : '';
  const aim = `differ${where}, ${situation}: ≥ ${least} × as fast as ${differNames.jsondiffpatch}`;
  const ratios = sizes.flatMap((size): At[] => {
    const summaries = findings.get(differTrialName(size, situation));
    const [ours, theirs] = [differNames.compare, differNames.jsondiffpatch].map((of) =>
      timeOf(summaries, of),
    );
    return at(size.name, quotient(theirs, ours));
  });
  return judged(aim, ratios, (value) => value >= least, Math.min);
}

/** From size to size, as if each were ten times the one before. */
function growth(findings: DifferFindings, situation: Situation, most: number): Aim {
  const aim = `differ, ${situation}: ten times the size takes ≤ ${most} × the time`;
  const steps = (of: typeof differNames.compare | typeof differNames.parse): At[] =>
    sizes.flatMap((size, place): At[] => {
      const before = sizes[place - 1];
      if (before === undefined) return [];
      const [from, to] = [before, size].map((one) =>
        timeOf(findings.get(differTrialName(one, situation)), of),
      );
      const grown = quotient(to, from);
      const tenfold = grown === undefined ? undefined : grown ** (1 / Math.log10(size.bytes / before.bytes));
      return at(`${before.name} to ${size.name}`, tenfold);
    });
  const ours = judged(aim, steps(differNames.compare), (value) => value <= most, Math.max);
  if (ours.met === undefined) return ours;
  const parse = judged(aim, steps(differNames.parse), () => true, Math.max);
  return { ...ours, found: `${ours.found}; ${differNames.parse} ${parse.found}` };
}

/** The worst of some figures decides. */
function judged(
  aim: string,
  figures: readonly At[],
  isMet: (value: number) => boolean,
  worstOf: (...values: number[]) => number,
): Aim {
  if (figures.length === 0) return notMeasured(aim);
  const worst = worstOf(...figures.map(({ value }) => value));
  const { where = '' } = figures.find(({ value }) => value === worst) ?? {};
  return { aim, met: isMet(worst), found: `${worst.toFixed(2)} × (${where})` };
}

const at = (where: string, value: number | undefined): At[] =>
  value === undefined ? [] : [{ where, value }];

const quotient = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined || right === undefined ? undefined : left / right;
