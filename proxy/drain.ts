import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Ends a server without cutting anybody short who can still be served. `server.close()` alone would
 * leave idle, half-sent and upgraded connections open for as long as their clients like.
 */
export class Drain {
  readonly #sockets = new Set<Socket>();
  #draining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // Before the request is served: its answer then says that the connection ends with it.
    server.prependListener('request', (_request, response) => {
      if (this.#draining) response.shouldKeepAlive = false;
    });
  }

  /** Stops accepting, lets running requests end, and breaks what is left after the deadline. */
  async run(milliseconds: number): Promise<void> {
    this.#draining = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    const idle = setInterval(() => this.server.closeIdleConnections(), 50);
    const deadline = setTimeout(() => this.breakAll(), milliseconds);
    this.server.closeIdleConnections();
    await closed;
    clearInterval(idle);
    clearTimeout(deadline);
    // Upgraded sockets no longer belong to the server and do not keep it open.
    this.breakAll();
  }

  /** Breaks every connection now. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
