import type { Server } from 'node:http';

/** What a server of the bench tells who started it. */
export interface Listening {
  readonly port: number;
}

/** Listens on any free port of loopback, tells which, and ends when who started it is gone. */
export function listenAndTell(server: Server): void {
  server.listen(0, '127.0.0.1', 1024, () => {
    const address = server.address();
    const listening: Listening = { port: typeof address === 'object' && address ? address.port : 0 };
    process.send?.(listening);
  });
  process.once('disconnect', () => process.exit());
}
