import { describe, expect, it } from 'vitest';
import { redrawn, Screen, shownOn } from './screen.js';

const escape = '\u001B[';

describe('what is written to a terminal', () => {
  it('is all of it where nothing of ours stands yet', () => {
    expect(redrawn(undefined, ['a', 'b'])).toBe(`${escape}2J${escape}1;1Ha${escape}2;1Hb`);
  });

  it('is only lines that changed', () => {
    expect(redrawn(['a', 'b', 'c'], ['a', 'x', 'c'])).toBe(`${escape}2;1Hx${escape}K`);
    expect(redrawn(['a', 'b'], ['a', 'b'])).toBe('');
  });

  it('takes away lines that are no more', () => {
    expect(redrawn(['a', 'b', 'c'], ['a'])).toBe(`${escape}2;1H${escape}J`);
  });
});

describe('lines on a screen', () => {
  it('are no longer than it is wide', () => {
    expect(shownOn({ columns: 5, rows: 9 }, ['abcdefgh'])).toEqual(['ab…gh']);
  });

  it('are no more than it is high; the last one always stands there', () => {
    const lines = ['one', 'two', 'three', 'four', 'as of now'];
    expect(shownOn({ columns: 80, rows: 4 }, lines)).toEqual([
      'one',
      'two',
      '… 2 more lines: a higher terminal shows them',
      'as of now',
    ]);
    expect(shownOn({ columns: 80, rows: 5 }, lines)).toEqual(lines);
    expect(shownOn({ columns: 80, rows: 1 }, lines)).toEqual(['as of now']);
  });
});

it('a screen gives the terminal back once, with its cursor, and writes nothing to it after that', () => {
  const written: string[] = [];
  const screen = new Screen({ columns: 80, rows: 24, write: (text) => written.push(text) });
  screen.draw(['a']);
  screen.draw(['a']);
  screen.leave();
  screen.leave();
  screen.draw(['b']);
  expect(written).toEqual([
    `${escape}?1049h${escape}?25l`,
    `${escape}2J${escape}1;1Ha`,
    `${escape}?25h${escape}?1049l`,
  ]);
});
