import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** How Banyan is started. */
export interface BanyanOptions {
  readonly config: string;
  /** Its page and API. */
  readonly admin: string;
  readonly signal: AbortSignal;
  /** A folder that must not outlive it, should the demo be killed; none when it is to be kept. */
  readonly temporary?: string | undefined;
  /** Another program in its place; for tests. */
  readonly program?: string;
}

/** Banyan, running as a process of its own. */
export interface BanyanProcess {
  readonly pid: number;
  /** Resolves, with what to say about it, if Banyan ends without having been asked to. */
  readonly died: Promise<string>;
  /** Asks it to stop, and makes it after a grace. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/** Banyan could not be started; the message says why. */
export class BanyanFailed extends Error {}

const PROGRAM = fileURLToPath(new URL('../../cli/banyan.js', import.meta.url));
const COMPILED_PROGRAM = fileURLToPath(new URL('../../../dist/cli/banyan.js', import.meta.url));
const TETHER = new URL('../tether.js', import.meta.url);
const READY_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;
const GRACE_MS = 8_000;
const LAST_LINES = 30;

/** Starts `banyan serve` and waits until it is ready to serve. */
export async function startBanyan(options: BanyanOptions): Promise<BanyanProcess> {
  const program = options.program ?? (existsSync(PROGRAM) ? PROGRAM : COMPILED_PROGRAM);
  if (!existsSync(program)) throw new BanyanFailed(`${program} is not there: run npm run build`);
  const child = fork(program, ['serve', options.config], {
    // Sources have no compiled tether beside them; tests end their children themselves.
    execArgv: existsSync(TETHER) ? ['--import', TETHER.href] : [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, BANYAN_DEMO_FOLDER: options.temporary ?? '' },
    // Its own process group: Ctrl-C goes to the demo, which ends the traffic before it ends Banyan.
    detached: true,
  });
  const lines = lastLines(child);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`Banyan could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(`Banyan ended (${signal ?? `exit code ${code}`}):\n${lines.join('\n')}`),
    );
  });
  let asked = false;
  const stop = async (): Promise<void> => {
    asked = true;
    if (!isRunning(child)) return;
    child.kill('SIGTERM');
    const made = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    await ended;
    clearTimeout(made);
  };
  const banyan: BanyanProcess = {
    pid: child.pid ?? 0,
    died: ended.then((why) => (asked ? new Promise<string>(() => undefined) : why)),
    stop,
    kill: () => {
      asked = true;
      child.kill('SIGKILL');
    },
  };
  try {
    await ready(options, ended);
    return banyan;
  } catch (error) {
    await stop();
    throw error;
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** What the child said last: kept for the moment in which it dies, and bounded. */
function lastLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  const listen = (chunk: Buffer): void => {
    lines.push(...chunk.toString().slice(-20_000).trimEnd().split('\n'));
    lines.splice(0, Math.max(0, lines.length - LAST_LINES));
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return lines;
}

async function ready({ admin, signal }: BanyanOptions, ended: Promise<string>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  let said = 'nothing';
  while (Date.now() < deadline) {
    const state = await Promise.race([ended.then((why) => ({ why })), askReady(admin)]);
    if (typeof state !== 'string') throw new BanyanFailed(state.why);
    if (state === 'ready') return;
    said = state;
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
  throw new BanyanFailed(`Banyan was not ready within ${READY_WITHIN_MS / 1_000} s; /readyz said: ${said}`);
}

async function askReady(admin: string): Promise<string> {
  try {
    const answer = await fetch(`${admin}/readyz`, { signal: AbortSignal.timeout(1_000) });
    const text = await answer.text();
    return answer.ok ? 'ready' : `${answer.status} ${text.slice(0, 200)}`;
  } catch (error) {
    return String(error);
  }
}
