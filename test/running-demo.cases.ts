import { spawn } from 'node:child_process';
import { answering, bin, freePort } from './running-banyan.cases.js';

/** The demo as its users run it. */
export interface RunningDemo {
  /** Banyan's API and page. */
  readonly admin: string;
  readonly proxy: string;
  /** The page that switches faults. */
  readonly control: string;
  /** Every port that it listens on. */
  readonly ports: readonly number[];
  /** Resolves to its exit code when it has ended; null when a signal killed it. */
  readonly ended: Promise<number | null>;
  /** Everything it said so far. */
  said(): string;
  /** Ends it with a signal and resolves to its exit code; null when the signal killed it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** The demo's own services take so many ports in a row. */
const OWN_PORTS = 13;

/** Starts `banyan demo` on free ports and waits until Banyan answers. */
export async function startDemo(...options: string[]): Promise<RunningDemo> {
  const [proxy, admin, base] = [await freePort(), await freePort(), await freePort(OWN_PORTS)];
  const ports = ['--proxy-port', proxy, '--admin-port', admin, '--port-base', base].map(String);
  const demo = spawn(process.execPath, [bin, 'demo', ...ports, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  demo.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  demo.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => demo.on('exit', resolve));
  await answering(`http://127.0.0.1:${admin}/readyz`, () => demo.exitCode !== null).catch(
    (error: unknown) => {
      demo.kill('SIGKILL');
      throw new Error(`the demo did not start:\n${said}`, { cause: error });
    },
  );
  return {
    admin: `http://127.0.0.1:${admin}`,
    proxy: `http://127.0.0.1:${proxy}`,
    control: `http://127.0.0.1:${base}`,
    ports: [proxy, admin, ...Array.from({ length: OWN_PORTS }, (_, i) => base + i)],
    ended,
    said: () => said,
    end: (signal = 'SIGTERM') => {
      demo.kill(signal);
      return ended;
    },
  };
}
