import { parentPort, workerData } from 'node:worker_threads';
import { createDashboard } from '../../dashboards/app.js';
import { createMetrics } from '../../dashboards/metrics/metrics.js';
import { type Listening, listen } from '../../dashboards/serve.js';
import { ControlDesk } from '../../evidence/control-desk.js';
import { HandedOver } from '../../evidence/handed-over.js';
import { type KeptRoute, Keeper } from '../../evidence/keeper.js';
import type { EvidenceStore } from '../../evidence/store/evidence-store.js';
import { openSqliteStore } from '../../evidence/store/sqlite-store.js';
import type { Counted, Tally } from '../../evidence/tally.js';
import { createLog } from '../log.js';
import { version } from '../version.js';
import { resolveTokens } from './admin-tokens.js';
import type { ControlStart, FromAnalystToControl, FromControl, ToControl } from './messages.js';

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

/** What is degraded, as sentences for `/readyz`. */
const degraded = new Map<'store' | 'evidence', string>();
let serving = false;

const store = await openStore();
const keeper = await Keeper.open(keptRoutes(configuration.routes), store, now, started.edition);
const desk = new ControlDesk(keeper, store, now, (entry) => {
  tell({ kind: 'dials', dials: keeper.dials() });
  if (!entry) return;
  const { route, action, from, to, actor, role, reason, forced } = entry;
  log.info({ route, action, from, to, actor, role, reason, forced }, 'dial');
});
const metrics = createMetrics(() => desk.routes());
type Handed = ToControl & { readonly kind: 'handed' };
const listeners: readonly Counted[] = [keeper, metrics];
const analysts = new Map<number, HandedOver<Handed>>();
let changed = false;
/** One configuration is taken after the other. */
let reconfigured = Promise.resolve();

const page = await openPage();
const savings = setInterval(() => void save(), 1_000);
main.on('message', hear);
if (page) tell({ kind: 'ready', port: page.port, dials: keeper.dials() });

function keptRoutes(routes: ControlStart['configuration']['routes']): readonly KeptRoute[] {
  return routes.map(({ rule, compare, redact }) => ({
    // A store that cannot be read may hold a dial that was rolled back: nobody is sent to the candidate.
    rule: degraded.has('store') ? { ...rule, start: {} } : rule,
    compare: { compare, redact },
  }));
}

/** A store that cannot be used must not keep anybody from being served: evidence then ends with the process. */
async function openStore(): Promise<EvidenceStore> {
  try {
    return await openSqliteStore(configuration.store);
  } catch (error) {
    const why = `the store ${configuration.store} cannot be used (${reasonOf(error)}): evidence and dials live in memory until it can and Banyan is restarted`;
    degraded.set('store', why);
    log.error({ error: reasonOf(error) }, why);
    return openSqliteStore(':memory:');
  }
}

async function openPage(): Promise<Listening | undefined> {
  const { host, port, hosts } = configuration.admin;
  const app = createDashboard({
    desk,
    metrics,
    access: { tokens: resolveTokens(configuration, process.env), listen: host, hosts },
    ready: () => ({ ready: serving, problems: [...degraded.values()] }),
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
      count(message.tally);
      return;
    case 'configuration':
      reconfigured = reconfigured.then(() => reconfigure(message.start));
      return;
    case 'ended':
      keeper.ended(message.edition);
      return;
    case 'analyst':
      hearAnalyst(message.analyst, message.line);
      return;
    case 'handed':
      analysts.get(message.analyst)?.handed(message.batch, message);
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
async function reconfigure(start: ControlStart): Promise<void> {
  const unread = await keeper.reopen(keptRoutes(start.configuration.routes), start.edition);
  for (const [route, error] of unread) {
    const why = `the evidence of ${route} could not be read (${reasonOf(error)}): it is counted in memory until Banyan is restarted`;
    degraded.set('evidence', why);
    log.error({ route, error: reasonOf(error) }, why);
  }
  ({ news } = start);
  tell({ kind: 'dials', dials: keeper.dials() });
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
    for (const finding of findings) for (const listener of listeners) listener.finding(finding);
    handed.answered(batch);
  });
  line.on('close', () => handed.gone());
}

function lose({ pairs, edition }: Handed): void {
  const reason = 'analysis-lost';
  const skipped = Object.entries(pairs).map(([route, lost]) => ({ route, reason, count: lost }) as const);
  count({ requests: [], durations: [], failures: [], fallbacks: [], skipped, edition });
}

async function save(): Promise<void> {
  if (changed) desk.announce();
  changed = false;
  try {
    await keeper.save();
    if (configuration.store !== ':memory:' && degraded.get('store')?.startsWith('not saved'))
      degraded.delete('store');
  } catch (error) {
    degraded.set('store', `not saved since ${now().toISOString()}: ${reasonOf(error)}`);
    log.error({ error: reasonOf(error) }, 'evidence could not be saved; it is tried again');
  }
}

async function stop(): Promise<void> {
  clearInterval(savings);
  await page?.close();
  await reconfigured;
  await save();
  await store.close();
  main.close();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
