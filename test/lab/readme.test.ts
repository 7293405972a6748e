import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { faultNames } from './faults/fault-names.js';
import { faults } from './faults/faults.js';

const here = (file: string): URL => new URL(file, import.meta.url);
const readme = readFileSync(here('README.md'), 'utf8');

it('every file that the README names exists', () => {
  const named = [...readme.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file]) => file ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((file) => !existsSync(here(file)))).toEqual([]);
});

it.each(faultNames)('the README tells what %s does, and the class that truth gives it', (name) => {
  const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``)) ?? '';
  const [truth = ''] = row.split('|').slice(-2);
  expect(truth.trim().startsWith(faults[name].class)).toBe(true);
});
