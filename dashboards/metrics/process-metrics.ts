import { readdirSync } from 'node:fs';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Vitals } from '../vitals.js';
import { type MetricSources, storeStandings } from './sources.js';
import type { OpenRegistry } from './exposition.js';

/** Seconds, from a loop that is never late to one that a client takes for an outage. */
const delayBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What is told of the process, its store and its file. */
export interface ProcessMetrics {
  /** Takes what the live path tells of itself. */
  vitals(vitals: Vitals): void;
  /** Reads what is read at each scrape. */
  read(sources: Partial<MetricSources>): void;
}

/** Whatever is not a route's. Names that begin with `process_` are those that every Prometheus client has. */
export function declareProcessMetrics(registry: OpenRegistry): ProcessMetrics {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers });
  const counter = <Label extends string>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ): Counter<Label> => new Counter({ name, help, labelNames, registers });
  const build = gauge('banyan_build_info', '1, with the version of Banyan and of Node.', 'version', 'node');
  const breaker = gauge(
    'banyan_upstream_breaker_open',
    '1 while an upstream that failed is kept from candidate and shadow reads, else 0.',
    'upstream',
  );
  const standing = gauge(
    'banyan_store_standing',
    '1 for how this process stands to its store, else 0: it holds and writes it, another one does, or it is away.',
    'standing',
  );
  const loaded = gauge(
    'banyan_configuration_loaded_timestamp_seconds',
    'When the banyan.yaml that serves was read, in seconds since 1970.',
  );
  const refused = gauge(
    'banyan_configuration_refused',
    '1 while banyan.yaml was changed to what could not be taken, else 0.',
  );
  const delay = new Histogram({
    name: 'banyan_event_loop_delay_seconds',
    help: 'The longest delay of the live path’s event loop within each fifth of a second.',
    buckets: delayBuckets,
    registers,
  });
  const given = counter(
    'banyan_pressure_seconds_total',
    'Seconds in which shadow reads were given up for want of time, memory or descriptors, and in which live requests were refused.',
    'pressure',
  );
  const captured = gauge('banyan_captured_bytes', 'Bytes that copies of bodies take now.');
  const capturedLimit = gauge('banyan_captured_limit_bytes', 'Bytes that copies of bodies may take.');
  const waiting = gauge('banyan_pairs_waiting', 'Pairs that the analyst has not answered for.');
  const shadowReads = gauge('banyan_shadow_reads', 'Shadow reads that run now.', 'route');
  const threads = counter(
    'banyan_thread_starts_total',
    'How often a thread was started, once for each that did not have to be replaced.',
    'thread',
  );
  const cpu = counter('process_cpu_seconds_total', 'Processor time of the whole process, in seconds.');
  const since = gauge('process_start_time_seconds', 'When the process began, in seconds since 1970.');
  // Until it is told it has no value, rather than a wrong one: 0 and then another would be a restart.
  since.remove();
  const resident = gauge('process_resident_memory_bytes', 'Resident memory of the whole process.');
  const descriptors = gauge('process_open_fds', 'Open file descriptors.');

  /** A counter that somebody else counts. */
  const setTotal = <Label extends string>(
    one: Counter<Label>,
    totals: readonly (readonly [Partial<Record<Label, string>>, number])[],
  ): void => {
    one.reset();
    for (const [labels, total] of totals) one.inc(labels, total);
  };

  return {
    vitals(told) {
      delay.observe(told.longestDelay);
      setTotal(given, [
        [{ pressure: 'shed-shadow' }, told.given['shed-shadow']],
        [{ pressure: 'refuse-live' }, told.given['refuse-live']],
      ]);
      captured.set(told.captured.bytes);
      capturedLimit.set(told.captured.limit);
      waiting.set(told.pairsWaiting);
      shadowReads.reset();
      for (const [route, running] of Object.entries(told.shadowReads)) shadowReads.set({ route }, running);
      const { analyst, control } = told.started;
      setTotal(threads, [
        [{ thread: 'analyst' }, analyst],
        [{ thread: 'control' }, control],
      ]);
      since.set(told.since);
    },
    read({ breakers, standing: stand, configuration, version }) {
      const { user, system } = process.cpuUsage();
      setTotal(cpu, [[{}, (user + system) / 1e6]]);
      resident.set(process.memoryUsage.rss());
      const open = openDescriptors();
      if (open === undefined) descriptors.remove();
      else descriptors.set(open);
      if (version !== undefined) build.set({ version, node: process.version }, 1);
      breaker.reset();
      for (const { upstream, probedEvery } of breakers?.() ?? [])
        breaker.set({ upstream }, probedEvery === null ? 0 : 1);
      const here = stand?.();
      if (here !== undefined)
        for (const one of storeStandings) standing.set({ standing: one }, one === here ? 1 : 0);
      const file = configuration?.();
      if (file) {
        loaded.set(Date.parse(file.loadedAt) / 1000);
        refused.set(file.refusedAt === null ? 0 : 1);
      }
    },
  };
}

/** Undefined where the system does not tell, or has none left to look with. */
function openDescriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}
