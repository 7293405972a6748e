import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  type CustomAnswer,
  type CustomContext,
  CustomError,
  type CustomJudge,
} from '../../comparators/custom.js';
import type { CustomModule } from '../configuration/custom-modules.js';

/** What the thread between a room and its comparator is given when it starts. */
export interface RelayStart {
  readonly file: string;
  /** One number that rises with each message posted to the room. */
  readonly posted: Int32Array;
  readonly port: MessagePort;
}

/** What a room says to its relay: a question for the comparator, as JSON, or that no more will come. */
export type RelayAsked = { readonly question: string } | 'close';

/**
 * A question; the next is only asked when it is answered. It goes as JSON, which is half as dear as a
 * structured clone for each of the two borders it crosses.
 */
export interface CustomAsked {
  readonly legacy: unknown;
  readonly candidate: unknown;
  readonly context: CustomContext;
}

/** What the process says: of its module, then of each question; and, at any time, that it ended. */
export type CustomTold =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'answer'; readonly answer: CustomAnswer }
  | { readonly kind: 'failed'; readonly message: string; readonly detail: string | undefined };

/** What a custom comparator may cost, in milliseconds. */
export interface CustomLimits {
  /** One question. */
  readonly call: number;
  /** Loading its module. */
  readonly load: number;
  /** How long it is not asked again when it failed to answer in time several times in a row. */
  readonly rest: number;
}

const inService: CustomLimits = { call: 250, load: 2_000, rest: 60_000 };

/** So many questions in a row without an answer, and the comparator rests. */
const mostUnanswered = 3;

/** Process of a comparator, seen from its room. */
interface Running {
  readonly port: MessagePort;
  readonly posted: Int32Array;
  readonly loadsUntil: number;
  isLoaded: boolean;
}

/**
 * A custom comparator in a process of its own, because V8 ends the whole process, not the thread, at one
 * allocation larger than its heap. Who asks waits, at most as long as the limits say; a comparator that hangs,
 * dies or fills its memory loses what it was asked, and is started anew.
 */
export class CustomRoom {
  #running: Running | undefined;
  /** Why the module cannot be used; only another version of it can mend that. */
  #broken: CustomError | undefined;
  #unanswered = 0;
  #restsUntil = 0;

  constructor(
    private readonly module: CustomModule,
    private readonly limits: CustomLimits = inService,
  ) {
    // It loads while there is nothing to ask yet.
    this.#running = this.#start();
  }

  /** Waits until the module is loaded. @throws CustomError when it cannot be */
  load(): void {
    this.#ready();
  }

  /** @throws CustomError when it does not answer in time, or answers nonsense */
  readonly judge: CustomJudge = (legacy, candidate, context) => {
    const running = this.#ready();
    const question = JSON.stringify({ legacy, candidate, context } satisfies CustomAsked);
    running.port.postMessage({ question } satisfies RelayAsked);
    const told = nextTold(running, this.limits.call);
    if (told === undefined) {
      throw this.#giveUp(`the custom comparator took more than ${this.limits.call} ms`);
    }
    if (told.kind === 'ended') throw this.#giveUp('the process of the custom comparator ended');
    this.#unanswered = 0;
    if (told.kind === 'failed') throw new CustomError(told.message, told.detail);
    return told.kind === 'answer' ? told.answer : undefined;
  };

  close(): void {
    this.#running?.port.postMessage('close' satisfies RelayAsked);
    this.#running = undefined;
  }

  #ready(): Running {
    if (this.#broken) throw this.#broken;
    if (performance.now() < this.#restsUntil) {
      throw new CustomError('the custom comparator failed to answer several times in a row, and rests');
    }
    const running = (this.#running ??= this.#start());
    if (!running.isLoaded) this.#waitUntilLoaded(running);
    return running;
  }

  #waitUntilLoaded(running: Running): void {
    const told = nextTold(running, Math.max(0, running.loadsUntil - performance.now()));
    if (told === undefined || told.kind === 'ended') {
      const why = told ? 'it ended its process' : `it took more than ${this.limits.load} ms`;
      throw this.#giveUp(`${this.module.file} cannot be loaded: ${why}`);
    }
    if (told.kind === 'failed') {
      this.close();
      this.#broken = new CustomError(told.message, told.detail);
      throw this.#broken;
    }
    running.isLoaded = true;
  }

  #start(): Running {
    const { port1, port2 } = new MessageChannel();
    const posted = new Int32Array(new SharedArrayBuffer(4));
    const relay = new Worker(new URL('./custom-relay.js', import.meta.url), {
      workerData: { file: this.module.file, posted, port: port2 } satisfies RelayStart,
      transferList: [port2],
    });
    relay.unref();
    port1.unref();
    return { port: port1, posted, loadsUntil: performance.now() + this.limits.load, isLoaded: false };
  }

  /** Starts anew with the next question, unless there were too many like this. */
  #giveUp(why: string): CustomError {
    this.close();
    this.#unanswered += 1;
    if (this.#unanswered >= mostUnanswered) {
      this.#unanswered = 0;
      this.#restsUntil = performance.now() + this.limits.rest;
    }
    return new CustomError(why);
  }
}

/** Waits for what is told next, for so many milliseconds. */
function nextTold({ port, posted }: Running, patience: number): CustomTold | undefined {
  const until = performance.now() + patience;
  for (;;) {
    const seen = Atomics.load(posted, 0);
    const received = receiveMessageOnPort(port);
    if (received) return received.message as CustomTold;
    const left = until - performance.now();
    if (left <= 0 || Atomics.wait(posted, 0, seen, left) === 'timed-out') return undefined;
  }
}
