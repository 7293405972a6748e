import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CustomCompare, CustomContext } from '../comparators/custom.js';
import { loadCustom } from './custom-comparator.js';

const folder = mkdtempSync(join(tmpdir(), 'banyan-custom-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context: CustomContext = { differences: [], ignored: [], status: undefined, headers: undefined };
const limits = { call: 300, load: 300, rest: 300 };
let files = 0;

function load(text: string, name = `${(files += 1)}.mjs`, version = '1'): Promise<CustomCompare> {
  const file = join(folder, name);
  writeFileSync(file, text);
  return loadCustom({ file, version }, limits);
}

describe('a custom comparator is loaded', () => {
  it.each([
    ['from an ES module', 'export function compare(a, b) { return a === b; }', 'es.mjs'],
    ['from one without a package that says so', 'export const compare = (a, b) => a === b;', 'es.js'],
    ['from a CommonJS module', 'module.exports = { compare: (a, b) => a === b };', 'common.cjs'],
  ])('%s', async (_, text, name) => {
    const compare = await load(text, name);
    expect([compare(1, 1, context), compare(1, 2, context)]).toEqual([true, false]);
  });

  it('anew for another version of its text', async () => {
    const first = await load('export const compare = () => 1;', 'versions.mjs', 'a');
    const second = await load('export const compare = () => 2;', 'versions.mjs', 'b');
    expect([first(0, 0, context), second(0, 0, context)]).toEqual([1, 2]);
  });

  it.each([
    ['exports no compare', 'export const other = 1;'],
    ['exports no compare', 'export const compare = 1;'],
    ['cannot be loaded: ', 'export const ='],
    ['cannot be loaded: no', 'throw new Error("no");'],
    ['cannot be loaded: it took more than 300 ms', 'await new Promise(() => undefined);'],
  ])('or told as one that %s', async (message, text) => {
    await expect(load(text)).rejects.toThrow(message);
  });
});

describe('a custom comparator that takes too long', () => {
  it.each([
    ['in a loop', 'for (;;);'],
    ['in a loop that catches what ends it', 'for (;;) { try { for (;;); } catch {} finally { for (;;); } }'],
    ['in a regular expression', '/(a+)+b/.test("a".repeat(60));'],
  ])('%s is ended', async (_, body) => {
    const compare = await load(`export function compare() { ${body} }`);
    expect(() => compare(1, 2, context)).toThrow('the custom comparator took more than 300 ms');
  });

  it('three times in a row rests, and is asked again after that', async () => {
    const compare = await load('export function compare(legacy) { while (legacy); return true; }');
    for (let times = 0; times < 3; times += 1)
      expect(() => compare(true, 0, context)).toThrow('took more than');
    expect(() => compare(false, 0, context)).toThrow('rests');
    await expect
      .poll(() => {
        try {
          return compare(false, 0, context);
        } catch {
          return 'rests';
        }
      })
      .toBe(true);
    expect(() => compare(true, 0, context)).toThrow('took more than');
  });

  it('now and then goes on being asked', async () => {
    const compare = await load('export function compare(legacy) { while (legacy); return true; }');
    for (let times = 0; times < 5; times += 1) {
      expect(() => compare(true, 0, context)).toThrow('took more than');
      expect(compare(false, 0, context)).toBe(true);
    }
  });

  it('passes on what it throws', async () => {
    const compare = await load('export function compare() { throw new TypeError("mine"); }');
    expect(() => compare(1, 2, context)).toThrow('mine');
  });
});
