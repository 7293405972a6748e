import { expect, it } from 'vitest';
import { Track } from './track.js';

it('of several steps at one instant only the last is ever met', () => {
  const track = new Track<{ readonly at: number; readonly value: string }>();
  for (const [at, value] of [
    [0, 'a'],
    [5, 'passed over'],
    [5, 'b'],
  ] as const)
    track.push({ at, value });
  expect(track.stepAt(5)?.value).toBe('b');
  expect(track.firstFrom(0, ({ value }) => value !== 'a')?.value).toBe('b');
});
