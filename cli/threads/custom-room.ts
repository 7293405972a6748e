import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  type CustomAnswer,
  type CustomContext,
  CustomError,
  type CustomJudge,
} from '../../comparators/custom.js';
import type { CustomModule } from '../configuration/custom-modules.js';

/** What a custom comparator's thread is given when it starts. */
export interface CustomStart {
  readonly file: string;
  /** Two numbers, at {@link loaded} and {@link answered}, that rise when a message was posted. */
  readonly shared: Int32Array;
  readonly port: MessagePort;
}

/** 1 when the module was loaded, or could not be. */
export const loaded = 0;
/** The last question that was answered. */
export const answered = 1;

/** A question; they are counted from 1. */
export interface CustomAsked {
  readonly id: number;
  readonly legacy: unknown;
  readonly candidate: unknown;
  readonly context: CustomContext;
}

/** What the thread says: of its module, then of each question. */
export type CustomTold =
  | { readonly kind: 'ready' }
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

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly shared: Int32Array;
  readonly loadsUntil: number;
  asked: number;
  gone: boolean;
}

/**
 * A custom comparator in a thread of its own. Who asks waits, at most as long as the limits say; a
 * comparator that hangs, dies, or fills its memory bit by bit loses what it was asked, and is started anew.
 * A single allocation larger than its heap ends the whole process: that only a process of its own could mend.
 */
export class CustomRoom {
  #thread: Thread | undefined;
  /** Why the module cannot be used; only another version of it can mend that. */
  #broken: CustomError | undefined;
  #unanswered = 0;
  #restsUntil = 0;

  constructor(
    private readonly module: CustomModule,
    private readonly limits: CustomLimits = inService,
  ) {
    // It loads while there is nothing to ask yet.
    this.#thread = this.#start();
  }

  /** Waits until the module is loaded. @throws CustomError when it cannot be */
  load(): void {
    this.#ready();
  }

  /** @throws CustomError when it does not answer in time, or answers nonsense */
  readonly judge: CustomJudge = (legacy, candidate, context) => {
    const thread = this.#ready();
    const id = (thread.asked += 1);
    thread.port.postMessage({ id, legacy, candidate, context } satisfies CustomAsked);
    if (Atomics.wait(thread.shared, answered, id - 1, this.limits.call) === 'timed-out') {
      throw this.#giveUp(`the custom comparator took more than ${this.limits.call} ms, or ended its thread`);
    }
    this.#unanswered = 0;
    return answerOf(toldBy(thread));
  };

  close(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.worker.terminate();
  }

  #ready(): Thread {
    if (this.#broken) throw this.#broken;
    if (performance.now() < this.#restsUntil) {
      throw new CustomError('the custom comparator failed to answer several times in a row, and rests');
    }
    const thread = (this.#thread ??= this.#start());
    if (thread.asked === 0) this.#waitUntilLoaded(thread);
    if (thread.gone) throw this.#giveUp('the thread of the custom comparator ended');
    return thread;
  }

  #waitUntilLoaded(thread: Thread): void {
    const left = thread.gone ? 0 : Math.max(0, thread.loadsUntil - performance.now());
    if (Atomics.wait(thread.shared, loaded, 0, left) === 'timed-out') {
      const why = thread.gone ? 'it ended its thread' : `it took more than ${this.limits.load} ms`;
      throw this.#giveUp(`${this.module.file} cannot be loaded: ${why}`);
    }
    const told = toldBy(thread);
    // Nothing more is told of a module whose loading was waited for before.
    if (told?.kind !== 'failed') return;
    this.close();
    this.#broken = new CustomError(told.message, told.detail);
    throw this.#broken;
  }

  #start(): Thread {
    const { port1, port2 } = new MessageChannel();
    const shared = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(new URL('./custom.js', import.meta.url), {
      workerData: { file: this.module.file, shared, port: port2 } satisfies CustomStart,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
      // What it prints is not for the log.
      stdout: true,
      stderr: true,
    });
    const loadsUntil = performance.now() + this.limits.load;
    const thread: Thread = { worker, port: port1, shared, loadsUntil, asked: 0, gone: false };
    worker.stdout.resume();
    worker.stderr.resume();
    // How it ended does not matter: what it was asked is lost, and said to be.
    worker.on('error', () => (thread.gone = true));
    worker.on('exit', () => (thread.gone = true));
    worker.unref();
    port1.unref();
    return thread;
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

function toldBy({ port }: Thread): CustomTold | undefined {
  return receiveMessageOnPort(port)?.message as CustomTold | undefined;
}

function answerOf(told: CustomTold | undefined): CustomAnswer {
  if (told?.kind === 'answer') return told.answer;
  if (told?.kind === 'failed') throw new CustomError(told.message, told.detail);
  throw new CustomError('the custom comparator did not answer');
}
