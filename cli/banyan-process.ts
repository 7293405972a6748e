import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { seedDial } from '../evidence/route-books.js';
import { CaptureBudget } from '../proxy/capture.js';
import { handingOver } from '../proxy/body-sample.js';
import { createDataPlane } from '../proxy/data-plane.js';
import { Drain } from '../proxy/drain.js';
import { PressureGauge } from '../proxy/pressure-gauge.js';
import { Pins } from '../proxy/pins.js';
import { PairDraw } from '../proxy/pair-draw.js';
import { ShadowPlaces } from '../proxy/shadow-places.js';
import { joinTallies } from '../proxy/traffic-counter.js';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import { pageAt, type Wanted, whyNotListening } from '../dashboards/why-not-listening.js';
import type { Configuration } from './configuration/configuration.js';
import type { NewsOfFile } from './configuration/news-of-file.js';
import type { ToldOfFile } from './configuration/read-configuration.js';
import { BreakerLog } from './breaker-log.js';
import {
  analystEdition,
  type Edition,
  Editions,
  prepareEdition,
  rememberVersions,
  routesOf,
  type SharedParts,
} from './editions.js';
import type { Logger } from './log.js';
import { OutageLog } from './outage-log.js';
import { startTracing } from './tracing/start-tracing.js';
import { AnalystLine } from './threads/analyst-line.js';
import { ControlLine } from './threads/control-line.js';
import { growHeapsSlowly } from './threads/heap.js';
import type { Serving } from './threads/messages.js';
import { redactionKeyOfStore } from './redaction-key-of-store.js';
import type { Reloadable } from './reload.js';
import { VersionProbes } from './version-probes.js';
import { vitalsOf } from './vitals.js';
import { whyNotFree } from './why-not-free.js';

/** Bytes of all captured bodies together, waiting or in flight. */
const captureBudget = 64 * 1024 * 1024;
/** How often counts leave the main thread, and how long a start waits for control, in milliseconds. */
const tellEvery = 200;
const waitForControl = 3_000;
const settleFor = 10_000;

/** A running Banyan: the data plane on this thread, analyst and control on theirs. */
export interface BanyanProcess extends Reloadable {
  readonly proxyPort: number;
  /** Undefined while control has not come up. */
  readonly adminPort: number | undefined;
  /** Drains, saves, and ends every thread. */
  stop(): Promise<void>;
}

/** Banyan could not start, for a reason that its user can mend. */
export class CannotStart extends Error {}

/**
 * Wires the rooms together and starts serving.
 * @throws CannotStart when a port cannot be had
 */
export async function startBanyan(
  file: string,
  configuration: Configuration,
  told: ToldOfFile,
  log: Logger,
): Promise<BanyanProcess> {
  const taken = await whyNotFree(pageAt(configuration.admin));
  if (taken !== undefined) throw new CannotStart(taken);
  growHeapsSlowly();
  const redactionKey = redactionKeyOfStore(configuration.store, log);
  const onBug = (error: unknown): void =>
    log.error({ error: String(error) }, 'a request failed inside Banyan');
  const budget = new CaptureBudget(captureBudget);
  const traces = startTracing(process.env, log);
  let dials: Readonly<Record<string, Dial>> = {};
  const shared: SharedParts = {
    via: `banyan-${randomBytes(4).toString('hex')}`,
    budget,
    places: new ShadowPlaces(),
    pins: new Pins(),
    draw: new PairDraw(),
    pressure: () => gauge.pressure,
    // Static failure: the last known dial, and legacy alone when none was ever known.
    dial: (route: RouteRule) => dials[route.name] ?? unknownDial(route),
    tracing: traces.tracing,
    compare: handingOver((pair) => analyst.offer(pair)),
    onBug,
  };
  const editions = new Editions(prepareEdition(configuration, shared, process.env), onBug);
  let news: NewsOfFile = newsOf(file, told);
  let adminPort: number | undefined;

  let controlIsReady: () => void = () => {};
  let controlCannotStart: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    controlIsReady = resolve;
    controlCannotStart = reject;
  });
  const control = new ControlLine(
    () => ({ ...serving(), earlier: editions.earlier.map(routesOf), redactionKey, dials }),
    {
      dials: (known) => {
        dials = known;
        followEvidence();
      },
      ready: (port, known) => {
        adminPort = port;
        rememberVersions(editions.current, known);
        followEvidence();
        controlIsReady();
      },
      cannotStart: (detail) => {
        log.error(detail);
        controlCannotStart(new CannotStart(detail));
      },
      gone: ({ tallies, lost }) => {
        for (const tally of tallies) editions.counterOf(tally.edition).add(tally);
        for (const { edition, route, count } of lost) countLost(route, count, edition);
        analyst.stopUntilHeard();
      },
      restarted: () => {
        control.tell({ kind: 'serving', serving: true });
        breakers.again();
        analyst.start();
      },
    },
    joinTallies,
    log,
  );
  const analyst = new AnalystLine(
    analystEdition(editions.current),
    redactionKey,
    budget,
    (message, transfer) => control.tell(message, transfer),
    { tellCounts: tell, lost: countLost },
    log,
  );

  traces.layLines((newLine) => analyst.traceBy(newLine));

  const server = createDataPlane(() => editions.current.parts);
  const drain = new Drain(server);

  const gauge = new PressureGauge((pressure, strain) => {
    if (pressure === 'none') log.info(strain, 'the process has enough time, memory and descriptors again');
    else log.warn({ pressure, ...strain }, 'the process runs short of time, memory or descriptors');
  });
  const probes = new VersionProbes(log);
  const outages = new OutageLog(log);
  const breakers = new BreakerLog(log, (news) => control.tell({ kind: 'breakers', news }));
  const telling = setInterval(() => {
    tell();
    const upstreams = [...editions.current.parts.upstreams.values()];
    breakers.note(upstreams);
    const { places } = shared;
    control.tell({
      kind: 'vitals',
      vitals: vitalsOf({ gauge, budget, places, analyst, control, upstreams }),
    });
    followEvidence();
    if (control.open) editions.takeEnded(isToldForGood).forEach(forget);
  }, tellEvery);
  function tell(): void {
    const tallies = control.open ? editions.take() : [];
    outages.note(tallies);
    for (const tally of tallies) control.tellTally(tally);
  }
  function countLost(route: string, count: number, edition: number | undefined): void {
    editions.counterOf(edition).skipped(route, 'analysis-lost', count);
  }
  function isToldForGood(edition: number): boolean {
    return !analyst.waits(edition) && control.isSaved(edition);
  }
  function forget(edition: number): void {
    analyst.forget(edition);
    control.ended(edition);
  }

  function serving(): Serving {
    const { number, configuration, versions } = editions.current;
    return { edition: number, configuration, versions, news };
  }

  /**
   * Another version, or evidence that was restarted, is another edition of the same configuration: its evidence is
   * told apart by what exists already.
   */
  function followEvidence(): void {
    if (!editions.isOutdated) return;
    const { configuration, versions: before } = editions.current;
    replace(prepareEdition(configuration, shared, process.env, editions.current));
    const { versions } = editions.current;
    if (!isDeepStrictEqual(before, versions)) log.info({ before, versions }, 'versions of upstreams');
  }

  function replace(edition: Edition): void {
    analyst.learn(analystEdition(edition));
    editions.replace(edition);
    probes.follow(edition.parts.versions, edition.configuration.upstreams);
    control.configure(serving());
  }

  async function stopThreads(): Promise<void> {
    clearInterval(telling);
    probes.stop();
    gauge.stop();
    tell();
    await analyst.stop(5_000);
    await Promise.all([control.stop(10_000), traces.stop()]);
  }

  try {
    probes.follow(editions.current.parts.versions, configuration.upstreams);
    // What is known before the first request is counted under its own version from the first.
    const known = Promise.all([ready, probes.first()]);
    await Promise.race([known, new Promise((resolve) => setTimeout(resolve, waitForControl).unref())]);
    followEvidence();
    await listen();
  } catch (error) {
    await stopThreads();
    throw error;
  }
  control.tell({ kind: 'serving', serving: true });
  // Not before: to start is work, and no sign that there is too much of it.
  gauge.start();

  async function listen(): Promise<void> {
    const { host, port } = configuration.proxy;
    server.listen(port, host);
    try {
      await once(server, 'listening');
    } catch (error) {
      const wanted: Wanted = { who: 'the proxy', key: 'proxy.listen', host, port };
      throw new CannotStart(whyNotListening(error, wanted), { cause: error });
    }
  }

  const address = server.address();
  return {
    proxyPort: typeof address === 'object' && address ? address.port : configuration.proxy.port,
    get adminPort() {
      return adminPort;
    },
    get configuration() {
      return editions.current.configuration;
    },
    adopt(next, toldOfNext) {
      // All that may fail stands before the first thing that is seen.
      const edition = prepareEdition(next, shared, process.env, editions.current);
      news = newsOf(file, toldOfNext);
      replace(edition);
    },
    refuse(problems) {
      news = { ...news, refusedAt: new Date().toISOString(), problems };
      control.configure(serving());
    },
    async stop() {
      control.tell({ kind: 'serving', serving: false });
      const { drain: patience } = editions.current.configuration.proxy;
      const broken = await drain.run(patience);
      if (broken > 0)
        log.warn({ broken, after: patience / 1000 }, 'the drain broke off what had not ended, in seconds');
      // Answered requests whose shadow is still being read: their comparison is evidence too.
      await editions.none(settleFor);
      await stopThreads();
    },
  };
}

const newsOf = (file: string, { notes, text }: ToldOfFile): NewsOfFile => ({
  file,
  loadedAt: new Date().toISOString(),
  notes,
  text,
  refusedAt: null,
  problems: [],
});

/** While no dial is known, nobody is sent to the candidate. */
const unknownDial = (route: RouteRule): Dial => ({ ...seedDial(route), stage: 'shadow', share: 0 });
