import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { CustomError, type CustomJudge } from '../../comparators/custom.js';
import type { CustomModule } from '../configuration/custom-modules.js';
import {
  type CustomAsked,
  type CustomTold,
  posted,
  type RelayAsked,
  type RelayStart,
  startFailed,
} from './custom-line.js';

/** What a custom comparator may cost, in milliseconds. */
export interface CustomLimits {
  /** One question. */
  readonly call: number;
  /** Loading its module. */
  readonly load: number;
  /** How long it is not asked again when it failed to answer in time several times in a row. */
  readonly rest: number;
}

/** While answers pass by. */
export const inService: CustomLimits = { call: 250, load: 5_000, rest: 60_000 };

/** So many questions in a row without an answer, and the comparator rests. */
const mostUnanswered = 3;

/** Process of a comparator, seen from its room. */
interface Running {
  readonly port: MessagePort;
  readonly shared: Int32Array;
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
  #restsWhy = '';

  /** @param startRelay starts its relay, in this thread or another */
  constructor(
    private readonly module: CustomModule,
    private readonly startRelay: (start: RelayStart) => void,
    private readonly limits: CustomLimits & { readonly isHeard?: boolean } = inService,
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
    if (told.kind === 'ended') throw this.#giveUp(`the process of the custom comparator ${told.how}`);
    this.#unanswered = 0;
    if (told.kind === 'answer') return told.answer;
    if (told.kind === 'failed') throw new CustomError(told.message, told.detail);
    throw this.#giveUp('the process of the custom comparator says what nobody asked');
  };

  close(): void {
    this.#running?.port.close();
    this.#running = undefined;
  }

  #ready(): Running {
    if (this.#broken) throw this.#broken;
    if (performance.now() < this.#restsUntil) {
      throw new CustomError(
        `${this.#restsWhy}; it rests for ${this.limits.rest / 1_000} s. A changed file is asked at once`,
      );
    }
    const running = (this.#running ??= this.#start());
    if (!running.isLoaded) this.#waitUntilLoaded(running);
    return running;
  }

  #waitUntilLoaded(running: Running): void {
    const told = nextTold(running, Math.max(0, running.loadsUntil - performance.now()));
    if (told === undefined || told.kind === 'ended') {
      // It would not load the next time either, and everybody's pairs would wait for it again.
      if (told === undefined) this.#unanswered = mostUnanswered;
      const why = told ? `its process ${told.how}` : `it took more than ${this.limits.load} ms`;
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
    const shared = new Int32Array(new SharedArrayBuffer(8));
    port1.postMessage('here' satisfies RelayAsked);
    this.startRelay({ file: this.module.file, isHeard: this.limits.isHeard ?? false, shared, port: port2 });
    port1.unref();
    return { port: port1, shared, loadsUntil: performance.now() + this.limits.load, isLoaded: false };
  }

  /** Starts anew with the next question, unless there were too many like this. */
  #giveUp(why: string): CustomError {
    this.close();
    this.#unanswered += 1;
    if (this.#unanswered >= mostUnanswered) {
      this.#unanswered = 0;
      this.#restsUntil = performance.now() + this.limits.rest;
      this.#restsWhy = why;
    }
    return new CustomError(why);
  }
}

/** Waits for what is told next, for so many milliseconds. */
function nextTold({ port, shared }: Running, patience: number): CustomTold | undefined {
  const until = performance.now() + patience;
  for (;;) {
    const seen = Atomics.load(shared, posted);
    const received = receiveMessageOnPort(port);
    if (received) return received.message as CustomTold;
    if (Atomics.load(shared, startFailed) === 1) return { kind: 'ended', how: 'cannot be started' };
    const left = until - performance.now();
    if (left <= 0 || Atomics.wait(shared, posted, seen, left) === 'timed-out') return undefined;
  }
}
