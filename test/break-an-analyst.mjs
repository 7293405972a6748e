// The built analyst, but for pairs whose key says how it is to break: `loop` or `throw`.
import { parentPort } from 'node:worker_threads';
import { readPairs } from '../dist/evidence/pair-codec.js';

const breaks = {
  loop() {
    for (;;);
  },
  throw() {
    throw new Error('broken by a test');
  },
};
parentPort.on('message', ({ batch }) => {
  if (!batch) return;
  for (const { key } of readPairs(Buffer.from(batch.slab), batch.length)) breaks[key]?.();
});
await import('../dist/cli/threads/analyst.js');
