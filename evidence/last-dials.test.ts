import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Dial, untouched } from '../routing-rules/dial.js';
import { LastDials } from './last-dials.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-dials-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (): string => join(folder, 'banyan.db.dials.json');
const dial: Dial = { ...untouched({ stage: 'split', share: 0.25 }), revision: 4, held: true };

describe('70 · the file of the last dials', () => {
  it('tells what was kept last, to its owner alone, and leaves nothing else behind', () => {
    const dials = new LastDials(file());
    expect(dials.read()).toEqual({});
    dials.keep({ r: dial });
    dials.keep({ r: { ...dial, revision: 5 }, q: dial });
    expect(new LastDials(file()).read()).toEqual({ r: { ...dial, revision: 5 }, q: dial });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['banyan.db.dials.json']);
  });

  it('is kept though an earlier write was cut short', () => {
    writeFileSync(`${file()}.next`, '{"dials":{"r":{"sta');
    const dials = new LastDials(file());
    expect(dials.read()).toEqual({});
    dials.keep({ r: dial });
    expect(dials.read()).toEqual({ r: dial });
  });

  it.each([
    ['empty', ''],
    ['torn', JSON.stringify({ dials: { r: dial } }).slice(0, 40)],
    ['a share above everything', JSON.stringify({ dials: { r: { ...dial, share: 25 } } })],
    ['a stage that its share denies', JSON.stringify({ dials: { r: { ...dial, stage: 'shadow' } } })],
    [
      'no revision',
      JSON.stringify({ dials: { r: { stage: 'split', share: 0.25, held: false, forced: false } } }),
    ],
    ['something else', '[1,2]'],
  ])('tells no dial at all when it is %s', (_, text) => {
    writeFileSync(file(), text);
    expect(new LastDials(file()).read()).toEqual({});
  });

  it('says why it cannot be kept', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new LastDials(join(folder, 'file', 'dials.json')).keep({ r: dial })).toThrow(
      /EEXIST|ENOTDIR/,
    );
  });
});
