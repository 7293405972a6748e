// The built analyst, but for pairs whose key says how it is to break: `loop` or `throw`.
import { parentPort } from 'node:worker_threads';

const breaks = {
  loop() {
    for (;;);
  },
  throw() {
    throw new Error('broken by a test');
  },
};
parentPort.on('message', (message) => {
  for (const { key } of message.batch?.pairs ?? []) breaks[key]?.();
});
await import('../dist/cli/threads/analyst.js');
