import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds at one moment. */
export interface Figures {
  /** Bytes of resident memory. */
  readonly memory: number;
  readonly threads: number;
  /** Open descriptors of each kind: sockets, pipes, files by their name, … */
  readonly descriptors: Readonly<Record<string, number>>;
  /** Connections of it, by the state that the kernel tells. */
  readonly connections: readonly Connection[];
}

/** One TCP connection on loopback. */
export interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
  /** As in /proc/net/tcp; a peer that ended first leaves `CLOSE_WAIT`. */
  readonly state: string;
}

const states: Readonly<Record<string, string>> = {
  '01': 'ESTABLISHED',
  '02': 'SYN_SENT',
  '04': 'FIN_WAIT1',
  '05': 'FIN_WAIT2',
  '08': 'CLOSE_WAIT',
  '09': 'LAST_ACK',
  '0A': 'LISTEN',
};

/** Reads what a process holds. @throws Error where there is no /proc, or no such process */
export function readFigures(pid: number): Figures {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const links = descriptorsOf(pid);
  const inodes = new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  const table = readFileSync(`/proc/${pid}/net/tcp`, 'latin1');
  return {
    memory: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024,
    threads: Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1] ?? 0),
    descriptors: countKinds(links),
    connections: parseConnections(table).filter(({ inode }) => inodes.has(inode)),
  };
}

/** Lines of /proc/net/tcp. */
export function parseConnections(table: string): (Connection & { readonly inode: string })[] {
  return table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const fields = line.trim().split(/\s+/);
      const port = (address = ''): number => Number.parseInt(address.split(':')[1] ?? '', 16);
      const code = fields[3] ?? '';
      return {
        localPort: port(fields[1]),
        remotePort: port(fields[2]),
        state: states[code] ?? code,
        inode: fields[9] ?? '',
      };
    });
}

/** How many there are of each kind. */
export function countKinds(links: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const link of links) {
    const kind = link.startsWith('/') ? link : link.replace(/:\[\d+\]$/, '');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function descriptorsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((number) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${number}`)];
    } catch {
      // Closed between being listed and being read.
      return [];
    }
  });
}
