import { type ChangedPart, changesUntilPassed } from '../edits.js';
import type { Figure } from '../figure.js';
import type { Story, Telling } from '../story.js';

/** Each attempt pays: α for the first, and as much again for all others together (`routing-rules/attempt.ts`). */
const alpha = 0.01;
const tau = 0.05;

/** Looking, editing the rules and looking again, with the attempts that the store has counted. */
export const editsStory: Story = {
  name: 'edits',
  tells: 'the true rate is exactly τ, and it begins anew whenever the evidence looks bad: does it ever pass?',
  async tell(telling) {
    const [edits, deploys] = [await passed('rules', telling), await passed('legacy', telling)];
    return [
      share('twelve edits of the rules, τ 5 %: one of the attempts passes the guard on mismatches', edits, {
        most: 2 * alpha,
      }),
      share(
        'the first attempt does',
        edits.map((attempt) => (attempt === 0 ? attempt : undefined)),
        { most: alpha },
      ),
      share('twelve deploys of legacy in place of edits: one of the evidences passes', deploys, {
        none: 'none: [a limit](#limits)',
      }),
    ];
  },
};

/** For each run which of its evidences passed, if any did. */
async function passed(
  part: ChangedPart,
  { chance, runs }: Telling,
): Promise<readonly (number | undefined)[]> {
  const draws = chance(part);
  const all: (number | undefined)[] = [];
  for (let run = 0; run < runs; run += 1)
    // oxlint-disable-next-line no-await-in-loop -- one at a time: each takes a core
    all.push(await changesUntilPassed(part, tau, draws));
  return all;
}

const share = (what: string, all: readonly (number | undefined)[], bound: Figure['bound']): Figure => ({
  what,
  measured: { kind: 'share', hits: all.filter((one) => one !== undefined).length, runs: all.length },
  bound,
});
