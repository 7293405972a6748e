import { count, counted, finding } from './finding.js';
import type { DetectorReading, Guard, GuardEvidence, GuardSettings } from './guard.js';

/**
 * Passes while no detector is anywhere near its alarm (design: evidence §4, quiet). That is so as well where hardly
 * anything was seen, and of what was bad from the first: they hear what gets worse.
 */
export const detectors: Guard = ({ detectors: readings, entities: { compared } }, { below: tau }) => {
  const loud = readings.filter((reading) => !isBelow(reading));
  if (loud.length === 0) return [finding('detectors', 'pass', quietAfter(compared, tau))];
  const told = loud.map(
    ({ name, statistic, quietBelow, alarmsAt }) =>
      `${name} stands at ${toldStatistic(statistic)}, quiet below ${toldStatistic(quietBelow)}, alarm at ${toldStatistic(alarmsAt)}`,
  );
  return [finding('detectors', 'hold', `${told.join('; ')}. It calms down as clean evidence comes`)];
};

/** What quiet says after so many entities: of fewer than 1/τ not one need be bad at the threshold. */
function quietAfter(compared: number, tau: number): string {
  if (compared === 0) return 'quiet: nothing was seen since the dial was turned';
  return compared * tau < 1
    ? `quiet, but too little seen to tell: ${counted(compared, 'entity', 'entities')} since the dial was turned`
    : 'all quiet: nothing is getting worse';
}

/** The detectors that these guards are watched by. */
export const detectorNames = ({ latency }: Pick<GuardSettings, 'latency'>): readonly string[] => [
  'mismatch',
  'errors',
  ...latency.flatMap(({ name, worseBy, max }) => [
    ...(worseBy === null ? [] : [`latency ${name}`]),
    ...(max === null ? [] : [`latency ${name} max`]),
  ]),
];

/** Whether none of them is anywhere near its alarm. */
export const isQuiet = ({ detectors: readings }: GuardEvidence): boolean => readings.every(isBelow);

const isBelow = ({ statistic, quietBelow }: DetectorReading): boolean => statistic < quietBelow;

/** What a detector has come to, as people read it: 7489 → `7,489`, 10368000 → `10.4 million`, 187e9 → `187 billion`. */
export function toldStatistic(value: number): string {
  if (value >= 1e12) return 'more than a trillion';
  const [size, name] = sizes.find(([least]) => value >= least) ?? [1, ''];
  return size === 1 ? count(Math.round(value)) : `${Number((value / size).toPrecision(3))} ${name}`;
}

const sizes = [
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;
