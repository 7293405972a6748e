import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { RawPair } from '../../evidence/pair.js';
import type { CaptureBudget } from '../../proxy/capture.js';
import { Handover, type PairBatch } from '../../proxy/handover.js';
import type { Logger } from '../log.js';
import { CrashGuard } from './crash-guard.js';
import type { AnalystStart, AnalystEdition, FromAnalyst, ToAnalyst, ToControl } from './messages.js';
import { youngGeneration } from './heap.js';
import { startRelay } from './start-relay.js';

/** What may be set otherwise than it is in service. */
export interface AnalystLimits {
  /** An analyst that owes something and answers nothing for so long hangs, in milliseconds. */
  readonly hangsAfter?: number;
  /** The thread's file. */
  readonly worker?: URL;
}
/** So many deaths in a row are a crash loop, which is told. */
const crashLoop = 3;

/**
 * The data plane's line to the analyst. A thread that dies, hangs or grows is replaced; what it owed
 * is told by control as `analysis-lost`, and the live path never notices.
 */
export class AnalystLine {
  readonly #handover: Handover;
  /** The newest last. */
  readonly #editions = new Map<number, AnalystEdition>();
  /** Of the pairs that wait. */
  #edition: number | undefined;
  #worker: Worker | undefined;
  #generation = 0;
  readonly #guard = new CrashGuard();
  readonly #hangsAfter: number;
  #restart: NodeJS.Timeout | undefined;
  #lastAnswer = performance.now();
  #stopping = false;
  readonly #watchdog: NodeJS.Timeout;
  #problem: string | undefined;
  /** A line to the tracer; there is none while nobody asks for spans. */
  #newTraceLine: () => MessagePort | undefined = () => undefined;

  constructor(
    first: AnalystEdition,
    /** Of hashed values; the same for every analyst. */
    private readonly redactionKey: string,
    budget: CaptureBudget,
    private readonly tellControl: (
      message: Exclude<ToControl, { kind: 'tally' }>,
      transfer?: MessageChannel['port1'][],
    ) => void,
    private readonly counts: {
      /** Tells what was counted so far: a request is never told after what was found in it. */
      tellCounts(): void;
      /** Pairs of an edition of which control was never told. */
      lost(route: string, count: number, edition: number | undefined): void;
    },
    private readonly log: Logger,
    private readonly limits: AnalystLimits = {},
  ) {
    this.#hangsAfter = limits.hangsAfter ?? 15_000;
    this.#watchdog = setInterval(() => this.#watch(), Math.min(1_000, this.#hangsAfter / 3)).unref();
    this.#handover = new Handover(budget, (batch, pairs) => this.#send(batch, pairs));
    this.#editions.set(first.edition, first);
    this.start();
  }

  /** Pairs of this edition may come from now on; pairs of earlier ones are still examined by their rules. */
  learn(edition: AnalystEdition): void {
    this.#editions.set(edition.edition, edition);
    if (this.#worker) this.#post(this.#worker, { kind: 'learn', ...edition }, []);
  }

  /** No more pairs of this edition will come. */
  forget(edition: number): void {
    this.#editions.delete(edition);
    this.#handover.flush();
    if (this.#worker) this.#post(this.#worker, { kind: 'forget', edition }, []);
  }

  /** Whether a pair of this edition still waits to be handed over. */
  waits(edition: number): boolean {
    return this.#edition === edition && this.#handover.waiting > 0;
  }

  /** How many analysts there were, the one that works now included. */
  get started(): number {
    return this.#generation;
  }

  /** Pairs that wait to be handed over, and those that no analyst has answered for. */
  get waiting(): number {
    return this.#handover.waiting + this.#handover.owed;
  }

  /** Takes a copy of a pair; false when there is no room, or nobody to take it. */
  offer(pair: RawPair): boolean {
    // What is lost with a batch is told as one edition's.
    if (pair.edition !== this.#edition) this.#handover.flush();
    this.#edition = pair.edition;
    return this.#worker !== undefined && this.#handover.offer(pair);
  }

  /** Its spans go where these lines lead: each analyst, and each call, is given one. */
  traceBy(newLine: () => MessagePort | undefined): void {
    this.#newTraceLine = newLine;
    if (this.#worker) this.#layTraceLine(this.#worker);
  }

  /** Nobody hears what is found: what was handed over is lost, and no pair is taken until `start`. */
  stopUntilHeard(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    clearTimeout(this.#restart);
    // What was sent is told of by whoever gives back what control had not saved.
    this.#handover.lost();
    this.#handover.flush();
    for (const [route, count] of this.#handover.lost()) this.counts.lost(route, count, this.#edition);
    worker
      ?.terminate()
      .catch((error: unknown) => this.log.error({ error: String(error) }, 'analyst did not end'));
  }

  /** Lets the analyst finish what it was given, at most until the deadline. */
  async stop(milliseconds: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#watchdog);
    clearTimeout(this.#restart);
    this.#handover.flush();
    const worker = this.#worker;
    if (!worker) return;
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    this.#post(worker, { kind: 'stop' }, []);
    const late = setTimeout(() => void worker.terminate(), milliseconds);
    await gone;
    clearTimeout(late);
  }

  /** Starts an analyst whose findings control hears. */
  start(): void {
    const generation = ++this.#generation;
    const { port1, port2 } = new MessageChannel();
    this.tellControl({ kind: 'analyst', analyst: generation, line: port2 }, [port2]);
    const start: AnalystStart = {
      editions: [...this.#editions.values()],
      line: port1,
      redactionKey: this.redactionKey,
    };
    if (this.#problem !== undefined) this.#tellProblem(this.#problem);
    this.#guard.started();
    let worker: Worker;
    try {
      worker = new Worker(this.limits.worker ?? new URL('./analyst.js', import.meta.url), {
        workerData: start,
        transferList: [port1],
        resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: youngGeneration },
      });
    } catch (error) {
      this.#failed(error);
      this.#startLater();
      return;
    }
    this.#worker = worker;
    this.#lastAnswer = performance.now();
    this.#layTraceLine(worker);
    worker.on('message', (message: FromAnalyst) => this.#hear(message));
    worker.on('error', (error) => this.#failed(error));
    worker.on('exit', () => this.#ended(worker));
  }

  #hear(message: FromAnalyst): void {
    this.#lastAnswer = performance.now();
    if (message.kind === 'done') this.#handover.acknowledged(message.batch, message.slab);
    if (message.kind === 'relay') {
      startRelay(message.start, (error) => this.log.error({ error }, 'a custom comparator’s relay failed'));
    }
  }

  #failed(error: unknown): void {
    this.log.error({ error: String(error) }, 'analyst failed');
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    // What still waited is told to control too, which counts all that is owed.
    this.#handover.flush();
    this.#handover.lost();
    if (!this.#stopping) this.#startLater();
  }

  #startLater(): void {
    const delay = this.#guard.died();
    const deaths = this.#guard.deathsInARow;
    if (deaths >= crashLoop)
      this.#tellProblem(
        `the analyst ended ${deaths} times in a row; a new one is started ever more seldom, and what it misses is counted analysis-lost or shed. The log says why it ends`,
      );
    this.log.warn({ delay }, 'analyst is gone; its work is counted analysis-lost, a new one starts');
    this.#restart = setTimeout(() => this.start(), delay);
  }

  #send(batch: PairBatch, pairs: Readonly<Record<string, number>>): void {
    const worker = this.#worker;
    if (this.#handover.owed === sum(pairs)) this.#lastAnswer = performance.now();
    this.counts.tellCounts();
    // Told first: a batch of which nobody was told could be lost without a trace.
    const edition = this.#edition;
    this.tellControl({ kind: 'handed', analyst: this.#generation, batch: batch.id, edition, pairs });
    if (worker) this.#post(worker, { kind: 'pairs', batch }, [batch.slab]);
  }

  #layTraceLine(worker: Worker): void {
    const line = this.#newTraceLine();
    if (line) this.#post(worker, { kind: 'traces', line }, [line]);
  }

  #post(worker: Worker, message: ToAnalyst, transfer: readonly (ArrayBuffer | MessagePort)[]): void {
    worker.postMessage(message, transfer);
  }

  #tellProblem(problem: string | undefined): void {
    this.#problem = problem;
    this.tellControl({ kind: 'analysis', problem });
  }

  #watch(): void {
    if (this.#problem !== undefined && this.#worker && this.#guard.deathsInARow === 0)
      this.#tellProblem(undefined);
    if (this.#handover.owed === 0 || performance.now() - this.#lastAnswer < this.#hangsAfter) return;
    this.log.error({ owed: this.#handover.owed }, 'analyst hangs and is replaced');
    this.#lastAnswer = performance.now();
    // Its end is heard like any other.
    void this.#worker?.terminate();
  }
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);
