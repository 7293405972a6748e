import { expect, it } from 'vitest';
import { theyTook } from './differ.cases.js';
import { differTable } from './differ-table.js';

it('each is told beside JSON.parse and jsondiffpatch', () => {
  expect(differTable('a trial', theyTook(2, 4, 30))).toMatch(/after reading +2\.00 +0 % +0\.50 +15\.00/);
});

it('who gave up is told so', () => {
  const table = differTable('a trial', theyTook(2, 4, undefined));
  expect(table).toMatch(/after reading +2\.00 +0 % +0\.50 +–/);
  expect(table).toMatch(/^! jsondiffpatch .*: took more than 10 s, and was measured no further$/m);
});
