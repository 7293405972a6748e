import { expect, it } from 'vitest';
import { emptyTally, type Tally } from '../evidence/tally.js';
import { OutageLog } from './outage-log.js';

it('an upstream that fails is told at once, then every half minute, and when it is over', () => {
  const lines: string[] = [];
  const write = (what: object, text?: string): void => void lines.push(`${text} ${JSON.stringify(what)}`);
  let now = 0;
  const log = new OutageLog({ warn: write, info: write } as never, () => now);
  const failed = (count: number): Tally => ({
    ...emptyTally,
    failures: [{ route: 'r', side: 'candidate', reason: 'refused', count }],
  });
  for (; now < 40_000; now += 1_000) log.note([failed(2)]);
  for (; now < 80_000; now += 1_000) log.note([]);
  const of = '"route":"r","side":"candidate","reason":"refused"';
  expect(lines).toEqual([
    `upstream fails {${of},"failures":2}`,
    `upstream fails {${of},"failures":62}`,
    `upstream has not failed for 30 s {${of},"failures":80}`,
  ]);
});
