import { parentPort, workerData } from 'node:worker_threads';
import { createDashboard } from '../../dashboards/app.js';
import { type BreakerNews, tellBreakers } from '../../dashboards/breaker-news.js';
import { createMetrics } from '../../dashboards/metrics/metrics.js';
import { type Listening, listen } from '../../dashboards/serve.js';
import { ControlDesk } from '../../evidence/control-desk.js';
import { HandedOver } from '../../evidence/handed-over.js';
import { type KeptRoute, Keeper } from '../../evidence/keeper.js';
import { LastDials } from '../../evidence/last-dials.js';
import { tellHolder } from '../../evidence/store/shared-store.js';
import type { Counted, Tally } from '../../evidence/tally.js';
import { createLog } from '../log.js';
import { version } from '../version.js';
import { resolveTokens } from './admin-tokens.js';
import type {
  ControlStart,
  EditionRoutes,
  FromAnalystToControl,
  FromControl,
  Serving,
  ToControl,
} from './messages.js';
import { addPairs } from './pair-sums.js';
import { sharedStore } from './shared-store.js';
import { StoreRounds } from './store-rounds.js';

// The control thread: store, scorecards, dials, metrics and pages. The proxy serves without it.
if (!parentPort) throw new Error('control runs as a worker thread');
const main = parentPort;
// What cannot change while Banyan runs is read from the one it started with.
const started = workerData as ControlStart;
const { configuration } = started;
let { news } = started;
const log = createLog('control');
const now = (): Date => new Date();
const tell = (message: FromControl): void => main.postMessage(message);

let serving = false;

const store = sharedStore(configuration, now);
const lastDials =
  configuration.store === ':memory:' ? undefined : new LastDials(`${configuration.store}.dials.json`);
await store.attend();
const keeper = await openKeeper();
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
    note: () => ({ ...structuredClone(heard), edition: keeper.edition }),
    // A store in memory does not outlive this thread.
    saved: (saved) => configuration.store !== ':memory:' && tell({ kind: 'saved', saved }),
  },
  log,
});
let breakers: readonly BreakerNews[] = [];
const metrics = createMetrics(
  () => desk.routes(),
  () => breakers,
);
type Handed = ToControl & { readonly kind: 'handed' };
const listeners: readonly Counted[] = [keeper, metrics];
const analysts = new Map<number, HandedOver<Handed>>();
let changed = false;
/** The last configuration is taken when this resolves. */
let reconfigured = Promise.resolve();
/** How far this thread has heard. */
const heard = { tally: 0, outcomes: {} as Record<number, Record<string, number>> };
/** What the main thread says is degraded. */
let analysisProblem: string | undefined;

await rounds.start();
const page = await openPage();
const announcements = setInterval(announce, 1_000);
main.on('message', hear);
if (page) tell({ kind: 'ready', port: page.port, dials: keeper.dials() });

/** Opens the books of every edition of which something may still be told, one after the other. */
async function openKeeper(): Promise<Keeper> {
  const { earlier, edition, savedEdition } = started;
  const current: EditionRoutes = { edition, routes: configuration.routes };
  const [oldest, ...later] = [...earlier, current];
  const known = (of: EditionRoutes) => ({
    last: lastDials?.read() ?? {},
    resumes: of.edition <= savedEdition,
  });
  const begins = { ...known(oldest), edition: oldest.edition };
  const keeper = await Keeper.open(keptRoutes(oldest.routes), store, now, begins);
  for (const next of later) await keeper.reopen(keptRoutes(next.routes), next.edition, known(next));
  return keeper;
}

function keptRoutes(routes: EditionRoutes['routes']): readonly KeptRoute[] {
  // Another text of a custom comparator judges otherwise: that begins new evidence too.
  return routes.map(({ rule, compare, redact, custom }) => ({
    rule,
    compare: { compare, redact, custom: custom?.version },
  }));
}

async function openPage(): Promise<Listening | undefined> {
  const { host, port, hosts } = configuration.admin;
  const app = createDashboard({
    desk,
    metrics,
    access: { tokens: resolveTokens(configuration, process.env), listen: host, hosts },
    ready: () => ({
      ready: serving,
      problems: [
        ...(serving ? [] : ['the proxy takes no new requests: it starts, or drains before it ends']),
        ...rounds.problems(),
        ...(analysisProblem ? [analysisProblem] : []),
        ...tellBreakers(breakers),
      ],
    }),
    config: () => news,
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
      heard.tally = message.id;
      count(message.tally);
      return;
    case 'configuration':
      reconfigured = reconfigure(message.serving);
      return;
    case 'ended':
      delete heard.outcomes[message.edition];
      keeper.ended(message.edition);
      return;
    case 'analyst':
      hearAnalyst(message.analyst, message.line);
      return;
    case 'handed':
      analysts.get(message.analyst)?.handed(message.batch, message);
      return;
    case 'breakers':
      breakers = message.news;
      desk.announce();
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

/** Keeps the books of the edition that serves, and tells what is new of banyan.yaml. */
async function reconfigure(next: Serving): Promise<void> {
  await desk.reopen(keptRoutes(next.configuration.routes), next.edition);
  ({ news } = next);
  desk.announce();
}

function count(tally: Tally): void {
  changed = true;
  for (const listener of listeners) listener.traffic(tally);
}

function hearAnalyst(analyst: number, line: (ToControl & { kind: 'analyst' })['line']): void {
  const handed = new HandedOver<Handed>(lose);
  analysts.set(analyst, handed);
  // The one before may still be told of; older ones are done with.
  analysts.delete(analyst - 2);
  line.on('message', ({ batch, findings }: FromAnalystToControl) => {
    changed = true;
    for (const finding of findings) {
      addPairs(heard.outcomes, { [finding.route]: 1 }, finding.edition);
      for (const listener of listeners) listener.finding(finding);
    }
    handed.answered(batch);
  });
  line.on('close', () => handed.gone());
}

function lose({ pairs, edition }: Handed): void {
  addPairs(heard.outcomes, pairs, edition);
  const reason = 'analysis-lost';
  const skipped = Object.entries(pairs).map(([route, lost]) => ({ route, reason, count: lost }) as const);
  count({ requests: [], durations: [], failures: [], fallbacks: [], skipped, edition });
}

function announce(): void {
  if (changed) desk.announce();
  changed = false;
}

async function stop(): Promise<void> {
  clearInterval(announcements);
  await page?.close();
  await reconfigured;
  await rounds.stop();
  main.close();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
