import { describe, expect, it } from 'vitest';
import { chosen } from './chosen.js';
import { names } from './contenders/all.js';
import { differNames } from './differ/contenders.js';
import { differTrials } from './differ/differ-trials.js';
import { readOptions } from './options.js';
import { openTrial, trialsOf } from './trials.js';

type Options = Exclude<ReturnType<typeof readOptions>, 'help'>;
const all = { proxy: trialsOf(readOptions([]) as Options), differ: differTrials(false) };
const told = (only?: string) => {
  const { proxy, differ } = chosen(all, only);
  const trials = [...proxy, ...differ];
  return {
    trials: trials.map(({ name }) => name),
    contenders: [...new Set(trials.flatMap((trial) => trial.contenders.map(({ name }) => name)))],
  };
};

describe('a run', () => {
  it('is of all trials, unless some are asked for', () => {
    expect(told().trials).toHaveLength(all.proxy.length + all.differ.length);
  });

  it('can be narrowed to trials of either kind by their names', () => {
    expect(told('1,000 req').trials).toEqual([openTrial]);
    expect(told('differ, 70 kb').trials).toHaveLength(4);
    expect(told('differ').trials).toHaveLength(all.differ.length);
  });

  it('can be narrowed to contenders, in every trial that has them', () => {
    expect(told('hung')).toEqual({ trials: [openTrial], contenders: [names.hung] });
    expect(told('microdiff').contenders).toEqual([differNames.microdiff]);
    expect(told('nobody').trials).toEqual([]);
  });
});
