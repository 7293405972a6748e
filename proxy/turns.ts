import type { Duplex } from 'node:stream';

/** Requests of one connection that may wait before it is read no further: unread, it is not heard to go away. */
const mostRead = 16;
/** What one piece of the wire may hold beyond that; whoever sends more is not waiting for answers. */
const mostWaiting = 2_000;

/** Serves something on a connection; it calls `over` when what comes next may begin. */
export type Serve = (over: () => void) => void;

interface Connection {
  busy: boolean;
  refused: boolean;
  readonly waiting: Serve[];
}

/**
 * Serves the requests of a connection one after the other. Their answers must come in that order anyway
 * (RFC 9112 §9.3.2), and a client that pipelines must not open as many connections to an upstream as it
 * likes over one of its own. Nor may an upgrade begin while answers are due.
 */
export class Turns {
  readonly #connections = new WeakMap<Duplex, Connection>();

  /** Serves now, or when what came before on this connection is over; never when it was refused or ends first. */
  take(socket: Duplex, serve: Serve): void {
    const connection = this.#of(socket);
    if (connection.refused) return;
    if (!connection.busy) {
      this.#serve(connection, socket, serve);
      return;
    }
    connection.waiting.push(serve);
    if (connection.waiting.length > mostWaiting) socket.destroy();
    else if (connection.waiting.length > mostRead) socket.pause();
  }

  /** What follows on this connection may be a part of what was refused: it is not served. */
  refuse(socket: Duplex): void {
    const connection = this.#of(socket);
    connection.refused = true;
    connection.waiting.length = 0;
  }

  #serve(connection: Connection, socket: Duplex, serve: Serve): void {
    connection.busy = true;
    let isOver = false;
    serve(() => {
      if (isOver) return;
      isOver = true;
      connection.busy = false;
      const next = connection.waiting.shift();
      if (socket.destroyed) return;
      if (connection.waiting.length === mostRead) socket.resume();
      if (next) this.#serve(connection, socket, next);
    });
  }

  #of(socket: Duplex): Connection {
    const known = this.#connections.get(socket);
    if (known) return known;
    const connection = { busy: false, refused: false, waiting: [] };
    this.#connections.set(socket, connection);
    return connection;
  }
}
