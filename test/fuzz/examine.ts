import fc from 'fast-check';
import type { AnyExploration, Exploration, Fault, Outcome } from './exploration.js';

/** Milliseconds that making a finding smaller may take. */
const shrinking = 20_000;

/** Makes an exploration ready to be asked by the seed of a case. */
export function examinable<T>(
  { name, drawn, judge, show }: Exploration<T>,
  beforeEach: () => void = () => undefined,
): AnyExploration {
  const parameters = (seed: number) =>
    // Every other case is drawn towards the ends of what there is, the others evenly.
    ({
      seed,
      numRuns: 1,
      unbiased: (seed & 1) === 0,
      interruptAfterTimeLimit: shrinking,
    }) satisfies fc.Parameters<[T]>;
  return {
    name,
    examine(seed): Outcome | Fault {
      let outcome: Outcome | undefined;
      const property = fc.property(drawn, (one) => {
        beforeEach();
        const judged = judge(one);
        outcome ??= judged;
      });
      const { failed, counterexample, errorInstance } = fc.check(property, parameters(seed));
      if (!failed && outcome !== undefined) return outcome;
      const [smallest] = counterexample ?? [];
      const shown = smallest === undefined ? '' : show(smallest);
      return {
        fault: errorInstance instanceof Error ? faultOf(errorInstance) : String(errorInstance),
        shown,
      };
    },
    show(seed): string {
      let shown = '';
      const property = fc.property(drawn, (one) => {
        shown = show(one);
      });
      fc.check(property, parameters(seed));
      return shown;
    },
  };
}

/** What was thrown; with the way there, unless the exploration itself threw it. */
function faultOf(error: Error): string {
  return error.constructor === Error ? error.message : (error.stack ?? error.message);
}
