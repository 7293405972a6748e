import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../log.js';
import { version } from '../version.js';
import type { ExportLog } from './export-log.js';
import { readableSpan } from './readable-span.js';
import type { SpanBatch } from './span-line.js';
import type { Batches } from './tracing-settings.js';

/** Sends spans to the collector that the environment names, in batches; what does not arrive is counted, and not kept. */
export class SpanSender {
  readonly #resource: Resource;
  readonly #processor: BatchSpanProcessor;
  /** Spans that the processor was given and has not begun to send. */
  #waiting = 0;
  /** Those of which it is not known yet whether they arrive. */
  #sending = 0;

  constructor(
    private readonly batches: Batches,
    private readonly lost: ExportLog,
    log: Pick<Logger, 'warn'>,
  ) {
    const ignore = (): void => {};
    // What is wrong with the environment is told when it is read; what is not sent, by whoever counts it.
    const logger = { error: ignore, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger({ ...logger, warn: (warning) => log.warn(warning) }, DiagLogLevel.WARN);
    this.#resource = banyansResource();
    const { mostWaiting, size, every, within } = batches;
    this.#processor = new BatchSpanProcessor(this.#counted(new OTLPTraceExporter()), {
      maxQueueSize: mostWaiting,
      maxExportBatchSize: size,
      scheduledDelayMillis: every,
      exportTimeoutMillis: within,
    });
    diag.disable();
  }

  take({ spans, dropped }: SpanBatch): void {
    if (dropped > 0) this.lost.lost('too many at once', dropped);
    const room = Math.max(0, this.batches.mostWaiting - this.#waiting);
    for (const span of spans.slice(0, room)) {
      this.#waiting += 1;
      this.#processor.onEnd(readableSpan(span, this.#resource, version));
    }
    if (spans.length > room) this.lost.lost('too many wait', spans.length - room);
  }

  /** Sends what waits, at most for so many milliseconds. */
  async finish(milliseconds: number): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, milliseconds));
    await Promise.race([this.#processor.shutdown().catch(() => {}), late]);
    const left = this.#waiting + this.#sending;
    if (left > 0) this.lost.lost('not sent before the end', left);
    this.lost.over();
  }

  /** The exporter, and what became of what it was given. */
  #counted(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans, done) => {
        this.#waiting -= spans.length;
        this.#sending += spans.length;
        exporter.export(spans, (result) => {
          this.#sending -= spans.length;
          if (result.error) this.lost.lost(whyNot(result.error), spans.length);
          else this.lost.arrived();
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
    };
  }
}

/** In few words, and few different ones: what a collector answers is its own affair. */
function whyNot(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return `answered ${code}`;
  return typeof code === 'string' ? code : error.message.slice(0, 100);
}

/** Who sends them: what OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say, else Banyan. */
function banyansResource(): Resource {
  const own = resourceFromAttributes({ 'service.name': 'banyan', 'service.version': version });
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}
