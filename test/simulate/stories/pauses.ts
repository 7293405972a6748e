import type { Figure } from '../figure.js';
import { type Paused, stepWithPauses } from '../step.js';
import type { Story } from '../story.js';

/** Steps in which the candidate fails for everyone, for a second now and then, with keeper, desk and controller. */
export const pausesStory: Story = {
  name: 'pauses',
  tells:
    'at 1 % the candidate fails for whole seconds: does the dial rise before the first of them, and come down after?',
  async tell({ chance, runs }) {
    const figures: Figure[] = [];
    for (const every of [1_000, 500, 200]) {
      const draws = chance(`one in ${every}`);
      const ended: Paused[] = [];
      for (let run = 0; run < Math.ceil(runs / 4); run += 1)
        // oxlint-disable-next-line no-await-in-loop -- one at a time: each takes a core
        ended.push(await stepWithPauses(1 / every, draws));
      figures.push(...figuresOf(every, ended));
    }
    return figures;
  },
};

function figuresOf(every: number, ended: readonly Paused[]): readonly Figure[] {
  const world = `one second in ${every.toLocaleString('en-US')} fails for all (${100 / every} %), τ 0.1 %`;
  const hit = ended.filter(({ takenBackAfter }) => Number.isFinite(takenBackAfter));
  return [
    {
      what: `${world}: rises from 1 % before the first`,
      measured: { kind: 'share', hits: ended.filter(({ rose }) => rose).length, runs: ended.length },
      bound: { none: 'none: [a limit](#limits)' },
    },
    {
      what: `${world}: is taken back after the first within`,
      measured: { kind: 'amount', values: hit.map(({ takenBackAfter }) => takenBackAfter), unit: 's' },
      bound: { most: 3 },
    },
  ];
}
