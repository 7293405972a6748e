interface Named {
  readonly name: string;
}

interface Contested extends Named {
  readonly contenders: readonly Named[];
}

/**
 * The trials whose name holds the text, in lower case; where none of either kind does, all trials with the
 * contenders whose name does.
 */
export function chosen<P extends Contested, D extends Contested>(
  all: { readonly proxy: readonly P[]; readonly differ: readonly D[] },
  only: string | undefined,
): { readonly proxy: readonly P[]; readonly differ: readonly D[] } {
  if (only === undefined) return all;
  const holds = ({ name }: Named): boolean => name.toLowerCase().includes(only);
  if ([...all.proxy, ...all.differ].some(holds)) {
    return { proxy: all.proxy.filter(holds), differ: all.differ.filter(holds) };
  }
  const narrowed = <T extends Contested>(trials: readonly T[]): T[] =>
    trials
      .map((trial) => ({ ...trial, contenders: trial.contenders.filter(holds) }))
      .filter(({ contenders }) => contenders.length > 0);
  return { proxy: narrowed(all.proxy), differ: narrowed(all.differ) };
}
