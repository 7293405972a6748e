import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const sources = ['routing-rules', 'comparators', 'evidence', 'proxy', 'dashboards', 'cli']
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)))
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|cases)\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
/** Who imports it, other than its types. */
const importersOf = (module: RegExp): readonly string[] =>
  sources
    .filter(({ text }) =>
      [...text.matchAll(/^import (?!type )[^;]*? from '([^']+)'/gms)].some(([, from]) =>
        module.test(from ?? ''),
      ),
    )
    .map(({ file }) => file)
    .toSorted();

it('OpenTelemetry is loaded by the thread that sends spans alone, and that starts where tracing is on', () => {
  expect(importersOf(/^@opentelemetry/)).toEqual([
    'cli/tracing/readable-span.ts',
    'cli/tracing/span-sender.ts',
  ]);
  expect(importersOf(/readable-span\.js$/)).toEqual(['cli/tracing/span-sender.ts']);
  expect(importersOf(/span-sender\.js$/)).toEqual(['cli/threads/tracer.ts']);
  expect(importersOf(/\/tracer\.js$/)).toEqual([]);
});
