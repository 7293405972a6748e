import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'http-proxy';
import type { HeaderLine } from '../comparators/observation.js';
import { aborted, invalidStatus, nameFailure, timedOut } from './failure.js';
import { endToEnd, headerLines } from './headers.js';
import type { Exchange, Receiver } from './receiver.js';
import type { Upstream } from './upstream.js';

/** A request as it goes through, body and all. */
export interface Forward {
  readonly path: string;
  readonly headers: readonly HeaderLine[];
}

interface Running {
  readonly receiver: Receiver;
  readonly timeout: number;
  deadline: NodeJS.Timeout | undefined;
  answer: IncomingMessage | undefined;
  over: boolean;
}

/**
 * Carries what is not a plain read: writes, uploads, event streams, conditional requests, upgrades.
 * http-proxy moves the request; the answer goes to the same receivers as a plain read's.
 */
export class PassThroughEngine {
  readonly #proxy = createProxyServer({ selfHandleResponse: true, prependPath: false });
  readonly #running = new WeakMap<IncomingMessage, Running>();

  constructor() {
    this.#proxy.on('proxyRes', (answer, request) => {
      try {
        this.#answered(answer, request);
      } catch (error) {
        // What Node's parser accepts its writer may refuse: a control character in the reason, say.
        this.#fail(request, { ...invalidStatus(answer.statusCode ?? 0), detail: String(error) });
        answer.destroy();
      }
    });
    this.#proxy.on('error', (error, request) => {
      if (request) this.#fail(request, nameFailure(error, this.#running.get(request)?.answer !== undefined));
    });
    this.#proxy.on('proxyReqWs', (outgoing, _request, socket) => {
      // One end gone means both: half of an upgraded connection is of use to nobody.
      outgoing.on('upgrade', (_answer, upstream: Socket) => {
        socket.on('close', () => upstream.destroy());
        upstream.on('close', () => socket.destroy());
      });
    });
    this.#proxy.on('econnreset', (_error, request) => this.#fail(request, aborted));
  }

  /** Forwards one request. The deadline covers the wait for the answer's head: what follows may stream on. */
  forward(
    request: IncomingMessage,
    response: ServerResponse,
    upstream: Upstream,
    forward: Forward,
    receiver: Receiver,
  ): Exchange {
    const running: Running = {
      receiver,
      timeout: upstream.rule.timeout,
      deadline: undefined,
      answer: undefined,
      over: false,
    };
    running.deadline = setTimeout(() => {
      this.#fail(request, timedOut(running.timeout));
      request.destroy();
    }, running.timeout);
    this.#running.set(request, running);
    present(request, forward);
    // Failures arrive as the 'error' event; the promise says the same again.
    this.#proxy
      .web(request, response, { target: upstream.rule.origin, agent: upstream.agent })
      .catch((error: unknown) => this.#fail(request, nameFailure(error, running.answer !== undefined)));
    return {
      resume: () => running.answer?.resume(),
      abort: () => {
        this.#fail(request, aborted);
        running.answer?.destroy();
      },
    };
  }

  /** Joins the client's socket with the upstream's for as long as both live. */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    upstream: Upstream,
    forward: Forward,
  ): Promise<void> {
    present(request, forward);
    return this.#proxy.ws(
      request,
      socket as Socket,
      { target: upstream.rule.origin, upgradeTimeout: upstream.rule.timeout },
      head,
    );
  }

  #answered(answer: IncomingMessage, request: IncomingMessage): void {
    const running = this.#running.get(request);
    if (!running || running.over) {
      answer.destroy();
      return;
    }
    clearTimeout(running.deadline);
    running.answer = answer;
    const status = answer.statusCode ?? 0;
    if (status < 200 || status > 599) {
      this.#fail(request, invalidStatus(status));
      answer.destroy();
      return;
    }
    running.receiver.head(status, answer.statusMessage ?? '', endToEnd(headerLines(answer.rawHeaders)));
    answer.on('data', (chunk: Buffer) => {
      if (!running.receiver.data(chunk)) answer.pause();
    });
    answer.on('end', () => {
      if (!this.#finish(running)) return;
      running.receiver.end();
    });
    answer.on('error', (error) => this.#fail(request, nameFailure(error, true)));
    answer.on('close', () => {
      if (!answer.complete) this.#fail(request, nameFailure(new Error('the answer broke off'), true));
    });
  }

  #fail(request: IncomingMessage, failure: ReturnType<typeof timedOut>): void {
    const running = this.#running.get(request);
    if (running && this.#finish(running)) running.receiver.fail(failure);
  }

  #finish(running: Running): boolean {
    if (running.over) return false;
    running.over = true;
    clearTimeout(running.deadline);
    return true;
  }
}

/** http-proxy sends `request.url` and `request.headers`; this makes them the sanitised ones, names as sent. */
function present(request: IncomingMessage, forward: Forward): void {
  const grouped = new Map<string, { name: string; values: string[] }>();
  for (const [name, value] of forward.headers) {
    const known = grouped.get(name.toLowerCase());
    if (known) known.values.push(value);
    else grouped.set(name.toLowerCase(), { name, values: [value] });
  }
  const headers: Record<string, string | string[]> = {};
  for (const { name, values } of grouped.values()) {
    const [first = '', ...more] = values;
    // http-proxy looks for the framing in lower case, and says "no body" beside it where it finds none:
    // a body would then be read as the next request.
    const shown = name.toLowerCase() === 'content-length' ? 'content-length' : name;
    headers[shown] = more.length === 0 ? first : values;
  }
  // The body is framed anew; for a method that Node expects no body of, it must be said.
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  request.url = forward.path;
  request.headers = headers;
}
