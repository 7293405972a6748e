// A process: the bench's own client. Argument: load and target as JSON. Tells what it measured to who started it.
import { Worker } from 'node:worker_threads';
import { type Dispatcher, Pool } from 'undici';
import { Latencies } from './latencies.js';
import type { Load, Measured, Target } from './load.js';
import { type Answered, OpenLoop } from './open-loop.js';

/** Connections of an open loop at most; what finds none free waits, and the wait counts. */
const openConnections = 256;
const waitForLast = 5_000;
const leadSeconds = 0.5;

const { load, target } = JSON.parse(process.argv[2] ?? '') as { load: Load; target: Target };
const pool = new Pool(target.origin, {
  connections: load.kind === 'closed' ? load.connections : openConnections,
  pipelining: 1,
});

/** Asks for one entity. */
function ask(number: number, answered: Answered): void {
  let status = 0;
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart() {},
    onResponseStart(_controller, code) {
      status = code;
    },
    onResponseData() {},
    onResponseEnd: () => answered(performance.now(), status === 200),
    onResponseError: () => answered(performance.now(), false),
  };
  pool.dispatch({ method: 'GET', path: `${target.path}${1 + (number % target.entities)}` }, handler);
}

function openLoop({ perSecond, seconds }: Load & { kind: 'open' }): Promise<Measured> {
  const start = performance.now();
  const lead = Math.round(perSecond * leadSeconds);
  const loop = new OpenLoop({ start, perSecond, total: lead + Math.round(perSecond * seconds), lead }, ask);
  return new Promise((resolve) => {
    const ticker = new Worker(new URL('./ticker.js', import.meta.url), { workerData: 1_000 / perSecond });
    ticker.on('message', () => {
      const now = performance.now();
      loop.tick(now);
      if (now - start > (leadSeconds + seconds) * 1e3 + waitForLast) loop.giveUp(now);
      if (loop.done) resolve(told(loop.answered, now - start, loop.failed, loop.latencies));
    });
  });
}

/** For where wrk is not installed. */
function closedLoop({ connections, seconds }: Load & { kind: 'closed' }): Promise<Measured> {
  const start = performance.now();
  const latencies = new Latencies();
  let [sent, answered, failed, running] = [0, 0, 0, connections];
  return new Promise((resolve) => {
    const next = (): void => {
      const asked = performance.now();
      if (asked - start > seconds * 1e3) {
        running -= 1;
        if (running === 0) resolve(told(answered, asked - start, failed, latencies));
        return;
      }
      ask(sent++, (now, ok) => {
        latencies.record(now - asked);
        answered += 1;
        if (!ok) failed += 1;
        next();
      });
    };
    for (let i = 0; i < connections; i++) next();
  });
}

const told = (requests: number, milliseconds: number, errors: number, latencies: Latencies): Measured => ({
  requests,
  seconds: milliseconds / 1e3,
  errors,
  latency: {
    p50: latencies.percentile(50),
    p99: latencies.percentile(99),
    p999: latencies.percentile(99.9),
  },
});

process.once('disconnect', () => process.exit());
const measured = await (load.kind === 'open' ? openLoop(load) : closedLoop(load));
process.send?.(measured, () => process.exit());
