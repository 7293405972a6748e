import { Socket } from 'node:net';

// A thread beside a custom comparator, which may loop: it ends their process when its input ends.
const input = new Socket({ fd: 0, readable: true, writable: false });
input.on('error', () => undefined);
input.on('close', () => process.kill(process.pid, 'SIGKILL'));
input.resume();
