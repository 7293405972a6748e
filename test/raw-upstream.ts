import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { ByteSource } from './byte-source.js';
import { readRequest, readRequestBody, type WireBody, type WireRequest } from './wire-message.js';

/** One request that reached a raw upstream, and the wire on which it is answered. */
export interface RawExchange {
  readonly request: WireRequest;
  /** How many requests this connection carried before. */
  readonly before: number;
  readonly socket: Socket;
  /** What the client sends after this request: another one, or another protocol. */
  readonly source: ByteSource;
  /** Reads the request's body; the same one however often it is asked for. */
  readonly body: () => Promise<WireBody>;
  /** Sends bytes as they are, text as Latin-1; resolves when there is room for more, to false when nobody is left. */
  readonly send: (bytes: string | Uint8Array) => Promise<boolean>;
  /** Waits; less when the other side ends or breaks off meanwhile. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Sends a FIN and goes on listening. */
  readonly finish: () => void;
  /** Sends a RST. */
  readonly reset: () => void;
}

/** What an upstream does with a request: it need not be HTTP. */
export type Script = (exchange: RawExchange) => void | Promise<void>;

/** An upstream that answers exactly the bytes, pauses and resets that it is told to. */
export interface RawUpstream {
  readonly port: number;
  readonly url: string;
  /** Everything that was asked, in order. */
  readonly requests: WireRequest[];
  /** The bodies of those requests that were read to their end. */
  readonly bodies: ReadonlyMap<WireRequest, WireBody>;
  /** Requests that were no valid HTTP, and scripts that threw. */
  readonly problems: unknown[];
  /** Connections open now, and how many there ever were. */
  readonly open: number;
  readonly accepted: number;
  /** What is done with the next request. */
  script: Script;
  close(): Promise<void>;
}

/** Reads the request whole, then sends the pieces one after the other. */
export const answering =
  (...pieces: readonly (string | Uint8Array)[]): Script =>
  async (exchange) => {
    await exchange.body();
    for (const piece of pieces) await exchange.send(piece);
  };

/** Starts a raw upstream on a free port of loopback. */
export async function startRawUpstream(script: Script): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const requests: WireRequest[] = [];
  const bodies = new Map<WireRequest, WireBody>();
  const problems: unknown[] = [];
  let accepted = 0;
  // Half-open: whoever resets or answers after the other's FIN is a fault that a test may want.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    accepted += 1;
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    converse(socket).catch((error: unknown) => {
      if (!socket.destroyed) problems.push(error);
      socket.destroy();
    });
  });

  async function converse(socket: Socket): Promise<void> {
    const source = new ByteSource(socket);
    for (let before = 0; ; before += 1) {
      const request = await readRequest(source);
      if (!request) break;
      requests.push(request);
      const exchange = exchangeOn(socket, source, request, before, bodies);
      await upstream.script(exchange);
      if (socket.destroyed || socket.writableEnded) return;
      await exchange.body();
    }
    socket.end();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const upstream: RawUpstream = {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    bodies,
    problems,
    script,
    get open() {
      return sockets.size;
    },
    get accepted() {
      return accepted;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return upstream;
}

function exchangeOn(
  socket: Socket,
  source: ByteSource,
  request: WireRequest,
  before: number,
  bodies: Map<WireRequest, WireBody>,
): RawExchange {
  let body: Promise<WireBody> | undefined;
  const read = async (): Promise<WireBody> => {
    const whole = await readRequestBody(source, request);
    bodies.set(request, whole);
    return whole;
  };
  return {
    request,
    before,
    socket,
    source,
    body: () => (body ??= read()),
    send: (bytes) => sendOn(socket, bytes),
    pause: (milliseconds) =>
      new Promise((resolve) => {
        const over = (): void => {
          clearTimeout(timer);
          socket.off('end', over);
          socket.off('close', over);
          resolve();
        };
        const timer = setTimeout(over, milliseconds);
        if (socket.readableEnded || socket.destroyed) over();
        socket.on('end', over);
        socket.on('close', over);
      }),
    finish: () => void socket.end(),
    reset: () => resetNow(socket),
  };
}

/**
 * Sends a RST and nothing else. `resetAndDestroy()` ends the stream first: the other side sees a FIN, and
 * only then the reset, which is another fault.
 */
export function resetNow(socket: Socket): void {
  if (!socket.destroyed) Object.assign(socket, { resetAndClosing: true });
  socket.destroy();
}

/** Writes and waits for room; false when the connection is gone. */
export async function sendOn(socket: Socket, bytes: string | Uint8Array): Promise<boolean> {
  if (socket.destroyed || socket.writableEnded) return false;
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  if (buffer.length === 0 || socket.write(buffer)) {
    // A turn of the event loop: an endless body must let others live.
    await new Promise((resolve) => setImmediate(resolve));
    return !socket.destroyed;
  }
  await new Promise<void>((resolve) => {
    const over = (): void => {
      socket.off('drain', over);
      socket.off('close', over);
      resolve();
    };
    socket.on('drain', over);
    socket.on('close', over);
  });
  return !socket.destroyed;
}
