import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createProxyServer } from 'http-proxy';
import type { Failure } from '../comparators/observation.js';
import { aborted, invalidAnswer, nameFailure, timedOut } from './failure.js';
import { endToEnd, type RawHeaders, safeTrailers } from './headers.js';
import type { Exchange, Receiver } from './receiver.js';
import type { Upstream } from './upstream.js';

/** A request as it goes through, body and all. */
export interface Forward {
  readonly path: string;
  readonly headers: RawHeaders;
}

interface Running {
  readonly receiver: Receiver;
  readonly timeout: number;
  deadline: NodeJS.Timeout | undefined;
  answer: IncomingMessage | undefined;
  interim: number;
  over: boolean;
}

/** Interim answers of one request that are passed on. */
const maxInterim = 32;

/**
 * Carries what is not a plain read: writes, uploads, what waits to be told to go on, upgrades.
 * http-proxy moves the request; the answer goes to the same receivers as a plain read's.
 */
export class PassThroughEngine {
  readonly #proxy = createProxyServer({ selfHandleResponse: true, prependPath: false });
  readonly #running = new WeakMap<IncomingMessage, Running>();

  constructor() {
    this.#proxy.on('proxyReq', (outgoing, request) => this.#sending(outgoing, request));
    this.#proxy.on('proxyRes', (answer, request) => {
      try {
        this.#answered(answer, request);
      } catch (error) {
        // What Node's parser accepts its writer may refuse: a control character in the reason, say.
        this.#fail(request, invalidAnswer(String(error)));
        answer.destroy();
      }
    });
    this.#proxy.on('error', (error, request) => {
      if (request) this.#sendingFailed(request, error);
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
      interim: 0,
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
      .catch((error: unknown) => this.#sendingFailed(request, error));
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
      { target: upstream.rule.origin, agent: upstream.upgradeAgent, upgradeTimeout: upstream.rule.timeout },
      head,
    );
  }

  #sending(outgoing: ClientRequest, request: IncomingMessage): void {
    const running = this.#running.get(request);
    if (!running) return;
    const interim = (status: number, headers: RawHeaders): void => {
      running.interim += 1;
      if (!running.over && running.interim <= maxInterim) running.receiver.interim(status, headers);
    };
    outgoing.on('continue', () => interim(100, []));
    outgoing.on('information', ({ statusCode, rawHeaders }) => {
      if (statusCode !== 100) interim(statusCode, endToEnd(rawHeaders));
    });
    // Before http-proxy's own listener ends the request: afterwards there is no place for trailers.
    request.prependListener('end', () => {
      const trailers = safeTrailers(request.rawTrailers);
      for (let i = 0; i + 1 < trailers.length; i += 2) {
        outgoing.addTrailers([[trailers[i] ?? '', trailers[i + 1] ?? '']]);
      }
    });
  }

  /** An upstream may answer before it has taken the whole request, and close: what it said still counts. */
  #sendingFailed(request: IncomingMessage, error: unknown): void {
    const running = this.#running.get(request);
    if (running && running.answer === undefined) this.#fail(request, nameFailure(error, false));
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
      this.#fail(request, invalidAnswer(`status ${status}`));
      answer.destroy();
      return;
    }
    running.receiver.head(status, answer.statusMessage ?? '', endToEnd(answer.rawHeaders));
    answer.on('data', (chunk: Buffer) => {
      if (!running.receiver.data(chunk)) answer.pause();
    });
    answer.on('end', () => {
      if (this.#finish(running)) running.receiver.end(safeTrailers(answer.rawTrailers));
    });
    answer.on('error', (error) => this.#fail(request, nameFailure(error, true)));
    answer.on('close', () => {
      if (!answer.complete) this.#fail(request, nameFailure(new Error('the answer broke off'), true));
    });
  }

  #fail(request: IncomingMessage, failure: Failure): void {
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
function present(request: IncomingMessage, { path, headers: lines }: Forward): void {
  const grouped = new Map<string, { name: string; values: string[] }>();
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name = '', value = ''] = [lines[i], lines[i + 1]];
    const known = grouped.get(name.toLowerCase());
    if (known) known.values.push(value);
    else grouped.set(name.toLowerCase(), { name, values: [value] });
  }
  const headers: Record<string, string | string[]> = {};
  for (const { name, values } of grouped.values()) {
    const [first = '', ...more] = values;
    headers[name] = more.length === 0 ? first : values;
  }
  // The body is framed anew; for a method that Node expects no body of, it must be said.
  if (request.headers['transfer-encoding'] !== undefined) headers['Transfer-Encoding'] = 'chunked';
  request.url = path;
  request.headers = headers;
}
