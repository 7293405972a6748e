import { describe, expect, it } from 'vitest';
import { names } from './contenders/all.js';
import { readOptions } from './options.js';
import { mainTrial, trialsOf, withoutNginx } from './trials.js';

const trials = (...args: string[]) =>
  trialsOf(readOptions(args) as Exclude<ReturnType<typeof readOptions>, 'help'>);
const contenders = (of: ReturnType<typeof trials>): Set<string> =>
  new Set(of.flatMap((trial) => trial.contenders.map(({ name }) => name)));

describe('the trials of a run', () => {
  it('ask every contender, also of a quick run', () => {
    expect(contenders(trials())).toEqual(new Set(Object.values(names)));
    expect(contenders(trials('--quick'))).toEqual(new Set(Object.values(names)));
  });

  it('go on without nginx where it is not installed', () => {
    const without = withoutNginx(trials());
    expect([...contenders(without)].filter((name) => name.includes('nginx'))).toEqual([]);
    expect(without[0]).toMatchObject({ name: mainTrial });
  });
});
