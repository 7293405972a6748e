import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { Logger } from '../log.js';
import { SpanLine } from '../tracing/span-line.js';
import type { TracesSent } from '../tracing/tracing-settings.js';
import { CrashGuard } from './crash-guard.js';
import { youngGeneration } from './heap.js';
import type { FromTracer, ToTracer, TracerStart } from './messages.js';

/** Milliseconds beyond its own for a thread that is to end. */
const endsWithin = 500;

/** The main thread's line to the thread that sends spans; one that dies is replaced, and what it held is lost. */
export class TracerLine {
  /** Where this thread tells its spans. */
  readonly spans = new SpanLine((batch) => this.#post({ kind: 'spans', batch }));
  readonly #guard = new CrashGuard();
  #worker: Worker | undefined;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;

  /** @param begun called whenever there is a thread to which lines may be laid */
  constructor(
    private readonly sent: TracesSent,
    private readonly begun: (tracer: TracerLine) => void,
    private readonly log: Pick<Logger, 'warn' | 'error'>,
    /** The thread's file. */
    private readonly file = new URL('./tracer.js', import.meta.url),
  ) {}

  start(): void {
    this.#guard.started();
    const workerData: TracerStart = { endpoint: this.sent.endpoint, batches: this.sent.batches };
    let worker: Worker;
    try {
      worker = new Worker(this.file, {
        workerData,
        // The queue is bounded; what a collector answers is, too.
        resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: youngGeneration },
      });
    } catch (error) {
      this.log.error({ error: String(error) }, 'the tracer cannot be started');
      this.#startLater();
      return;
    }
    this.#worker = worker;
    worker.on('message', (_: FromTracer) => this.spans.taken());
    worker.on('error', (error) => this.log.error({ error: String(error) }, 'the tracer failed'));
    worker.on('exit', () => this.#ended(worker));
    this.spans.begin();
    this.begun(this);
  }

  /** A line on which another thread may tell its spans; undefined while nobody would hear it. */
  newLine(): MessagePort | undefined {
    const { port1, port2 } = new MessageChannel();
    return this.#post({ kind: 'line', line: port2 }, [port2]) ? port1 : undefined;
  }

  /** Lets it send what it has, at most for so many milliseconds. */
  async stop(milliseconds: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (!worker) return;
    this.spans.flush();
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    this.#post({ kind: 'stop', within: milliseconds });
    const late = setTimeout(() => void worker.terminate(), milliseconds + endsWithin);
    await gone;
    clearTimeout(late);
  }

  #post(message: ToTracer, transfer: readonly MessagePort[] = []): boolean {
    this.#worker?.postMessage(message, transfer);
    return this.#worker !== undefined;
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    if (this.#stopping) return;
    this.log.warn('the tracer is gone, and the spans that it held; a new one starts');
    this.#startLater();
  }

  #startLater(): void {
    this.#restart = setTimeout(() => this.start(), this.#guard.died());
  }
}
