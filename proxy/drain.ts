import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Ends a server without cutting anybody short who can still be served. `server.close()` alone would
 * leave idle, half-sent and upgraded connections open for as long as their clients like.
 */
export class Drain {
  /** Every connection, with the requests on it that are not answered yet. */
  readonly #running = new Map<Socket, number>();
  readonly #upgraded = new WeakSet<Socket>();
  readonly #answers = new Set<ServerResponse>();
  #draining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      // One whose offer of an upgrade was passed over comes in once more.
      if (this.#running.has(socket)) return;
      this.#running.set(socket, 0);
      socket.on('close', () => this.#running.delete(socket));
    });
    server.on('upgrade', ({ socket }) => this.#upgraded.add(socket));
    // Before the request is served: its answer then says that the connection ends with it.
    const began = ({ socket }: IncomingMessage, response: ServerResponse): void => {
      if (this.#draining) response.shouldKeepAlive = false;
      this.#count(socket, 1);
      this.#answers.add(response);
      response.on('close', () => {
        this.#answers.delete(response);
        this.#count(socket, -1);
      });
    };
    for (const event of ['request', 'checkContinue', 'checkExpectation'])
      server.prependListener(event, began);
  }

  /**
   * Stops accepting, lets running requests end, and breaks what is left after the deadline.
   * @returns how many requests and upgraded connections it broke
   */
  async run(milliseconds: number): Promise<number> {
    let broken = 0;
    this.#draining = true;
    // Who is answered from now on must not send the next request here.
    for (const answer of this.#answers) answer.shouldKeepAlive = false;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    // Whoever has just sent a request is heard first.
    const idle = setInterval(() => this.#breakIdle(), 500);
    const deadline = setTimeout(() => {
      broken = [...this.#running].filter(
        ([socket, requests]) => requests > 0 || this.#upgraded.has(socket),
      ).length;
      this.breakAll();
    }, milliseconds);
    this.server.closeIdleConnections();
    await closed;
    clearInterval(idle);
    clearTimeout(deadline);
    return broken;
  }

  /** Breaks every connection now. */
  breakAll(): void {
    for (const socket of this.#running.keys()) socket.destroy();
  }

  /**
   * Node counts only connections as idle that have carried a request; a client may open more than it
   * uses. Upgraded ones end by themselves never: they go when the last request is answered.
   */
  #breakIdle(): void {
    const allAnswered = [...this.#running.values()].every((requests) => requests === 0);
    for (const [socket, requests] of this.#running) {
      if (requests === 0 && (allAnswered || !this.#upgraded.has(socket))) socket.destroy();
    }
  }

  #count(socket: Socket, by: number): void {
    const running = this.#running.get(socket);
    if (running !== undefined) this.#running.set(socket, running + by);
  }
}
