import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Closing } from '../closing.js';
import { startControl } from '../control/control.js';
import { CUSTOMERS } from '../customers.js';
import { FaultBoard } from '../faults.js';
import { checkPorts } from '../ports.js';
import { startProjection } from '../projection/projection.js';
import { startShop } from '../shop/shop.js';
import { startTraffic, type Traffic } from '../traffic/traffic.js';
import { type BanyanProcess, startBanyan } from './banyan-process.js';
import { writeConfig } from './config.js';
import type { DemoOptions } from './options.js';

/** What starting needs besides the options. */
export interface Surroundings {
  /** Takes the undoing of every step as soon as it is done. */
  readonly closing: Closing;
  /** Ends the start early. */
  readonly signal: AbortSignal;
  readonly tell: (progress: string) => void;
  /** Another program in Banyan's place; for tests. */
  readonly program?: string;
}

/** The demo, up and running. */
export interface Demo {
  readonly admin: string;
  readonly config: string;
  readonly faults: FaultBoard;
  readonly traffic: Traffic;
  readonly banyan: BanyanProcess;
}

const CAUGHT_UP_WITHIN_MS = 20_000;
const LOOPBACK = '127.0.0.1';

/** Starts the shop, the projection, Banyan and the traffic, each when what it needs is there. */
export async function startDemo(options: DemoOptions, around: Surroundings): Promise<Demo> {
  const { ports, seed } = options;
  const { closing, signal, tell } = around;
  await checkPorts(ports);
  const faults = new FaultBoard(options.faults);
  const admin = `http://${LOOPBACK}:${ports.admin}`;

  tell(`opening the shop: ${CUSTOMERS} customers, 9 services, the aggregate and the event log`);
  const shop = await startShop({
    address: LOOPBACK,
    ports: ports.shop,
    seed,
    customers: CUSTOMERS,
    pace: 1,
    faults,
  });
  closing.add('shop', () => shop.close());

  tell('projecting the event log');
  const listen = { address: LOOPBACK, port: ports.projection };
  const projection = await startProjection({ listen, log: shop.events.url, seed, faults });
  closing.add('projection', () => projection.close());
  for (const deadline = Date.now() + CAUGHT_UP_WITHIN_MS; !projection.follower.caughtUp; ) {
    if (Date.now() > deadline) throw new Error('the projection did not catch up with the event log');
    await sleep(20, undefined, { signal });
  }
  const control = await startControl({
    listen: { address: LOOPBACK, port: ports.control },
    faults,
    banyan: admin,
  });
  closing.add('control', () => control.close());

  tell('starting Banyan');
  const folder = await folderFor(options, closing);
  const config = await writeConfig(folder, ports, options.auto);
  const program = around.program === undefined ? {} : { program: around.program };
  const temporary = options.keep === undefined ? folder : undefined;
  const banyan = await startBanyan({ config, admin, signal, temporary, ...program });
  closing.add(
    'Banyan',
    () => banyan.stop(),
    () => banyan.kill(),
  );

  tell(`letting the agents in: ${options.rate} calls per second`);
  const target = `http://${LOOPBACK}:${ports.proxy}`;
  const traffic = startTraffic({ target, seed, customers: CUSTOMERS, rate: options.rate });
  closing.add('traffic', () => traffic.stop());
  return { admin, config, faults, traffic, banyan };
}

/** The folder for Banyan's file and store: the one to keep, or one that goes when the demo ends. */
async function folderFor({ keep }: DemoOptions, closing: Closing): Promise<string> {
  if (keep !== undefined) {
    await mkdir(keep, { recursive: true });
    return resolve(keep);
  }
  const folder = await mkdtemp(join(tmpdir(), 'banyan-demo-'));
  const gone = { recursive: true, force: true, maxRetries: 3 };
  closing.add(
    'temporary folder',
    () => rm(folder, gone),
    () => rmSync(folder, gone),
  );
  return folder;
}
