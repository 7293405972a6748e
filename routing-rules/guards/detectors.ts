import { count, finding } from './finding.js';
import type { DetectorReading, Guard, GuardEvidence, GuardSettings } from './guard.js';

/** Passes while no detector is anywhere near its alarm (design: evidence §4, quiet). */
export const detectors: Guard = ({ detectors: readings }) => {
  const loud = readings.filter((reading) => !isBelow(reading));
  if (loud.length === 0) return [finding('detectors', 'pass', 'all quiet')];
  const told = loud.map(
    ({ name, statistic, quietBelow, alarmsAt }) =>
      `${name} stands at ${toldStatistic(statistic)}, quiet below ${toldStatistic(quietBelow)}, alarm at ${toldStatistic(alarmsAt)}`,
  );
  return [finding('detectors', 'hold', `${told.join('; ')}. It calms down as clean evidence comes`)];
};

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

/** What a detector has come to, as people read it: 7489 → `7,489`, 10368000 → `10.4 million`. */
export const toldStatistic = (value: number): string =>
  value < 1e6
    ? count(Math.round(value))
    : value < 1e12
      ? `${count(Number((value / 1e6).toPrecision(3)))} million`
      : 'more than a trillion';
