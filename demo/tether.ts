/**
 * Loaded into Banyan's process before it starts (`node --import`). The channel to the demo breaks when the
 * demo ends, even by kill -9; then Banyan is asked to stop, and made to after a grace.
 */
import { isMainThread } from 'node:worker_threads';

const GRACE_MS = 5_000;

// Worker threads load this file as well, but the channel belongs to the process.
if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Listening must not keep a process alive that wants to end by itself.
  process.channel.unref();
}
