import type { Socket } from 'node:net';

/** As many bytes wait here at most; beyond, the sender is held back. */
const mostWaiting = 256 * 1024;

/**
 * The bytes of a socket, taken when they are wanted. What nobody takes stays with the sender: the socket is
 * paused as soon as a little waits, so that a slow taker is felt at the other end as it would be without us.
 */
export class ByteSource {
  readonly #chunks: Buffer[] = [];
  #waiting = 0;
  #over: 'no' | 'ended' | 'broken' = 'no';
  #wake: () => void = () => {};

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#waiting += chunk.length;
      if (this.#waiting > mostWaiting) socket.pause();
      this.#wake();
    });
    const over = (how: 'ended' | 'broken') => (): void => {
      if (this.#over === 'no') this.#over = how;
      this.#wake();
    };
    socket.on('end', over('ended'));
    socket.on('error', over('broken'));
    socket.on('close', over('broken'));
  }

  /** How the sender left: with its FIN, or by breaking off; undefined while it is there. */
  get over(): 'ended' | 'broken' | undefined {
    return this.#over === 'no' ? undefined : this.#over;
  }

  /** What came next; undefined when nothing more will. */
  async next(): Promise<Buffer | undefined> {
    while (this.#chunks.length === 0) {
      if (this.#over !== 'no') return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const chunk = this.#chunks.shift();
    this.#waiting -= chunk?.length ?? 0;
    if (this.#waiting <= mostWaiting && this.#over === 'no') this.socket.resume();
    return chunk;
  }

  /** Puts bytes back to be taken first. */
  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#chunks.unshift(bytes);
    this.#waiting += bytes.length;
  }

  /**
   * Everything up to and with a mark; undefined when the sender ended cleanly before the first byte.
   * @throws Error when the bytes end inside, or the mark does not come within `most` bytes
   */
  async until(mark: string, most = 1024 * 1024): Promise<Buffer | undefined> {
    let seen = Buffer.alloc(0);
    for (;;) {
      const at = seen.indexOf(mark, 0, 'latin1');
      if (at >= 0) {
        this.unread(seen.subarray(at + mark.length));
        return seen.subarray(0, at + mark.length);
      }
      if (seen.length > most) throw new Error(`no ${JSON.stringify(mark)} within ${most} bytes`);
      const chunk = await this.next();
      if (chunk) seen = Buffer.concat([seen, chunk]);
      else if (seen.length === 0 && this.#over === 'ended') return undefined;
      else throw new Error(`${this.#over} before ${JSON.stringify(mark)}: ${seen.toString('latin1')}`);
    }
  }

  /** So many bytes. @throws Error when there are fewer */
  async exactly(length: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const chunk = await this.next();
      if (!chunk) throw new Error(`${this.#over}: ${missing} of ${length} bytes are missing`);
      taken.push(chunk.subarray(0, missing));
      this.unread(chunk.subarray(missing));
      missing -= Math.min(missing, chunk.length);
    }
    return Buffer.concat(taken);
  }

  /** Everything until the sender ends. @throws Error when it breaks off instead */
  async rest(): Promise<Buffer> {
    const taken: Buffer[] = [];
    for (let chunk = await this.next(); chunk; chunk = await this.next()) taken.push(chunk);
    if (this.#over === 'broken') throw new Error(`broken after ${Buffer.concat(taken).length} bytes`);
    return Buffer.concat(taken);
  }
}
