import { expect, it } from 'vitest';
import { askedClasses } from './asked-classes.js';
import { entities } from './entities.js';
import { mismatches } from './mismatches.js';

it('classes that there are narrow down, and none asks for all', () => {
  expect([askedClasses('stale'), askedClasses('stale, missing'), askedClasses(undefined)]).toEqual([
    ['stale'],
    ['stale', 'missing'],
    undefined,
  ]);
});

it('every command answers a class that there is not in the same words, before it asks Banyan', async () => {
  const told =
    '--class stal: there is no such class. Name one of failed, semantic, missing, unsettled, stale, volatile. Did you mean stale?';
  const options = { admin: 'http://127.0.0.1:1', class: 'stal' };
  await expect(async () => mismatches('items', options)).rejects.toThrow(told);
  await expect(async () => entities('items', options)).rejects.toThrow(told);
});

it('and says nothing of what is near where nothing is', () => {
  expect(() => askedClasses('foo')).toThrow(/volatile\.$/);
});
