import { everPasses } from '../false-raise.js';
import type { Figure } from '../figure.js';
import { firstPass } from '../first-pass.js';
import { errorFreePairsLeft } from '../../../routing-rules/formulas/not-worse.js';
import { independent } from '../worlds.js';
import type { Story, Telling } from '../story.js';

const tau = 0.001;
const none = { pairs: 0, candidateOnlyBad: 0, legacyOnlyBad: 0 };

/** What it takes to rise, at the default thresholds. */
export const neededStory: Story = {
  name: 'needed',
  tells: 'the candidate is as good as it should be: how much has to be compared until the guards pass?',
  tell: async (telling) => [
    clean('leave shadow, and as many draws, one from every 10 s', 0.01, 5_229),
    clean('rise a step', 0.05),
    fewest(telling),
    half('leave shadow', 0.01, telling),
    half('rise a step', 0.05, telling),
    errorFree('leave shadow', 0.01, 7_500),
    errorFree('rise a step', 0.05),
  ],
};

/** Entities and draws are proven by the same formula at the same threshold. */
const clean = (what: string, alpha: number, most?: number): Figure => ({
  what: `clean entities to ${what}`,
  measured: certain([firstPass({ rate: 0, tau, alpha, most: 1e6 }, () => 0)], 'entities'),
  bound: boundOf(most),
});

/** The ledger and its guards let pass exactly where the formula says. */
function fewest({ chance }: Telling): Figure {
  const passes = (requests: number): boolean =>
    everPasses({ world: independent(0, 0.1), dial: {}, requests }, chance('fewest')).leavesShadow;
  // One draw is only counted when its window is over.
  const values = [5_228, 5_229, 5_230].filter((requests) => passes(requests));
  return {
    what: 'the same in the ledger, one request in each window of 10 s: leaves shadow',
    measured: certain([values[0] ?? Number.POSITIVE_INFINITY], 'requests'),
    bound: { most: 5_230 },
  };
}

function half(what: string, alpha: number, { chance, runs }: Telling): Figure {
  const draws = chance(`half ${what}`);
  const values = Array.from({ length: 2 * runs }, () =>
    firstPass({ rate: tau / 2, tau, alpha, most: 1e6 }, draws),
  );
  return {
    what: `entities to ${what} where half of τ are bad`,
    measured: amount(values, 'entities'),
    bound: { none: '' },
  };
}

const errorFree = (what: string, alpha: number, most?: number): Figure => ({
  what: `pairs without errors to ${what}`,
  measured: certain([errorFreePairsLeft(none, 0.001, alpha) ?? Number.POSITIVE_INFINITY], 'pairs'),
  bound: boundOf(most),
});

/** What the design names; nothing where it does not. */
const boundOf = (most: number | undefined): Figure['bound'] => (most === undefined ? { none: '' } : { most });

const amount = (values: readonly number[], unit: string) => ({ kind: 'amount' as const, values, unit });
const certain = (values: readonly number[], unit: string) => ({
  ...amount(values, unit),
  isCertain: true as const,
});
