import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { seedDial } from '../evidence/route-books.js';
import type { Pair } from '../evidence/pair.js';
import type { SkipReason } from '../evidence/skip-reason.js';
import { type Capture, CaptureBudget } from '../proxy/capture.js';
import { createDataPlane } from '../proxy/data-plane.js';
import { Drain } from '../proxy/drain.js';
import { withoutEqualBodies } from '../proxy/equal-bodies.js';
import { PassThroughEngine } from '../proxy/pass-through-engine.js';
import { compileRoutes } from '../proxy/route-table.js';
import { Pressure } from '../proxy/pressure.js';
import { ShadowSlots } from '../proxy/shadow-slots.js';
import { joinTallies, TrafficCounter } from '../proxy/traffic-counter.js';
import { Unfinished } from '../proxy/unfinished.js';
import { openUpstream } from '../proxy/upstream.js';
import type { Dial } from '../routing-rules/dial.js';
import type { RouteRule } from '../routing-rules/route-rule.js';
import type { Configuration } from './configuration/configuration.js';
import type { Problem } from './configuration/problem.js';
import type { Logger } from './log.js';
import { OutageLog } from './outage-log.js';
import { AnalystLine } from './threads/analyst-line.js';
import { ControlLine } from './threads/control-line.js';
import { watchPressure } from './watch-pressure.js';

/** Bytes of all captured bodies together, waiting or in flight. */
const captureBudget = 64 * 1024 * 1024;
/** How often counts leave the main thread, and how long a start waits for control, in milliseconds. */
const tellEvery = 200;
const waitForControl = 3_000;
const settleFor = 10_000;

/** A running Banyan: the data plane on this thread, analyst and control on theirs. */
export interface BanyanProcess {
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
  configuration: Configuration,
  notes: readonly Problem[],
  log: Logger,
): Promise<BanyanProcess> {
  const counter = new TrafficCounter();
  const unfinished = new Unfinished();
  const pressure = new Pressure();
  let watching: ReturnType<typeof watchPressure> | undefined;
  let dials: Readonly<Record<string, Dial>> = {};
  let adminPort: number | undefined;

  let controlIsReady: () => void = () => {};
  let controlCannotStart: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    controlIsReady = resolve;
    controlCannotStart = reject;
  });
  const control = new ControlLine(
    { configuration, notes },
    {
      dials: (known) => {
        dials = known;
      },
      ready: (port) => {
        adminPort = port;
        controlIsReady();
      },
      cannotStart: (detail) => {
        log.error(detail);
        controlCannotStart(new CannotStart(detail));
      },
      gone: ({ tallies, lost }) => {
        for (const tally of tallies) counter.add(tally);
        for (const [route, count] of lost) counter.skipped(route, 'analysis-lost', count);
        analyst.stopUntilHeard();
      },
      restarted: () => {
        control.tell({ kind: 'serving', serving: true });
        analyst.start();
      },
    },
    joinTallies,
    log,
  );
  const analyst = new AnalystLine(
    configuration.routes,
    (message, transfer) => control.tell(message, transfer),
    {
      tellCounts: tell,
      lost: (route, count) => counter.skipped(route, 'analysis-lost', count),
    },
    log,
  );

  const server = createDataPlane({
    settings: {
      via: `banyan-${randomBytes(4).toString('hex')}`,
      expose: configuration.proxy.expose,
      captureCap: configuration.proxy.captureCap,
      overrideToken: process.env[configuration.proxy.overrideTokenEnv ?? ''],
      passthrough: configuration.passthrough,
    },
    table: compileRoutes(configuration.routes.map(({ rule }) => rule)),
    upstreams: new Map(configuration.upstreams.map((rule) => [rule.name, openUpstream(rule)])),
    counter,
    passThrough: new PassThroughEngine(),
    budget: new CaptureBudget(captureBudget),
    slots: new ShadowSlots(pressure),
    unfinished,
    // Static failure: the last known dial, and legacy alone when none was ever known.
    dial: (route: RouteRule) => dials[route.name] ?? unknownDial(route),
    compare: (pair: Pair, captures: readonly Capture[]): SkipReason | undefined =>
      analyst.offer(withoutEqualBodies(pair), captures) ? undefined : 'shed',
    onBug: (error) => log.error({ error: String(error) }, 'a request failed inside Banyan'),
  });
  const drain = new Drain(server);

  const outages = new OutageLog(log);
  const telling = setInterval(tell, tellEvery);
  function tell(): void {
    const tally = control.open ? counter.take() : undefined;
    outages.note(tally);
    if (tally) control.tellTally(tally);
  }

  async function stopThreads(): Promise<void> {
    clearInterval(telling);
    watching?.stop();
    tell();
    await analyst.stop(5_000);
    await control.stop(10_000);
  }

  try {
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, waitForControl).unref())]);
    await listen();
  } catch (error) {
    await stopThreads();
    throw error;
  }
  control.tell({ kind: 'serving', serving: true });
  // Not before: to start is work, and no sign that there is too much of it.
  watching = watchPressure(pressure);

  async function listen(): Promise<void> {
    const { host, port } = configuration.proxy;
    server.listen(port, host);
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new CannotStart(`the proxy cannot listen on ${host}:${port}: ${whyNot(error)}`, { cause: error });
    }
  }

  const address = server.address();
  return {
    proxyPort: typeof address === 'object' && address ? address.port : configuration.proxy.port,
    get adminPort() {
      return adminPort;
    },
    async stop() {
      control.tell({ kind: 'serving', serving: false });
      await drain.run(configuration.proxy.drain);
      // Answered requests whose shadow is still being read: their comparison is evidence too.
      await unfinished.none(settleFor);
      await stopThreads();
    },
  };
}

/** While no dial is known, nobody is sent to the candidate. */
const unknownDial = (route: RouteRule): Dial => ({ ...seedDial(route), stage: 'shadow', share: 0 });

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'the port is taken. End the process that has it, or choose another under proxy.listen.';
  if (code === 'EACCES')
    return 'not permitted. Ports below 1024 need privileges; choose another under proxy.listen.';
  return error instanceof Error ? error.message : String(error);
}
