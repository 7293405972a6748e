import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type * as Lines from '../cli/threads/tracer-line.js';
import type { Span } from '../evidence/tracing/span.js';
import { temporaryFolder } from './running-banyan.cases.js';

// The built one: a thread is started from a file, and only built files are ones that Node can run.
const built = new URL('../dist/cli/threads/tracer-line.js', import.meta.url).href;
const { TracerLine } = (await import(built)) as typeof Lines;

const span: Span = {
  trace: 'a'.repeat(32),
  id: 'b'.repeat(16),
  parent: undefined,
  name: 'live',
  kind: 'client',
  start: 0,
  end: 1,
  failed: false,
  attributes: {},
};
const batches = { mostWaiting: 1, size: 1, every: 1, within: 1 };
const sent = { endpoint: 'http://c', sampler: 'always_on', ratio: 1, batches } as const;

it('a tracer that dies is replaced, others are given lines to the new one, and who tells spans never waits', async () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'tracer.mjs');
  // Dies of the first span, and of nothing else.
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ kind }) => { if (kind !== 'line') process.exit(); });`,
  );
  const told: string[] = [];
  const lines: boolean[] = [];
  const tell = (...said: unknown[]): number => told.push(String(said.at(-1)));
  const line = new TracerLine(
    sent,
    (tracer) => lines.push(tracer.newLine() !== undefined),
    { warn: tell, error: tell } as never,
    pathToFileURL(file),
  );
  line.start();
  for (let i = 0; i < 200 && lines.length < 3; i++) {
    line.spans.tell(span);
    line.spans.flush();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(lines).toEqual([true, true, true]);
  expect(told).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('a new one starts')));
  await line.stop(100);
  expect(line.newLine()).toBeUndefined();
  folder.remove();
});
