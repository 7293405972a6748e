import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf, type FileContent, FileWatch, type WatchTiming } from './watch-file.js';

let folder: string;
let watch: FileWatch | undefined;
let told: FileContent[];
let blind: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-watch-'));
  told = [];
  blind = [];
});
afterEach(() => {
  watch?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A day, so that only what the watch sees is told. */
const neverAnyway = 86_400_000;
const file = (name = 'banyan.yaml'): string => join(folder, name);
const begin = (of: string, text: string, timing: WatchTiming = { rest: 20, anyway: neverAnyway }): void => {
  watch = new FileWatch(
    of,
    digestOf({ kind: 'text', text }),
    { changed: (content) => told.push(content), blind: (why) => blind.push(why) },
    timing,
  );
};
const texts = (): (string | undefined)[] =>
  told.map((content) => (content.kind === 'text' ? content.text : undefined));
const moment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

describe('a watched file', () => {
  it('is told when it is written', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    await moment();
    writeFileSync(file(), 'b');
    await expect.poll(texts).toEqual(['b']);
    writeFileSync(file(), 'c');
    await expect.poll(texts).toEqual(['b', 'c']);
  });

  it('is told when it was written between its reading and its watching', async () => {
    writeFileSync(file(), 'b');
    begin(file(), 'a');
    await expect.poll(texts).toEqual(['b']);
  });

  it('is told when an editor renames over it, again and again', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    for (const text of ['b', 'c', 'd']) {
      await moment();
      writeFileSync(file('.banyan.yaml.swp'), text);
      renameSync(file('.banyan.yaml.swp'), file());
      await expect.poll(() => texts().at(-1)).toBe(text);
    }
    expect(texts()).toEqual(['b', 'c', 'd']);
  });

  it('is told when it is a link of a Kubernetes volume and ..data is swapped', async () => {
    const publish = (version: string): void => {
      mkdirSync(file(`..${version}`));
      writeFileSync(join(folder, `..${version}`, 'banyan.yaml'), version);
      symlinkSync(`..${version}`, file('..data_tmp'));
      renameSync(file('..data_tmp'), file('..data'));
    };
    publish('1');
    symlinkSync('..data/banyan.yaml', file());
    begin(file(), '1');
    for (const version of ['2', '3']) {
      await moment();
      publish(version);
      rmSync(file(`..${Number(version) - 1}`), { recursive: true });
      await expect.poll(() => texts().at(-1)).toBe(version);
    }
    expect(texts()).toEqual(['2', '3']);
  });

  it('is not told when it is written anew with the same text, or when its neighbours are', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    await moment();
    writeFileSync(file(), 'a');
    for (let i = 0; i < 20; i++) writeFileSync(file('banyan.db-wal'), String(i));
    await moment();
    expect(told).toEqual([]);
  });

  it('is told though its neighbours are written without end', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    const noise = setInterval(() => writeFileSync(file('banyan.db-wal'), String(Math.random())), 2);
    await moment();
    writeFileSync(file(), 'b');
    await expect.poll(texts).toEqual(['b']);
    clearInterval(noise);
  });

  it('is told whole, not while it is being written', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a', { rest: 150, anyway: neverAnyway });
    await moment();
    let text = '';
    for (const part of ['b', 'c', 'd', 'e', 'f']) {
      text += part;
      writeFileSync(file(), text);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await expect.poll(texts).toEqual(['bcdef']);
  });

  it('is told as unreadable when it is gone, and again when it is back', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    await moment();
    unlinkSync(file());
    await expect.poll(() => told).toEqual([{ kind: 'unreadable', why: expect.stringMatching(/ENOENT/) }]);
    writeFileSync(file(), 'a');
    await expect.poll(texts).toEqual([undefined, 'a']);
  });

  it('is read at once when asked, changed or not', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    await moment();
    watch!.readNow();
    await expect.poll(texts).toEqual(['a']);
  });

  it('is found again when its folder is replaced by another', async () => {
    const inner = (name: string): string => join(folder, name, 'banyan.yaml');
    mkdirSync(file('config'));
    writeFileSync(inner('config'), 'a');
    begin(inner('config'), 'a');
    await moment();
    mkdirSync(file('next'));
    writeFileSync(inner('next'), 'b');
    renameSync(file('config'), file('old'));
    renameSync(file('next'), file('config'));
    await expect.poll(texts).toContain('b');
    await moment();
    writeFileSync(inner('config'), 'c');
    await expect.poll(texts).toContain('c');
  });

  it('that loses its folder says so once, and is found when it is looked at anyway', async () => {
    const inner = join(folder, 'config', 'banyan.yaml');
    mkdirSync(file('config'));
    writeFileSync(inner, 'a');
    begin(inner, 'a', { rest: 20, anyway: 100 });
    await moment();
    rmSync(file('config'), { recursive: true });
    await expect.poll(() => blind.length).toBe(1);
    await moment();
    expect(blind).toHaveLength(1);
    mkdirSync(file('config'));
    writeFileSync(inner, 'b');
    await expect.poll(() => texts().at(-1)).toBe('b');
  });

  it('tells nothing after it was closed', async () => {
    writeFileSync(file(), 'a');
    begin(file(), 'a');
    await moment();
    writeFileSync(file(), 'b');
    watch!.close();
    await moment();
    expect(told).toEqual([]);
  });
});
