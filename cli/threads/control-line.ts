import { type MessagePort, Worker } from 'node:worker_threads';
import type { Logger } from '../log.js';
import type { ControlStart, FromControl, ToControl } from './messages.js';
import { restartDelay } from './restart-delay.js';

/** Told of what control says, and of its coming and going. */
export interface ControlListener {
  dials(dials: (FromControl & { kind: 'dials' })['dials']): void;
  ready(port: number): void;
  cannotStart(detail: string): void;
  /** It is gone, and nobody hears what the analyst finds. */
  gone(): void;
  /** It was started anew: lines to it must be made again. */
  restarted(): void;
}

/** The data plane's line to the control thread; the proxy serves on, with the last known dials, while it is gone. */
export class ControlLine {
  #worker: Worker | undefined;
  #restarts = 0;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(
    private start: ControlStart,
    private readonly listener: ControlListener,
    private readonly log: Logger,
  ) {
    this.#open();
  }

  /** Whether there is somebody to tell; counts are kept until there is. */
  get open(): boolean {
    return this.#worker !== undefined;
  }

  /** What control serves from now on, the one that runs and every one that starts later. */
  configure(start: ControlStart): void {
    this.start = start;
    this.tell({ kind: 'configuration', start });
  }

  /** Tells control; said into the air while it is gone. */
  tell(message: ToControl, transfer: readonly MessagePort[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  /** Lets control save what it has, at most until the deadline. */
  async stop(milliseconds: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (!worker) return;
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    this.tell({ kind: 'stop' });
    const late = setTimeout(() => void worker.terminate(), milliseconds);
    await gone;
    clearTimeout(late);
  }

  #open(): void {
    const worker = new Worker(new URL('./control.js', import.meta.url), { workerData: this.start });
    this.#worker = worker;
    worker.on('message', (message: FromControl) => this.#hear(message));
    worker.on('error', (error) => this.log.error({ error: String(error) }, 'control failed'));
    worker.on('exit', () => this.#ended(worker));
  }

  #hear(message: FromControl): void {
    if (message.kind === 'cannot-start') {
      this.#stopping = true;
      this.listener.cannotStart(message.detail);
    }
    if (message.kind === 'ready') {
      this.#restarts = 0;
      this.listener.dials(message.dials);
      this.listener.ready(message.port);
    }
    if (message.kind === 'dials') this.listener.dials(message.dials);
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#stopping) return;
    this.listener.gone();
    const delay = restartDelay(this.#restarts++);
    this.log.error(
      { delay },
      'control is gone; the proxy serves on with the last known dials, control starts anew',
    );
    this.#restart = setTimeout(() => {
      this.#open();
      this.listener.restarted();
    }, delay);
  }
}
