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
// Before the analyst hears of them: whether another listener would be called after one that threw is for Node to say.
const on = parentPort.on.bind(parentPort);
parentPort.on = (event, listener) =>
  on(event, (message) => {
    const { batch } = message ?? {};
    if (batch) for (const { key } of readPairs(Buffer.from(batch.slab), batch.length)) breaks[key]?.();
    listener(message);
  });
await import('../dist/cli/threads/analyst.js');
