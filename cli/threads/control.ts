import { parentPort, workerData } from 'node:worker_threads';
import { createDashboard } from '../../dashboards/app.js';
import { type BreakerNews, tellBreakers } from '../../dashboards/breaker-news.js';
import type { Vitals } from '../../dashboards/vitals.js';
import { type Listening, listen } from '../../dashboards/serve.js';
import { ControlDesk } from '../../evidence/control-desk.js';
import { HistoryBook } from '../../evidence/history/history-book.js';
import { type KeptRoute, Keeper } from '../../evidence/keeper.js';
import { LastDials } from '../../evidence/last-dials.js';
import { tellNewFields, tellTurn } from '../../evidence/notify/notifier.js';
import { keyedBy } from '../../evidence/redaction-key.js';
import { lastDialsOf } from '../../evidence/store/private-files.js';
import { reasonOf, tellHolder } from '../../evidence/store/shared-store.js';
import { type Counted, emptyTally, type Finding, type Tally } from '../../evidence/tally.js';
import type { Dial } from '../../routing-rules/dial.js';
import { shownNews } from '../configuration/news-of-file.js';
import { createLog } from '../log.js';
import { version } from '../version.js';
import { readRules } from '../configuration/read-rules.js';
import { resolveTokens } from './admin-tokens.js';
import type { ControlStart, EditionRoutes, FromControl, Serving, ToControl } from './messages.js';
import { type Handed, HeardAnalysts } from './heard-analysts.js';
import { Inquiries } from './inquiries.js';
import { addPairs } from './pair-sums.js';
import { keptRoutes, versionsLastKnown } from './kept-routes.js';
import { sharedStore } from './shared-store.js';
import { startController } from './start-controller.js';
import { counting, startMetrics } from './start-metrics.js';
import { namedRoutes, startWebhooks } from './start-webhooks.js';
import { isLegacyIn, upstreamsNow } from './upstreams-now.js';
import { ToldDials } from './told-dials.js';
import { StoreRounds } from './store-rounds.js';

// The control thread: store, scorecards, dials, metrics and pages. The proxy serves without it.
if (!parentPort) throw new Error('control runs as a worker thread');
const main = parentPort;
// What cannot change while Banyan runs is read from the one it started with.
const started = workerData as ControlStart;
const { configuration } = started;
/** What serves, once its books are kept. */
let serves: Serving = started;
let news = shownNews(started.news);
const log = createLog('control');
const now = (): Date => new Date();
/** Milliseconds that news have at the end to be sent. */
const lastNewsWithin = 2_000;
const tell = (message: FromControl): void => main.postMessage(message);

let serving = false;
let page: Listening | undefined;

const store = sharedStore(configuration, now, (sentence) => log.warn(sentence));
const lastDials =
  configuration.store === ':memory:' ? undefined : new LastDials(lastDialsOf(configuration.store));
await store.attend();
const keeper = await openKeeper();
const history = new HistoryBook(keeper, now, () => store.standing.kind !== 'standby');
const webhooks = startWebhooks(configuration, () => page?.port, log);
const inquiries = new Inquiries();
const toldDials = new ToldDials(tell);
const desk = new ControlDesk(
  keeper,
  store,
  now,
  (entry) => {
    const taken = toldDials.tell(keeper.dials());
    rounds.keepDials();
    if (!entry) return taken;
    const { route, action, from, to, actor, role, reason, forced } = entry;
    log.info({ route, action, from, to, actor, role, reason, forced }, 'dial');
    metrics.dialChanged(entry);
    tellTurn(webhooks, entry);
    return taken;
  },
  () =>
    store.standing.kind === 'standby'
      ? `This Banyan is on standby: ${tellHolder(store.standing.holder)} holds the store. Ask there.`
      : undefined,
  keyedBy(started.redactionKey),
  inquiries,
  history,
);
const rounds = new StoreRounds({
  store,
  keeper,
  history,
  desk,
  lastDials,
  file: configuration.store,
  progress: {
    note: () => ({ ...structuredClone(heard), edition: keeper.edition }),
    // A store in memory does not outlive this thread.
    saved: (saved) => configuration.store !== ':memory:' && tell({ kind: 'saved', saved }),
  },
  keepFor: () => serves.configuration.keep,
  now,
  log,
});
let breakers: readonly BreakerNews[] = [];
let vitals: Vitals | undefined;
const metrics = startMetrics({ desk, keeper, store, breakers: () => breakers, news: () => news });
const listeners: readonly Counted[] = [keeper, metrics, history];
const analysts = new HeardAnalysts({ found, lost, inquiries });
let changed = false;
/** The last configuration is taken when this resolves. */
let reconfigured = Promise.resolve();
/** How far this thread has heard. */
const heard = { tally: 0, outcomes: {} as Record<number, Record<string, number>> };
/** What the main thread says is degraded. */
let analysisProblem: string | undefined;

await rounds.start();
page = await openPage();
const announcements = setInterval(announce, 1_000);
const stopController = startController({ keeper, desk, store, now }, log);
main.on('message', hear);
if (page) {
  const versions = await versionsLastKnown(configuration, store);
  tell({ kind: 'ready', port: page.port, dials: keeper.dials(), versions });
}

/** Opens the books of every edition of which something may still be told, one after the other. */
async function openKeeper(): Promise<Keeper> {
  const { earlier, edition, versions, savedEdition } = started;
  const current: EditionRoutes = { edition, routes: configuration.routes, versions };
  const [oldest, ...later] = [...earlier, current];
  const known = (of: EditionRoutes) => ({
    last: lastKnownDials(),
    resumes: of.edition <= savedEdition,
    isOver: of.edition < edition,
  });
  const begins = { ...known(oldest), edition: oldest.edition };
  const keeper = await Keeper.open(kept(oldest), store, now, begins);
  for (const next of later) await keeper.reopen(kept(next), next.edition, known(next));
  return keeper;
}

/** As the data plane has them, else as the file has. */
function lastKnownDials(): Readonly<Record<string, Dial>> {
  // One that was never turned may be one that nobody knows.
  const turned = Object.entries(started.dials).filter(([, { revision }]) => revision > 0);
  return { ...lastDials?.read(), ...Object.fromEntries(turned) };
}

function kept({ routes, versions }: EditionRoutes): readonly KeptRoute[] {
  return keptRoutes(routes, versions, configuration.versions);
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
        ...tellBreakers(breakers, isLegacyIn(serves.configuration)),
      ],
    }),
    config: () => news,
    upstreams: () => upstreamsNow({ serves, breakers, vitals, metrics }),
    traceUrl: () => serves.configuration.admin.traceUrl,
    readRules,
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
      analysts.hear(message.analyst, message.line);
      return;
    case 'handed':
      analysts.handed(message);
      return;
    case 'breakers':
      breakers = message.news;
      desk.announce();
      return;
    case 'vitals':
      ({ vitals } = message);
      metrics.vitals(vitals);
      return;
    case 'analysis':
      analysisProblem = message.problem;
      return;
    case 'dials-taken':
      toldDials.taken(message.id);
      return;
    case 'alive?':
      tell({ kind: 'alive' });
      return;
    case 'serving':
      void hearServing(message.serving);
      return;
    case 'stop':
      void stop();
      return;
  }
}

/** Keeps the books of the edition that serves, and tells what is new of banyan.yaml. */
async function reconfigure(next: Serving): Promise<void> {
  const { routes, versions } = next.configuration;
  for (const other of await desk.reopen(keptRoutes(routes, next.versions, versions), next.edition))
    log.info(other, other.compared > 0 ? 'evidence goes on where it was left' : 'evidence begins anew');
  webhooks.configure(namedRoutes(routes));
  serves = next;
  news = shownNews(next.news);
  desk.announce();
}

/** Not ready before the books are those of the edition that serves. */
async function hearServing(is: boolean): Promise<void> {
  await reconfigured;
  serving = is;
}

function count(tally: Tally): void {
  changed = true;
  for (const listener of listeners) listener.traffic(tally);
}

function found(finding: Finding): void {
  changed = true;
  // One that is settled was told of before.
  if (finding.verdict !== 'settled' && finding.verdict !== 'confirmed')
    addPairs(heard.outcomes, { [finding.route]: 1 }, finding.edition);
  for (const listener of listeners) listener.finding(finding);
}

function lost({ pairs, edition }: Handed): void {
  addPairs(heard.outcomes, pairs, edition);
  const reason = 'analysis-lost';
  const skipped = Object.entries(pairs).map(([route, lost]) => ({ route, reason, count: lost }) as const);
  count({ ...emptyTally, skipped, edition });
}

function announce(): void {
  tellNewFields(counting(metrics, webhooks), keeper);
  if (changed) desk.announce();
  changed = false;
}

async function stop(): Promise<void> {
  clearInterval(announcements);
  stopController();
  await page?.close();
  await reconfigured;
  tellNewFields(counting(metrics, webhooks), keeper);
  await rounds.stop();
  await webhooks.finish(AbortSignal.timeout(lastNewsWithin));
  main.close();
}
