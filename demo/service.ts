/** One service of the demo as a process of its own: `node dist/demo/service.js legacy|projection|control|traffic`. */
import { Closing } from './closing.js';
import { startControl } from './control/control.js';
import { copyFaults } from './control/remote-faults.js';
import { CUSTOMERS } from './customers.js';
import { DEFAULT_FAULTS, FaultBoard, faultsFrom } from './faults.js';
import { DEFAULT_PORT_BASE, shopPorts } from './ports.js';
import { startProjection } from './projection/projection.js';
import { startShop } from './shop/shop.js';
import { startTraffic, type TrafficCounts } from './traffic/traffic.js';

const USAGE = `node dist/demo/service.js legacy | projection | control | traffic

Set by the environment (in brackets what holds when it is not set):
  LISTEN        address to listen on (127.0.0.1)
  PORT          control (8090), projection (8092)
  PORT_BASE     legacy: the aggregate takes +1, the event log +3, the services the rest (8090)
  SEED          same seed, same data (banyan)          CUSTOMERS  how many (600)
  FAULTS        on at the start: names, none or all    FAULTS_URL a control service to follow instead
  LOG_URL       projection: the event log (http://127.0.0.1:8093)
  TARGET_URL    traffic: the proxy (http://127.0.0.1:8080)
  RATE          traffic: calls per second (30)         PACE       legacy: stretches every latency (1)
  BANYAN_URL    control: the page to link to (http://127.0.0.1:8081)
`;

const TELL_EVERY_MS = 30_000;

function tellCounts({ reads, writes, failed, heldBack }: TrafficCounts): string {
  return `${reads} reads, ${writes} writes, ${failed} failed, ${heldBack} held back`;
}

const env = (name: string, fallback: string): string => process.env[name] || fallback;

function number(name: string, fallback: number, high: number): number {
  const value = Number(env(name, String(fallback)));
  if (!(value >= 0 && value <= high)) throw new Error(`${name}=${process.env[name]}: 0 to ${high} is needed`);
  return value;
}

/** The switches: those of a control service elsewhere, or those named in the environment. */
function board(closing: Closing): FaultBoard {
  const followed = process.env['FAULTS_URL'];
  if (!followed) return new FaultBoard(faultsFrom(env('FAULTS', DEFAULT_FAULTS.join(','))));
  const faults = new FaultBoard();
  closing.add('faults', copyFaults(followed, faults));
  return faults;
}

/** Starts the named service and says where it is. */
async function start(name: string | undefined, closing: Closing): Promise<string> {
  const address = env('LISTEN', '127.0.0.1');
  const seed = env('SEED', 'banyan');
  const customers = number('CUSTOMERS', CUSTOMERS, 100_000);
  switch (name) {
    case 'legacy': {
      const ports = shopPorts(number('PORT_BASE', DEFAULT_PORT_BASE, 65_500));
      const pace = number('PACE', 1, 100);
      const shop = await startShop({ address, ports, seed, customers, pace, faults: board(closing) });
      closing.add('shop', () => shop.close());
      return `the aggregate answers at port ${shop.aggregate.port}, the event log at ${shop.events.port}`;
    }
    case 'projection': {
      const listen = { address, port: number('PORT', DEFAULT_PORT_BASE + 2, 65_535) };
      const log = env('LOG_URL', `http://127.0.0.1:${DEFAULT_PORT_BASE + 3}`);
      const projection = await startProjection({ listen, log, seed, faults: board(closing) });
      closing.add('projection', () => projection.close());
      return `answers at port ${projection.hosted.port}, follows ${log}`;
    }
    case 'control': {
      const listen = { address, port: number('PORT', DEFAULT_PORT_BASE, 65_535) };
      const banyan = env('BANYAN_URL', 'http://127.0.0.1:8081');
      const control = await startControl({ listen, faults: board(closing), banyan });
      closing.add('control', () => control.close());
      return `switches are at port ${control.port}`;
    }
    case 'traffic': {
      const target = env('TARGET_URL', 'http://127.0.0.1:8080');
      const traffic = startTraffic({ target, seed, customers, rate: number('RATE', 30, 500) });
      closing.add('traffic', () => traffic.stop());
      const telling = setInterval(
        () => console.error(`traffic: ${tellCounts(traffic.counts)}`),
        TELL_EVERY_MS,
      );
      closing.add('counts', () => clearInterval(telling));
      return `calls ${target}`;
    }
    default:
      throw new Error(`no service is called "${name ?? ''}"\n\n${USAGE}`);
  }
}

const name = process.argv[2];
if (name === '--help' || name === '-h') {
  process.stdout.write(USAGE);
  process.exit(0);
}
const closing = new Closing();
try {
  console.error(`${name}: ${await start(name, closing)}`);
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  await closing.close();
  process.exit(2);
}
let asked = false;
const end = (): void => {
  if (asked) process.exit(130);
  asked = true;
  void closing.close().then(() => process.exit(0));
};
process.on('SIGINT', end);
process.on('SIGTERM', end);
