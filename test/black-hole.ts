import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** An address whose packets vanish. */
export interface BlackHole {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Listens on loopback and never accepts, with a queue that is full: whoever knocks hears nothing. */
export async function openBlackHole(): Promise<BlackHole> {
  // On a thread of its own, which sleeps for good: Node accepts as long as it turns.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer();
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
     });`,
    { eval: true },
  );
  const [port] = (await once(worker, 'message')) as [number];
  const queue: Socket[] = [];
  for (let isFull = false; !isFull; ) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    queue.push(socket);
    isFull = await Promise.race([
      once(socket, 'connect').then(() => false),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 300)),
    ]);
  }
  return {
    port,
    async close() {
      for (const socket of queue) socket.destroy();
      await worker.terminate();
    },
  };
}
