import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ByteSource } from './byte-source.js';
import { resetNow, sendOn } from './raw-upstream.js';
import { readAnswer, type WireAnswer } from './wire-message.js';

/** A client that sends bytes as they are, and reads answers by the letter. */
export interface RawClient {
  readonly socket: Socket;
  readonly source: ByteSource;
  /** Resolves when the connection is closed, however. */
  readonly closed: Promise<void>;
  readonly send: (bytes: string | Uint8Array) => Promise<boolean>;
  /** Reads one answer, to a request of this method. */
  readonly answer: (method?: string) => Promise<WireAnswer>;
  /** Sends a request and reads its answer. */
  readonly ask: (bytes: string | Uint8Array) => Promise<WireAnswer>;
  /** Sends a FIN, a RST, or closes. */
  readonly finish: () => void;
  readonly reset: () => void;
  readonly close: () => void;
}

/** Connects to a port of loopback. */
export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.on('error', () => undefined);
  const source = new ByteSource(socket);
  // Half-open, or the last bytes after our FIN would be lost; but when both are done, it is over.
  socket.on('end', () => socket.writableEnded || socket.end());
  await once(socket, 'connect');
  const send = (bytes: string | Uint8Array): Promise<boolean> => sendOn(socket, bytes);
  const answer = (method?: string): Promise<WireAnswer> => readAnswer(source, method);
  return {
    socket,
    source,
    closed,
    send,
    answer,
    async ask(bytes) {
      await send(bytes);
      return answer(Buffer.from(bytes).toString('latin1').split(' ', 1)[0]);
    },
    finish: () => void socket.end(),
    reset: () => resetNow(socket),
    close: () => void socket.destroy(),
  };
}
