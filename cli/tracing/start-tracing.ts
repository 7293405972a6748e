import type { MessagePort } from 'node:worker_threads';
import type { Tracing } from '../../proxy/request-trace.js';
import { samplerOf } from '../../proxy/sampler.js';
import type { Logger } from '../log.js';
import { TracerLine } from '../threads/tracer-line.js';
import { readTracing } from './tracing-settings.js';

/** Milliseconds that spans have at the end to be sent. */
const lastSpansWithin = 3_000;

/** Tracing as it runs, or as it does not. */
export interface RunningTracing {
  /** For the data plane; undefined while tracing is off. */
  readonly tracing: Tracing | undefined;
  /** Lets another thread tell its spans too, now and whenever there is another to hear them. */
  layLines(lay: (newLine: () => MessagePort | undefined) => void): void;
  /** Sends what waits, for seconds at most. */
  stop(): Promise<void>;
}

/** Starts what the environment asks for, and says in the log what that is; loads nothing of it where it asks for nothing. */
export function startTracing(environment: NodeJS.ProcessEnv, log: Logger): RunningTracing {
  const settings = readTracing(environment);
  for (const warning of settings.warnings) log.warn(warning);
  if (settings.kind === 'off') {
    log.info({ why: settings.why }, 'tracing is off');
    return { tracing: undefined, layLines: () => {}, stop: () => Promise.resolve() };
  }
  const { endpoint, sampler, ratio } = settings;
  log.info({ endpoint, sampler, ratio }, 'tracing is on');
  let lay: (newLine: () => MessagePort | undefined) => void = () => {};
  const tracer = new TracerLine(settings, (begun) => lay(() => begun.newLine()), log);
  tracer.start();
  const { spans } = tracer;
  return {
    tracing: { samples: samplerOf(sampler, ratio), now: spans.now, tell: (span) => spans.tell(span) },
    layLines: (to) => {
      lay = to;
      lay(() => tracer.newLine());
    },
    stop: () => tracer.stop(lastSpansWithin),
  };
}
