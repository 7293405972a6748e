import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Failure } from '../comparators/observation.js';
import type { Read } from './dual-read-engine.js';
import {
  aborted,
  invalidAnswer,
  maxInterim,
  nameFailure,
  timedOut,
  tooManyInterim,
  whyNotPassed,
} from './failure.js';
import { endToEnd, headerLines, safeTrailers } from './headers.js';
import type { Exchange, Receiver } from './receiver.js';
import { hasBody } from './replay-body.js';
import type { Upstream } from './upstream.js';

/**
 * Carries what is not a plain read: writes, uploads, what waits to be told to go on. The body streams as it
 * comes, and the answer goes to the same receivers as a plain read's. The deadline is for the answer's head,
 * from the end of the request: what follows may stream on, as long as it does not pause for as long again.
 * @param fresh on a connection of its own: what is tried again must not meet a second stale one
 */
export function passThrough(
  request: IncomingMessage,
  upstream: Upstream,
  read: Read,
  receiver: Receiver,
  fresh = false,
): Exchange {
  const agent = fresh ? upstream.freshAgent : upstream.agent;
  return new StreamExchange(
    request,
    openRequest(upstream, read, framing(request, read), agent),
    read,
    receiver,
  );
}

/** Begins a request whose header lines go out exactly as they stand. */
export function openRequest(
  upstream: Upstream,
  { method, path, headers }: Read,
  more: readonly string[],
  agent: Upstream['agent'],
): ClientRequest {
  const options: RequestOptions = {
    ...upstream.target,
    method,
    path,
    agent,
    // Node takes a flat list and writes it verbatim; its types know only objects.
    headers: [...headers, ...more],
  };
  const outgoing = upstream.target.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
  outgoing.on('socket', (socket) => {
    if (!socket.connecting) return;
    const { connectTimeout } = upstream.rule;
    const late = Object.assign(new Error(`no connection within ${connectTimeout} ms`), { code: 'ETIMEDOUT' });
    const timer = setTimeout(() => outgoing.destroy(late), connectTimeout);
    const connected = upstream.target.protocol === 'https:' ? 'secureConnect' : 'connect';
    socket.once(connected, () => clearTimeout(timer));
    socket.once('close', () => clearTimeout(timer));
  });
  return outgoing;
}

/** The body is framed anew (RFC 9112 §6.1): its length, which stands among the headers, or chunks. */
function framing(request: IncomingMessage, { method, body }: Read): readonly string[] {
  if (body) return ['Content-Length', String(body.length)];
  if (request.headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  if (request.headers['content-length'] !== undefined) return [];
  // Left to itself Node would announce chunks, of which none come, for a method that may have a body.
  return /^(POST|PUT|PATCH)$/.test(method) ? ['Content-Length', '0'] : [];
}

class StreamExchange implements Exchange {
  #answer: IncomingMessage | undefined;
  #interim = 0;
  #over = false;
  /** The client takes no more for now: nobody waits for the upstream. */
  #held = false;
  readonly #deadline: NodeJS.Timeout;

  constructor(
    private readonly request: IncomingMessage,
    private readonly outgoing: ClientRequest,
    read: Read,
    private readonly receiver: Receiver,
  ) {
    this.#deadline = setTimeout(() => {
      if (this.#held) this.#deadline.refresh();
      else this.#stop(timedOut(read.timeout));
    }, read.timeout);
    outgoing.on('continue', () => this.#inform(100, []));
    outgoing.on('information', ({ statusCode, rawHeaders }) => {
      if (statusCode !== 100) this.#inform(statusCode, endToEnd(rawHeaders));
    });
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy();
      this.#stop(invalidAnswer('an upgrade that nobody asked for'));
    });
    outgoing.on('response', (answer) => this.#answered(answer));
    // An upstream may answer before it has taken all of a request, and close: what it said still counts.
    outgoing.on('error', (error) => {
      if (this.#answer) this.#leaveUpload();
      else this.#stop(nameFailure(error, false));
    });
    request.on('close', () => {
      if (!request.complete) outgoing.destroy();
    });
    this.#send(read.body);
  }

  resume(): void {
    this.#held = false;
    if (!this.#over) this.#deadline.refresh();
    this.#answer?.resume();
  }

  /** It always may. */
  letStream(): void {}

  abort(): void {
    this.#stop(aborted);
  }

  #send(body: Buffer | undefined): void {
    const { request, outgoing } = this;
    if (body || !hasBody(request)) {
      outgoing.end(body);
      return;
    }
    // Now, and not with the first of the body: it may wait for a word on its head. Node's flushHeaders would
    // write Latin-1 as UTF-8; ahead of a buffer, the head goes out byte for byte.
    outgoing.write(Buffer.alloc(0));
    // The upstream's time begins with the last it was sent; how long a client may send is the server's to say.
    request.on('data', () => {
      if (!this.#over) this.#deadline.refresh();
    });
    request.on('end', () => {
      outgoing.addTrailers(headerLines(safeTrailers(request.rawTrailers)) as [string, string][]);
      outgoing.end();
    });
    request.pipe(outgoing, { end: false });
  }

  #inform(status: number, headers: string[]): void {
    if (status === 101) {
      this.#stop(invalidAnswer('an upgrade that nobody asked for'));
      return;
    }
    this.#interim += 1;
    if (this.#interim > maxInterim) this.#stop(tooManyInterim);
    else if (!this.#over) this.receiver.interim(status, headers);
  }

  #answered(answer: IncomingMessage): void {
    this.#answer = answer;
    answer.on('error', (error) => this.#stop(nameFailure(error, true)));
    answer.on('close', () => {
      if (!answer.complete) this.#stop(nameFailure(new Error('the answer broke off'), true));
    });
    const status = answer.statusCode ?? 0;
    const why = whyNotPassed(status, answer.rawHeaders);
    if (why !== undefined) {
      this.#stop(invalidAnswer(why));
      return;
    }
    this.#deadline.refresh();
    try {
      this.receiver.head(status, answer.statusMessage ?? '', endToEnd(answer.rawHeaders));
    } catch (error) {
      // What Node's parser accepts its writer may refuse: a control character in the reason, say.
      this.#stop(invalidAnswer(String(error)));
      return;
    }
    answer.on('data', (chunk: Buffer) => {
      if (this.#over) return;
      this.#deadline.refresh();
      if (this.receiver.data(chunk)) return;
      this.#held = true;
      answer.pause();
    });
    answer.on('end', () => {
      if (!this.#finish()) return;
      // What is left of the request still goes its way: an upstream may answer first and read on.
      this.receiver.end(safeTrailers(answer.rawTrailers));
    });
  }

  /** What is left of the request has nobody to go to, and is read so that the next one can be. */
  #leaveUpload(): void {
    this.request.unpipe(this.outgoing);
    this.request.resume();
  }

  #stop(failure: Failure): void {
    if (!this.#finish()) return;
    this.receiver.fail(failure);
    this.#leaveUpload();
    this.outgoing.destroy();
  }

  #finish(): boolean {
    if (this.#over) return false;
    this.#over = true;
    clearTimeout(this.#deadline);
    return true;
  }
}
