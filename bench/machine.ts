import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';

/** Where figures come from: they compare within a run, not across machines. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Undefined where it is not installed. */
  readonly nginx: string | undefined;
  readonly wrk: string | undefined;
  /** Load average of the minute before the run: what others keep busy is missing from every figure. */
  readonly loadBefore: number;
}

/** Asks this machine. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    kernel: release(),
    node: process.version,
    nginx: versionOf('nginx', /nginx\/(\S+)/),
    wrk: versionOf('wrk', /^wrk (\S+)/),
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** What must be said aloud before any figure. */
export function warnings({ nginx, wrk, loadBefore, cores }: Machine): readonly string[] {
  const told: string[] = [];
  if (nginx === undefined)
    told.push('nginx is not installed: all its contenders are LEFT OUT. apt-get install nginx-light');
  if (wrk === undefined)
    told.push(
      'wrk is not installed: closed loops run on a client in Node, which takes CPU. apt-get install wrk',
    );
  if (loadBefore > cores / 4)
    told.push(
      `this machine was busy before (load ${loadBefore.toFixed(1)} on ${cores} cores): figures waver`,
    );
  return told;
}

/** Both tell their version when asked with -v, wrk with an exit code of failure. */
function versionOf(command: string, pattern: RegExp): string | undefined {
  const { stdout, stderr } = spawnSync(command, ['-v'], { encoding: 'utf8' });
  return pattern.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[1];
}
