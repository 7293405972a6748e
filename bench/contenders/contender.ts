import type { Children } from '../process/children.js';
import type { Evidence } from './evidence.js';

/** Where legacy and candidate listen, and a port at which nobody does. */
export interface UpstreamPorts {
  readonly legacy: number;
  readonly candidate: number;
  readonly dead: number;
}

/** What a contender needs to start. */
export interface Ground {
  readonly children: Children;
  /** A folder of its own. */
  readonly folder: string;
  readonly upstreams: UpstreamPorts;
}

/** Something that answers the load; running. */
export interface Contender {
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path that an entity's number is put behind. */
  readonly path: string;
  /** The process whose CPU and memory count, with its children; none when the load goes to legacy itself. */
  readonly pid: number | undefined;
  /** What was compared so far; for those that compare. */
  readonly evidence?: () => Promise<Evidence>;
}

/** A kind of contender, to be started for each trial. */
export interface ContenderKind {
  readonly name: string;
  /** A program that must be installed. */
  readonly needs?: 'nginx';
  start(ground: Ground): Promise<Contender>;
}
