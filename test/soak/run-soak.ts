import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../bench/process/free-port.js';
import type { Children } from '../../bench/process/children.js';
import { layWire } from '../faulty-wire.js';
import type { Card } from './banyan/admin.js';
import { restless } from './banyan/configuration.js';
import { Soaked, until } from './banyan/soaked.js';
import { type Check, none } from './check.js';
import { checkEvidence, sumOfCards } from './check-evidence.js';
import { type AtRest, checkAtRest, checkTrends, connectionsOf, type Ports } from './check-figures.js';
import { checkUpstreams } from './check-upstreams.js';
import { type ClientLedger, tellWrong } from './clients/ledger.js';
import { Lanes } from './clients/lanes.js';
import { Load } from './clients/load.js';
import { farewell } from './farewell.js';
import { type Figures, readFigures } from './figures.js';
import type { SoakOptions } from './options.js';
import type { Side } from './plan.js';
import { Troubles } from './troubles.js';
import type { UpstreamReport } from './upstream/report.js';
import { slowToxics } from './upstream/wires.js';
import { UpstreamChild } from './upstreams.js';

/** Of every so many client connections one comes over a slow wire. */
const slowClientEvery = 12;
/** Seconds; longer than the longest deadline, so that as much is under way as ever will be. */
const warmUp = 10;
/** What clients wait for ends by then, with every deadline that stands behind it. */
const busyWithin = 70_000;

/** What a soak needs from whoever runs it. */
export interface SoakGround {
  readonly children: Children;
  readonly folder: string;
  readonly progress: (what: string) => void;
}

/** What a soak found. */
export interface SoakResult {
  readonly options: SoakOptions;
  readonly checks: readonly Check[];
  readonly ledger: ClientLedger;
  readonly heldBack: number;
  readonly cards: readonly Card[];
  readonly upstreams: Readonly<Record<Side, UpstreamReport>>;
  readonly troubles: Troubles['counts'];
  readonly readings: readonly Figures[];
  readonly rest: { readonly before: AtRest; readonly after: AtRest; readonly ports: Ports };
  readonly log: Readonly<Record<string, number>>;
}

/** Soaks a Banyan. @throws Error when it cannot be done, which says nothing of Banyan */
export async function runSoak(options: SoakOptions, ground: SoakGround): Promise<SoakResult> {
  const { children, folder, progress } = ground;
  const { seconds, rate, seed } = options;
  const upstreams = {
    legacy: await UpstreamChild.start(children, 'legacy', seed + 1),
    candidate: await UpstreamChild.start(children, 'candidate', seed + 2),
  };
  const [legacy, candidate] = [await upstreams.legacy.report(), await upstreams.candidate.report()];
  const ports: Ports = { proxy: await freePort(), admin: await freePort() };
  const banyan = await Soaked.start(children, {
    proxyPort: ports.proxy,
    adminPort: ports.admin,
    folder,
    legacy: { port: upstreams.legacy.port, slowPort: legacy.slowPort },
    candidate: { port: upstreams.candidate.port, ...candidate },
  });
  const wire = await layWire({ port: ports.proxy, seed, toxics: slowToxics });
  const lanes = new Lanes((number) => (number % slowClientEvery === 0 ? wire.port : ports.proxy));
  const load = new Load(lanes, rate, seed);
  const readings: Figures[] = [];
  const troubles = new Troubles(banyan, upstreams.candidate, seconds);

  progress('warming up');
  await load.run(warmUp);
  const before = await comeToRest();

  const watch = setInterval(() => {
    readings.push(readFigures(banyan.child.pid));
    troubles.tick();
    if (readings.length % 5 === 0) progress(tellProgress());
  }, 1_000);
  try {
    await load.run(seconds);
  } finally {
    clearInterval(watch);
  }
  progress('settling');
  await troubles.over();
  const after = await comeToRest();
  const cards = await allCards();
  const reports = { legacy: await upstreams.legacy.report(), candidate: await upstreams.candidate.report() };
  progress('ending');
  const ending = await farewell(banyan, ports.proxy);
  await wire.close();

  const checks: Check[] = [
    none('wrong answers', tellWrong(load.ledger)),
    ...checkEvidence(cards, load.ledger),
    ...checkUpstreams(reports, load.ledger.played),
    ...checkAtRest(before, after, ports),
    ...checkTrends(readings),
    none('failures in the log', banyan.log.failures),
    ...ending,
  ];
  return {
    options,
    checks,
    ledger: load.ledger,
    heldBack: load.heldBack,
    cards,
    upstreams: reports,
    troubles: troubles.counts,
    readings,
    rest: { before, after, ports },
    log: banyan.log.told,
  };

  /** Lets everything end, has the upstreams close what idles, and looks at what is left. */
  async function comeToRest(): Promise<AtRest> {
    await load.rest();
    upstreams.candidate.order('recover');
    await banyan.settledCards();
    const deadline = performance.now() + busyWithin;
    let told = [await upstreams.legacy.report(), await upstreams.candidate.report()];
    while (told.some(({ busy }) => busy > 0) && performance.now() < deadline) {
      await sleep(200);
      told = [await upstreams.legacy.report(), await upstreams.candidate.report()];
    }
    const busy = told.reduce((sum, report) => sum + report.busy, 0);
    const pooled = connectionsOf(readFigures(banyan.child.pid), ports).upstreams;
    const left = [await upstreams.legacy.hangUp(), await upstreams.candidate.hangUp()];
    // Banyan hears of what was closed a moment later.
    await sleep(1_000);
    const figures = readFigures(banyan.child.pid);
    return { figures, busy, pooled, open: left.reduce((sum, report) => sum + report.open, 0) };
  }

  /** What every route tells, of the restless one under both sets of rules. */
  async function allCards(): Promise<readonly Card[]> {
    const now = await banyan.settledCards();
    await banyan.reload();
    await until(async () => (await banyan.cards()).length === now.length, 'the other evidence is told');
    const others = await banyan.settledCards();
    return now.map((card) => {
      const other = others.find(({ name }) => name === card.name);
      return card.name === restless && other ? sumOfCards(card, other) : card;
    });
  }

  function tellProgress(): string {
    const last = readings.at(-1);
    const held = last ? connectionsOf(last, ports) : { clients: 0, upstreams: 0 };
    return [
      `${readings.length} of ${seconds} s`,
      `${load.ledger.played} requests`,
      `${load.ledger.wrongs} wrong`,
      `${load.running} under way`,
      `${((last?.memory ?? 0) / 1024 / 1024).toFixed(0)} MB`,
      `${held.clients} + ${held.upstreams} connections`,
      `${last?.threads ?? 0} threads`,
    ].join(', ');
  }
}
