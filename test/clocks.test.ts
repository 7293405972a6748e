import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Where the wall clock may be read, and why. Everything else is told the time as an argument, and what
 * measures an interval or a deadline takes performance.now(), which no clock that is set can move.
 */
const mayReadTheClock: Readonly<Record<string, string>> = {
  'cli/banyan-process.ts': 'when banyan.yaml was read, and when a changed one was refused',
  'cli/configuration/read-file.ts': 'whether a certificate is valid today',
  'cli/threads/control.ts': 'times of the audit, of samples and of what was seen first and last',
  'cli/when.ts': 'whether a time that people are told is of today',
};

it('74 · no duration and no deadline hangs on the wall clock', () => {
  const readers = ['routing-rules', 'comparators', 'evidence', 'proxy', 'dashboards', 'cli']
    .flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
    )
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => !/\.(test|cases)\.tsx?$/.test(file))
    .filter((file) => /Date\.now\(|new Date\(\)/.test(readFileSync(file, 'utf8')));
  expect(readers.toSorted()).toEqual(Object.keys(mayReadTheClock));
});
