import { type buildConnector, Client, type Dispatcher } from 'undici';

/** How connections to one upstream are made and kept. */
export interface ConnectionRule {
  readonly origin: string;
  readonly connect: buildConnector.connector;
  /** The name that TLS verifies, the same for every request whatever Host it carries; undefined without TLS. */
  readonly servername: string | undefined;
  /** Most connections at once; what is beyond waits for one. */
  readonly most: number;
  /** Milliseconds that an answer may take to begin, and pause; the read's own deadline lies before it. */
  readonly timeout: number;
}

/** What undici is told of one request. */
type Sent = Pick<Dispatcher.DispatchOptions, 'method' | 'path' | 'headers' | 'body'>;

/** Milliseconds until an idle connection is closed. */
const idleFor = 60_000;
/** Milliseconds until a connection is not used again, so that traffic follows a name that has moved. */
const renewedAfter = 300_000;

interface Connection {
  readonly client: Client;
  /** When it connected last, in milliseconds of the monotonic clock. */
  since: number;
  isFree: boolean;
}

/**
 * The connections to one upstream: one request at a time on each, the one that was used last is used next,
 * so that those beyond the need grow idle and close. Taking one costs the same however many there are;
 * undici's own Pool looks through all of them for each request, and a slow legacy holds thousands.
 */
export class Connections {
  /** Free and connected; the last is the one used last. */
  readonly #free: Connection[] = [];
  readonly #all = new Set<Connection>();
  readonly #waiting: { readonly sent: Sent; readonly handler: Dispatcher.DispatchHandler }[] = [];

  constructor(private readonly rule: ConnectionRule) {}

  /** How many there are, how many of them a request is on, and how many requests wait for one. */
  get counts(): { readonly open: number; readonly busy: number; readonly waiting: number } {
    const open = this.#all.size;
    return { open, busy: open - this.#free.length, waiting: this.#waiting.length };
  }

  /** Sends a request on a connection of its own as soon as there is one; undici's handler hears what becomes of it. */
  dispatch(sent: Sent, handler: Dispatcher.DispatchHandler): void {
    const connection = this.#takeFree() ?? this.#another();
    if (connection) this.#send(connection, sent, handler);
    else this.#waiting.push({ sent, handler });
  }

  /** Breaks off what runs and waits, and closes all. */
  async destroy(): Promise<void> {
    for (const { handler } of this.#waiting.splice(0))
      handler.onError?.(new Error('the upstream was closed'));
    await Promise.all([...this.#all].map(({ client }) => client.destroy()));
  }

  #send(
    connection: Connection,
    { method, path, headers, body }: Sent,
    handler: Dispatcher.DispatchHandler,
  ): void {
    const { client } = connection;
    const { servername } = this.rule;
    client.dispatch({ method, path, headers, body, servername } as Dispatcher.DispatchOptions, handler);
    // It was refused, or had been given up: the client may say that it is free, or may not.
    if (client.stats.size === 0) queueMicrotask(() => this.#done(connection));
  }

  #takeFree(): Connection | undefined {
    const connection = this.#free.pop();
    if (connection) connection.isFree = false;
    return connection;
  }

  #another(): Connection | undefined {
    if (this.#all.size >= this.rule.most) return undefined;
    const { origin, connect, timeout } = this.rule;
    const client = new Client(origin, {
      connect,
      pipelining: 1,
      keepAliveTimeout: idleFor,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    const connection: Connection = { client, since: 0, isFree: false };
    client.on('connect', () => {
      connection.since = performance.now();
    });
    client.on('disconnect', (_origin, _targets, error) => {
      // A read that was given up undici would connect anew for, before it saw that.
      if (connection.isFree || error.message === 'aborted') this.#forget(connection);
    });
    client.on('connectionError', () => this.#forget(connection));
    client.on('drain', () => this.#done(connection));
    this.#all.add(connection);
    return connection;
  }

  /** It has no request any more. */
  #done(connection: Connection): void {
    const { size, connected } = connection.client.stats;
    if (connection.isFree || size > 0 || !this.#all.has(connection)) return;
    if (!connected || performance.now() - connection.since > renewedAfter) {
      this.#forget(connection);
      return;
    }
    const next = this.#waiting.shift();
    if (next) {
      this.#send(connection, next.sent, next.handler);
      return;
    }
    connection.isFree = true;
    this.#free.push(connection);
  }

  /** Its place is another's. */
  #forget(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    // The one idle for longest lies first.
    if (connection.isFree) this.#free.splice(this.#free.indexOf(connection), 1);
    // Not closed: undici's client cannot be, when its first connection has failed.
    void connection.client.destroy();
    const next = this.#waiting.shift();
    if (next) this.dispatch(next.sent, next.handler);
  }
}
