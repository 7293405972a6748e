import { describe, expect, it } from 'vitest';
import { type DiffRun, files, useDiff } from './diff.cases.js';

const { diff } = useDiff();

describe('banyan diff asks the custom comparator that the rules name beside their file', () => {
  const named = { ...files, 'rules.yaml': 'custom: ./custom.mjs' };
  const asked = (module: string): Promise<DiffRun> =>
    diff({ ...named, 'custom.mjs': module }, ['legacy.json', 'candidate.json', '--rules', 'rules.yaml']);

  it('and does as it says', async () => {
    const { code, stdout } = await asked('export const compare = () => true;');
    expect(stdout).toContain('ignored  $.at  value  rule: custom\n');
    expect([code, stdout.split('\n').at(-2)]).toEqual([0, 'match, 7 differences ignored by rule']);
  });

  it('hears what it prints, and says when a running Banyan would not have waited', async () => {
    const { code, stderr } = await asked(`export function compare() {
      console.log('looked');
      for (const began = Date.now(); Date.now() - began < 300; );
    }`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^looked$/m);
    expect(stderr).toMatch(/custom: took \d+ ms; a running Banyan waits 250 ms/);
  });

  it.each([
    [
      'throws',
      'export function compare() { throw new Error("no"); }',
      'the custom comparator threw Error at custom.mjs:1:35: no',
    ],
    ['is none', 'export const other = 1;', 'exports no compare'],
    ['is broken', 'export const', 'cannot be loaded'],
  ])('and says so where it %s', async (_, module, message) => {
    const { code, stdout, stderr } = await asked(module);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
