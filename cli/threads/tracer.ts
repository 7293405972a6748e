import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createLog } from '../log.js';
import { ExportLog } from '../tracing/export-log.js';
import type { SpanBatch } from '../tracing/span-line.js';
import { SpanSender } from '../tracing/span-sender.js';
import type { FromTracer, ToTracer, TracerStart } from './messages.js';

// The tracer's thread: sends spans. Whatever a collector does is done to this thread alone.
if (!parentPort) throw new Error('the tracer runs as a worker thread');
const main = parentPort;
const { endpoint, batches } = workerData as TracerStart;
const log = createLog('tracer');
const sender = new SpanSender(batches, new ExportLog(log, endpoint), log);
const taken: FromTracer = { kind: 'taken' };

main.on('message', (message: ToTracer) => {
  switch (message.kind) {
    case 'spans':
      sender.take(message.batch);
      main.postMessage(taken);
      return;
    case 'line':
      hearAnalyst(message.line);
      return;
    case 'stop':
      void stop(message.within);
      return;
  }
});

function hearAnalyst(line: MessagePort): void {
  line.on('message', (batch: SpanBatch) => {
    sender.take(batch);
    line.postMessage(taken);
  });
  // Its end is the analyst's, and keeps nobody here.
  line.unref();
}

async function stop(milliseconds: number): Promise<void> {
  // What was posted before is heard first.
  await new Promise((resolve) => setImmediate(resolve));
  await sender.finish(milliseconds);
  process.exit();
}
