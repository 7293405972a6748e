import { parentPort, workerData } from 'node:worker_threads';
import { createDashboard } from '../../dashboards/app.js';
import { createMetrics } from '../../dashboards/metrics/metrics.js';
import { type Listening, listen } from '../../dashboards/serve.js';
import { ControlDesk } from '../../evidence/control-desk.js';
import { HandedOver } from '../../evidence/handed-over.js';
import { Keeper } from '../../evidence/keeper.js';
import { LastDials } from '../../evidence/last-dials.js';
import { tellHolder } from '../../evidence/store/shared-store.js';
import type { Counted } from '../../evidence/tally.js';
import { createLog } from '../log.js';
import { version } from '../version.js';
import { resolveTokens } from './admin-tokens.js';
import { sharedStore } from './shared-store.js';
import { StoreRounds } from './store-rounds.js';
import type { ControlStart, FromAnalystToControl, FromControl, ToControl } from './messages.js';

// The control thread: store, scorecards, dials, metrics and pages. The proxy serves without it.
if (!parentPort) throw new Error('control runs as a worker thread');
const main = parentPort;
const { configuration, notes, resumes } = workerData as ControlStart;
const log = createLog('control');
const now = (): Date => new Date();
const tell = (message: FromControl): void => main.postMessage(message);

let serving = false;

const store = sharedStore(configuration, now);
const lastDials =
  configuration.store === ':memory:' ? undefined : new LastDials(`${configuration.store}.dials.json`);
await store.attend();
const keeper = await Keeper.open(
  configuration.routes.map(({ rule, compare, redact }) => ({ rule, compare: { compare, redact } })),
  store,
  now,
  lastDials?.read(),
  resumes,
);
const desk = new ControlDesk(
  keeper,
  store,
  now,
  (entry) => {
    tell({ kind: 'dials', dials: keeper.dials() });
    rounds.keepDials();
    if (!entry) return;
    const { route, action, from, to, actor, role, reason, forced } = entry;
    log.info({ route, action, from, to, actor, role, reason, forced }, 'dial');
  },
  () =>
    store.standing.kind === 'standby'
      ? `This Banyan is on standby: ${tellHolder(store.standing.holder)} holds the store. Turn the dial there.`
      : undefined,
);
const rounds = new StoreRounds({
  store,
  keeper,
  desk,
  lastDials,
  file: configuration.store,
  progress: {
    note: () => ({ tally: heard.tally, outcomes: { ...heard.outcomes } }),
    // A store in memory does not outlive this thread.
    saved: (saved) => configuration.store !== ':memory:' && tell({ kind: 'saved', saved }),
  },
  log,
});
const metrics = createMetrics(() => desk.routes());
const listeners: readonly Counted[] = [keeper, metrics];
const analysts = new Map<number, HandedOver>();
let changed = false;
/** How far this thread has heard. */
const heard = { tally: 0, outcomes: {} as Record<string, number> };
/** What the main thread says is degraded. */
let analysisProblem: string | undefined;

await rounds.start();
const page = await openPage();
const announcements = setInterval(announce, 1_000);
main.on('message', hear);
if (page) tell({ kind: 'ready', port: page.port, dials: keeper.dials() });

async function openPage(): Promise<Listening | undefined> {
  const { host, port, hosts } = configuration.admin;
  const app = createDashboard({
    desk,
    metrics,
    access: { tokens: resolveTokens(configuration, process.env), listen: host, hosts },
    ready: () => ({
      ready: serving,
      problems: [...rounds.problems(), ...(analysisProblem ? [analysisProblem] : [])],
    }),
    config: () => ({ problems: notes }),
    failed: (error, where) => log.error({ error: reasonOf(error), where }, 'the page failed'),
    proxyUrl: `http://${configuration.proxy.host}:${configuration.proxy.port}`,
    version,
  });
  try {
    return await listen(app, { host, port });
  } catch (error) {
    tell({ kind: 'cannot-start', detail: reasonOf(error) });
    return undefined;
  }
}

function hear(message: ToControl): void {
  switch (message.kind) {
    case 'tally':
      changed = true;
      heard.tally = message.id;
      for (const listener of listeners) listener.traffic(message.tally);
      return;
    case 'analyst':
      hearAnalyst(message.analyst, message.line);
      return;
    case 'handed':
      analysts.get(message.analyst)?.handed(message.batch, message.pairs);
      return;
    case 'analysis':
      analysisProblem = message.problem;
      return;
    case 'alive?':
      tell({ kind: 'alive' });
      return;
    case 'serving':
      ({ serving } = message);
      return;
    case 'stop':
      void stop();
      return;
  }
}

function hearAnalyst(analyst: number, line: (ToControl & { kind: 'analyst' })['line']): void {
  const handed = new HandedOver((pairs) => {
    for (const [route, count] of Object.entries(pairs)) lose(route, count);
  });
  analysts.set(analyst, handed);
  // The one before may still be told of; older ones are done with.
  analysts.delete(analyst - 2);
  line.on('message', ({ batch, findings }: FromAnalystToControl) => {
    changed = true;
    for (const finding of findings) {
      countOutcomes(finding.route, 1);
      for (const listener of listeners) listener.finding(finding);
    }
    handed.answered(batch);
  });
  line.on('close', () => handed.gone());
}

/** Pairs that were handed over, and whose outcome is now counted. */
function countOutcomes(route: string, count: number): void {
  heard.outcomes[route] = (heard.outcomes[route] ?? 0) + count;
}

function lose(route: string, count: number): void {
  countOutcomes(route, count);
  const tally = { requests: [], durations: [], failures: [], fallbacks: [] };
  for (const listener of listeners) {
    listener.traffic({ ...tally, skipped: [{ route, reason: 'analysis-lost', count }] });
  }
}

function announce(): void {
  if (changed) desk.announce();
  changed = false;
}

async function stop(): Promise<void> {
  clearInterval(announcements);
  await page?.close();
  await rounds.stop();
  main.close();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
