import { expect, test, vi } from 'vitest';
import { Closing } from './closing.js';

test('what was opened last is closed first, and one failure does not keep the others open', async () => {
  const told = vi.spyOn(console, 'error').mockReturnValue(undefined);
  const closing = new Closing();
  const closed: string[] = [];
  closing.add('first', () => void closed.push('first'));
  closing.add('stuck', () => Promise.reject(new Error('held')));
  closing.add('last', async () => void closed.push('last'));
  await closing.close();
  await closing.close();
  expect(closed).toEqual(['last', 'first']);
  expect(told.mock.calls).toEqual([['closing stuck: held']]);
  told.mockRestore();
});

test('abandoning undoes at once what can be, also what is just being closed', async () => {
  const closing = new Closing();
  const undone: string[] = [];
  closing.add(
    'folder',
    () => undefined,
    () => void undone.push('folder'),
  );
  closing.add('plain', () => undefined);
  closing.add(
    'child',
    () => new Promise(() => undefined),
    () => void undone.push('child'),
  );
  void closing.close();
  await Promise.resolve();
  closing.abandon();
  expect(undone).toEqual(['child', 'folder']);
});
