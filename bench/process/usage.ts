import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's unit of CPU time in /proc; 100 a second on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** What a process tree has used so far. */
export interface Usage {
  /** CPU seconds, user and system, of all threads. */
  readonly cpu: number;
  /** Bytes: the sum of each process's peak of resident memory. */
  readonly peak: number;
}

/** What a process and its children have used; undefined where there is no /proc. */
export function usageOf(pid: number): Usage | undefined {
  const stats = allStats();
  if (!stats.some((stat) => stat.pid === pid)) return undefined;
  const tree = stats.filter((stat) => stat.pid === pid || stat.parent === pid);
  return {
    cpu: tree.reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond,
    peak: tree.reduce((sum, stat) => sum + peakOf(stat.pid), 0),
  };
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** Reads one /proc/PID/stat: the name in parentheses may hold anything, so fields count from its end. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]),
  };
}

/** The peak of resident memory in bytes, from /proc/PID/status. */
export function parsePeak(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

function allStats(): Stat[] {
  return read(() => readdirSync('/proc'), [])
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(() => readFileSync(`/proc/${name}/stat`, 'latin1'), ''))
    .filter((text) => text !== '')
    .map(parseStat);
}

const peakOf = (pid: number): number =>
  parsePeak(read(() => readFileSync(`/proc/${pid}/status`, 'latin1'), ''));

/** A process may end between being listed and being read. */
function read<T>(from: () => T, otherwise: T): T {
  try {
    return from();
  } catch {
    return otherwise;
  }
}
