import { falseAlarms, ticksOfYear } from '../false-alarms.js';
import type { Figure } from '../figure.js';
import type { Story, Telling } from '../story.js';

/** Ticks that are simulated for each run that is asked for. */
const ticksOfRun = 50_000;
/** One false alarm in 30 days of ticks in which something was compared. */
const most = 365 / 30;

/** How often a dial comes down for nothing, with all detectors of a route at the defaults. */
export const alarmStory: Story = {
  name: 'false-rollback',
  tells: 'the candidate is no worse than allowed: how often does the dial come down for nothing?',
  tell: async (telling) => [calm(1, 0, telling), calm(1, 12, telling), calm(0.5, 0, telling)],
};

function calm(of: number, settles: number, { chance, runs }: Telling): Figure {
  const where = of === 1 ? 'exactly at its limit' : 'at half of its limit';
  const what = `mismatches, errors, p95 and p99 each ${where}, one entity and one pair a second${settles > 0 ? `, each known ${settles} s later` : ''}`;
  const ticks = runs * ticksOfRun;
  return {
    what,
    measured: {
      kind: 'count',
      events: falseAlarms({ of, ticks, settles }, chance(what)),
      years: ticks / ticksOfYear,
    },
    bound: { most },
  };
}
