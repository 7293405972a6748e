import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { ByteSource } from './byte-source.js';
import { resetNow, sendOn } from './raw-upstream.js';

/** One thing that is wrong with one direction of a connection. */
export type Toxic =
  /** Every piece comes later by so many milliseconds, give or take the jitter; pieces never overtake. */
  | { readonly kind: 'latency'; readonly milliseconds: number; readonly jitter?: number }
  /** No more than so many bytes per second. */
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** Bytes come in pieces of at most so many, each after a pause in milliseconds. */
  | { readonly kind: 'slice'; readonly bytes: number; readonly pause?: number }
  /** Both ends are reset after so many bytes of this direction, or so many milliseconds. */
  | { readonly kind: 'reset'; readonly bytes?: number; readonly milliseconds?: number }
  /** After so many bytes this direction ends with a FIN; the other lives on. */
  | { readonly kind: 'half-close'; readonly bytes: number }
  /** After so many bytes both directions end with a FIN. */
  | { readonly kind: 'limit'; readonly bytes: number }
  /** What is sent is taken and never delivered. */
  | { readonly kind: 'silence' };

/** What is wrong with a connection; toxics of one direction work one after the other, in this order. */
export interface Toxics {
  readonly towardsUpstream?: readonly Toxic[];
  readonly towardsClient?: readonly Toxic[];
  /** The connection is accepted, what comes is taken, and nobody ever answers. */
  readonly blackHole?: boolean;
}

/** What a new connection is told of itself. */
export interface NewConnection {
  /** Counted from 0. */
  readonly number: number;
  /** The wire's own randomness, 0 ≤ x < 1: the same for the same seed. */
  readonly random: () => number;
}

/** Between whom the wire stands, and what is wrong with it at first. */
export interface FaultyWireOptions {
  /** The port on loopback that it leads to. */
  readonly port: number;
  readonly seed?: number;
  /** Asked for each new connection. */
  readonly toxics?: (connection: NewConnection) => Toxics;
}

/** A wire on loopback that breaks as it is told to. */
export interface FaultyWire {
  readonly port: number;
  readonly url: string;
  /** Client connections open now, and how many there ever were. */
  readonly open: number;
  readonly accepted: number;
  /** Changes what is wrong, with connections that are open as with new ones. */
  turn(toxics: Toxics | ((connection: NewConnection) => Toxics)): void;
  /** Listens no more: whoever connects is refused. Open connections live on. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

/** Lays a wire to a port of loopback. Nothing is buffered but what one step holds: back-pressure is felt through it. */
export async function layWire(options: FaultyWireOptions): Promise<FaultyWire> {
  const random = seeded(options.seed ?? 1);
  const links = new Set<Link>();
  let toxicsOf = options.toxics ?? ((): Toxics => ({}));
  let accepted = 0;
  let refusing = false;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const connection = { number: accepted, random };
    accepted += 1;
    const link = new Link(socket, options.port, connection, toxicsOf(connection));
    links.add(link);
    socket.on('close', () => links.delete(link));
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get open() {
      return links.size;
    },
    get accepted() {
      return accepted;
    },
    turn(toxics) {
      toxicsOf = typeof toxics === 'function' ? toxics : () => toxics;
      for (const link of links) link.toxics = toxicsOf(link.connection);
    },
    async refuse() {
      if (refusing) return;
      refusing = true;
      // Connections that are open keep `close` from ever being called back; the port is free at once.
      server.close();
      await new Promise((resolve) => setImmediate(resolve));
    },
    async accept() {
      if (refusing) await listen(server, port);
      refusing = false;
    },
    async close() {
      for (const link of links) link.destroy();
      if (!refusing) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

/** One connection through the wire: two sockets and what goes between them. */
class Link {
  readonly #upstream: Socket | undefined;
  #toxics: Toxics;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly client: Socket,
    port: number,
    readonly connection: NewConnection,
    toxics: Toxics,
  ) {
    this.#toxics = toxics;
    client.on('error', () => undefined);
    if (toxics.blackHole) {
      client.resume();
      client.on('end', () => client.end());
      return;
    }
    const upstream = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    this.#upstream = upstream;
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever is broken off is told in the same way.
      if (error.code === 'ECONNRESET') resetNow(client);
      else client.destroy();
    });
    client.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') resetNow(upstream);
      else upstream.destroy();
    });
    client.on('close', () => this.destroy());
    upstream.on('close', () => this.destroy());
    this.toxics = toxics;
    void this.#carry(client, upstream, () => this.#toxics.towardsUpstream ?? []);
    void this.#carry(upstream, client, () => this.#toxics.towardsClient ?? []);
  }

  get toxics(): Toxics {
    return this.#toxics;
  }

  set toxics(toxics: Toxics) {
    this.#toxics = toxics;
    for (const toxic of [...(toxics.towardsUpstream ?? []), ...(toxics.towardsClient ?? [])]) {
      if (toxic.kind === 'reset' && toxic.milliseconds !== undefined) {
        this.#timers.add(setTimeout(() => this.#reset(), toxic.milliseconds));
      }
    }
  }

  destroy(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.client.destroy();
    this.#upstream?.destroy();
  }

  #reset(): void {
    resetNow(this.client);
    if (this.#upstream) resetNow(this.#upstream);
  }

  /** Carries one direction, piece by piece, until its sender ends. */
  async #carry(from: Socket, to: Socket, toxics: () => readonly Toxic[]): Promise<void> {
    const source = new ByteSource(from);
    let carried = 0;
    for (let chunk = await source.next(); chunk; chunk = await source.next()) {
      // Asked anew for each piece: they may be changed at any time.
      const now = toxics();
      const piece = chunk.subarray(0, mostAtOnce(now, carried));
      source.unread(chunk.subarray(piece.length));
      for (const toxic of now) await this.#wait(delay(toxic, piece.length, this.connection.random));
      if (to.destroyed) return;
      if (now.some(({ kind }) => kind === 'silence')) continue;
      if (!(await sendOn(to, piece))) return;
      carried += piece.length;
      const ending = now.find((toxic) => endsAt(toxic) <= carried);
      if (ending?.kind === 'reset') {
        // Node reads a reset that arrives together with the last bytes as an end.
        await this.#wait(20);
        this.#reset();
        return;
      }
      if (ending) {
        to.end();
        if (ending.kind === 'limit') from.end();
        // What still comes is taken, or its sender would only wait.
        while (await source.next());
        return;
      }
    }
    if (source.over === 'ended') to.end();
  }

  #wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0 || this.client.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        this.client.off('close', over);
        resolve();
      };
      const timer = setTimeout(over, milliseconds);
      this.client.on('close', over);
    });
  }
}

/** After how many bytes a toxic ends the direction. */
function endsAt(toxic: Toxic): number {
  switch (toxic.kind) {
    case 'half-close':
    case 'limit':
      return toxic.bytes;
    case 'reset':
      return toxic.bytes ?? Number.POSITIVE_INFINITY;
    case 'latency':
    case 'bandwidth':
    case 'slice':
    case 'silence':
      return Number.POSITIVE_INFINITY;
  }
}

/** The largest piece that every toxic allows; at least a byte, or nothing would ever move. */
function mostAtOnce(toxics: readonly Toxic[], carried: number): number {
  const allowed = toxics.map((toxic) => {
    if (toxic.kind === 'slice') return toxic.bytes;
    // A tenth of a second's worth: a slow line trickles, it does not stutter.
    if (toxic.kind === 'bandwidth') return Math.ceil(toxic.bytesPerSecond / 10);
    return endsAt(toxic) - carried;
  });
  return Math.max(1, Math.min(64 * 1024, ...allowed));
}

/** Milliseconds that a toxic holds a piece back. */
function delay(toxic: Toxic, bytes: number, random: () => number): number {
  switch (toxic.kind) {
    case 'latency':
      return toxic.milliseconds + (toxic.jitter ?? 0) * (random() * 2 - 1);
    case 'bandwidth':
      return (bytes / toxic.bytesPerSecond) * 1000;
    case 'slice':
      return toxic.pause ?? 0;
    case 'reset':
    case 'half-close':
    case 'limit':
    case 'silence':
      return 0;
  }
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
