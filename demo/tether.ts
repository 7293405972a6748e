/**
 * Loaded into Banyan's process before it starts (`node --import`). The channel to the demo breaks when the
 * demo ends, even by kill -9; then Banyan is asked to stop, and made to after a grace, and the demo's
 * temporary folder (BANYAN_DEMO_FOLDER, if there is one) is removed, which nobody else is left to do.
 */
import { rmSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const GRACE_MS = 5_000;

// Worker threads load this file as well, but the channel belongs to the process.
if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    const folder = process.env['BANYAN_DEMO_FOLDER'];
    const clear = (): void => {
      if (folder) rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', clear);
    const made = setTimeout(() => {
      clear();
      process.kill(process.pid, 'SIGKILL');
    }, GRACE_MS);
    // It must not keep a process alive that ends as it was asked to.
    made.unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a process alive that wants to end by itself.
  process.channel.unref();
}
