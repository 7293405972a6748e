import { type MessagePort, Worker } from 'node:worker_threads';
import type { Tally } from '../../evidence/tally.js';
import type { KnownVersions } from '../../proxy/watched-versions.js';
import type { Logger } from '../log.js';
import { CrashGuard } from './crash-guard.js';
import type { ControlStart, FromControl, Serving, ToControl } from './messages.js';
import { youngGeneration } from './heap.js';
import { Unsaved } from './unsaved.js';

/** Told of what control says, and of its coming and going. */
export interface ControlListener {
  dials(dials: (FromControl & { kind: 'dials' })['dials']): void;
  ready(port: number, versions: KnownVersions): void;
  cannotStart(detail: string): void;
  /** It is gone, and nobody hears what the analyst finds; what it was told and had not saved. */
  gone(unsaved: ReturnType<Unsaved['forget']>): void;
  /** It was started anew: lines to it must be made again. */
  restarted(): void;
}

/** What may be set otherwise than it is in service. */
export interface ControlLimits {
  /** A control that says nothing for so long hangs, in milliseconds. */
  readonly hangsAfter?: number;
  /** The thread's file. */
  readonly worker?: URL;
}

/** Until it is ready control may be reading a large store. */
const startsWithin = 120_000;
const askEvery = 1_000;

/**
 * The data plane's line to the control thread. A thread that dies, hangs or grows is replaced; the proxy
 * serves on with the last known dials meanwhile, and what was not saved is given back.
 */
export class ControlLine {
  readonly #guard = new CrashGuard();
  readonly #unsaved: Unsaved;
  readonly #hangsAfter: number;
  #worker: Worker | undefined;
  #started = 0;
  #wasReady = false;
  #isReady = false;
  #lastHeard = 0;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;
  readonly #watchdog: NodeJS.Timeout;

  constructor(
    /** What a control that starts now begins with. */
    private readonly start: () => Omit<ControlStart, 'savedEdition'>,
    private readonly listener: ControlListener,
    join: (a: Tally, b: Tally) => Tally,
    private readonly log: Logger,
    private readonly limits: ControlLimits = {},
  ) {
    this.#unsaved = new Unsaved(join);
    this.#hangsAfter = limits.hangsAfter ?? 15_000;
    this.#open();
    this.#watchdog = setInterval(() => this.#watch(), Math.min(askEvery, this.#hangsAfter / 3)).unref();
  }

  /** Whether there is somebody to tell; counts are kept until there is. */
  get open(): boolean {
    return this.#worker !== undefined;
  }

  /** How many controls there were, the one that works now included. */
  get started(): number {
    return this.#started;
  }

  /** Tells control what serves from now on; one that starts later asks for itself. */
  configure(serving: Serving): void {
    this.tell({ kind: 'configuration', serving });
  }

  /** No more of this edition will be told. */
  ended(edition: number): void {
    this.#unsaved.ended(edition);
    this.tell({ kind: 'ended', edition });
  }

  /** Whether what was told of an edition outlives control. */
  isSaved(edition: number): boolean {
    return this.#unsaved.isSaved(edition);
  }

  /** Tells control; said into the air while it is gone. */
  tell(message: Exclude<ToControl, { kind: 'tally' }>, transfer: readonly MessagePort[] = []): void {
    if (!this.#worker) return;
    if (message.kind === 'handed') this.#unsaved.handed(message.pairs, message.edition);
    this.#worker.postMessage(message, transfer);
  }

  /** Tells control what was counted; only while it is open. */
  tellTally(tally: Tally): void {
    const message: ToControl = { kind: 'tally', id: this.#unsaved.tally(tally), tally };
    this.#worker?.postMessage(message);
  }

  /** Lets control save what it has, at most until the deadline. */
  async stop(milliseconds: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#watchdog);
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
    const workerData: ControlStart = { ...this.start(), savedEdition: this.#unsaved.savedEdition };
    const worker = new Worker(this.limits.worker ?? new URL('./control.js', import.meta.url), {
      workerData,
      // Evidence of a million entities fits; what grows beyond is a fault, and must not be the whole process's.
      resourceLimits: { maxOldGenerationSizeMb: 1_024, maxYoungGenerationSizeMb: youngGeneration },
    });
    this.#worker = worker;
    this.#started += 1;
    this.#isReady = false;
    this.#lastHeard = performance.now();
    this.#guard.started();
    worker.on('message', (message: FromControl) => this.#hear(worker, message));
    worker.on('error', (error) => this.#failed(error));
    worker.on('exit', () => this.#ended(worker));
  }

  #hear(worker: Worker, message: FromControl): void {
    this.#lastHeard = performance.now();
    switch (message.kind) {
      case 'cannot-start':
        this.#cannotStart(worker, message.detail);
        return;
      case 'ready':
        this.#isReady = true;
        this.#wasReady = true;
        this.listener.dials(message.dials);
        this.listener.ready(message.port, message.versions);
        return;
      case 'dials':
        this.listener.dials(message.dials);
        this.tell({ kind: 'dials-taken', id: message.id });
        return;
      case 'saved':
        this.#unsaved.saved(message.saved);
        return;
      case 'alive':
        return;
    }
  }

  /** What keeps the first from starting is its user's to mend; a later one may find it mended. */
  #cannotStart(worker: Worker, detail: string): void {
    if (!this.#wasReady) {
      this.#stopping = true;
      this.listener.cannotStart(detail);
      return;
    }
    this.log.error(detail);
    void worker.terminate();
  }

  #watch(): void {
    const worker = this.#worker;
    if (!worker) return;
    this.tell({ kind: 'alive?' });
    const patience = this.#isReady ? this.#hangsAfter : Math.max(startsWithin, this.#hangsAfter);
    if (performance.now() - this.#lastHeard < patience) return;
    this.log.error({ patience }, 'control hangs and is replaced');
    this.#lastHeard = performance.now();
    // Its end is heard like any other.
    void worker.terminate();
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#stopping) return;
    this.listener.gone(this.#unsaved.forget());
    const delay = this.#guard.died();
    this.log.error(
      { delay },
      'control is gone; the proxy serves on with the last known dials, control starts anew',
    );
    this.#restart = setTimeout(() => this.#openAgain(), delay);
  }

  #openAgain(): void {
    try {
      this.#open();
    } catch (error) {
      this.#failed(error);
      this.#restart = setTimeout(() => this.#openAgain(), this.#guard.died());
      return;
    }
    this.listener.restarted();
  }

  #failed(error: unknown): void {
    this.log.error({ error: String(error) }, 'control failed');
  }
}
