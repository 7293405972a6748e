/** What the process of an upstream tells of itself when it is asked. */
export interface UpstreamReport {
  /** Where wires lead to it that are slow, and that break. */
  readonly slowPort: number;
  readonly roughPort: number;
  /** Connections to it, those of its rough wire once more, and requests that it has not done with. */
  readonly open: number;
  readonly busy: number;
  readonly requests: number;
  /** How often each fault was met. */
  readonly faults: Readonly<Record<string, number>>;
  /** What should never have reached it, or not so; each kind once, with how often. */
  readonly violations: Readonly<Record<string, number>>;
}

/** What the process of an upstream may be told. */
export type UpstreamOrder =
  | 'tell'
  /** Closes every connection on which nothing runs, as servers do with those that idle. */
  | 'hang-up'
  /** The rough wire refuses whoever connects; is silent, open connections too; is as rough as ever. */
  | 'refuse'
  | 'stall'
  | 'recover';
