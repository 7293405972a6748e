import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stories } from './stories.js';

const here = (file: string): URL => new URL(file, import.meta.url);
const readme = readFileSync(here('README.md'), 'utf8');
const [, page = ''] = readFileSync(here('../../docs/dial.md'), 'utf8').split('## How well it works');
const names = stories.map(({ name }) => name);

it('every file that the README names exists', () => {
  const named = [...readme.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file]) => file ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((file) => !existsSync(here(file)) && !existsSync(here(`../../${file}`)))).toEqual([]);
});

it('the README tells of every story', () => {
  const rows = [...readme.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name ?? '');
  expect(rows.filter((name) => names.includes(name))).toEqual(names);
});

it('the table of docs/dial.md has every story, in order, and none that there is not', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` /gm)].map(([, name]) => name);
  expect(rows).toEqual(names);
  expect(page).not.toContain('**broken**');
});
