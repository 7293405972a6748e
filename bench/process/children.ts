import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Listening } from './listen-and-tell.js';

const lastWords = 4_000;
const startsWithin = 10_000;

/** A process of the bench: its id, what it wrote last, and when it ended. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves to what it wrote last, once it has ended. */
  readonly ended: Promise<string>;
  /** Ends it at once: nothing of it is kept. */
  kill(): void;
  end(): Promise<void>;
}

/** A program of the bench that listens, in a process of its own. */
export interface ListeningChild extends Child {
  readonly port: number;
}

/** Every process the bench started; none of them outlives it. */
export class Children {
  readonly #running = new Set<Child>();

  constructor() {
    // Whatever ends the bench, this runs; what it calls must be synchronous.
    process.once('exit', () => {
      for (const child of this.#running) child.kill();
    });
  }

  /** Starts a command; one that has children of its own must be asked to end, so that it ends them. */
  start(name: string, command: string, args: readonly string[], endBy: NodeJS.Signals = 'SIGKILL'): Child {
    return this.#keep(name, spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] }), endBy);
  }

  /** Starts a program of the bench, which speaks to it over a channel and ends with it. */
  fork(name: string, program: URL, args: readonly string[], nodeArgs = process.execArgv): Child {
    const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
    return this.#keep(
      name,
      fork(fileURLToPath(program), [...args], { stdio: [...stdio], execArgv: [...nodeArgs] }),
      'SIGKILL',
    );
  }

  /** Starts a program of the bench that listens, and waits until it does. */
  async listen(name: string, program: URL, args: readonly string[]): Promise<ListeningChild> {
    const child = this.fork(name, program, args);
    const told = once(child.process, 'message', { signal: AbortSignal.timeout(startsWithin) });
    const message = await Promise.race([told, child.ended]);
    if (typeof message === 'string') throw new Error(`${name} ended instead of listening:\n${message}`);
    const { port } = message[0] as Listening;
    return { ...child, port };
  }

  /** Ends every process that still runs. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => child.end()));
  }

  #keep(name: string, started: ChildProcess, endBy: NodeJS.Signals): Child {
    let words = '';
    const hear = (chunk: Buffer): void => {
      words = (words + chunk.toString()).slice(-lastWords);
    };
    started.stdout?.on('data', hear);
    started.stderr?.on('data', hear);
    const ended = new Promise<string>((resolve) => {
      started.once('error', (error) => resolve(error.message));
      started.once('close', () => resolve(words));
    });
    const child: Child = {
      name,
      pid: started.pid ?? 0,
      process: started,
      ended,
      kill: () => void started.kill(endBy),
      async end() {
        started.kill(endBy);
        await ended;
      },
    };
    this.#running.add(child);
    void ended.then(() => this.#running.delete(child));
    return child;
  }
}
