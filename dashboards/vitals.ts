/** Connections of one kind to an upstream: those there are, those that a request is on, and requests that wait for one. */
export interface ConnectionCounts {
  readonly open: number;
  readonly busy: number;
  readonly waiting: number;
}

/** Connections to an upstream: those that clients wait on, and those that only compare. */
export interface ConnectionsNow {
  readonly upstream: string;
  readonly live: ConnectionCounts;
  readonly shadow: ConnectionCounts;
}

/** How the process itself fares, as the live path sees it; told several times a second. */
export interface Vitals {
  /** Seconds by which the live path's event loop was late at most since this was told last. */
  readonly longestDelay: number;
  /**
   * Seconds since the process began in which the shadow was given up for want of time, memory or descriptors, and in
   * which live requests were refused too (design: faults 65, 66). Not what is given up now: that may be over before
   * anybody looks.
   */
  readonly given: Readonly<Record<'shed-shadow' | 'refuse-live', number>>;
  /** Bytes that copies of bodies take now, and may take at most. */
  readonly captured: { readonly bytes: number; readonly limit: number };
  /** Pairs that were handed to the analyst, or wait to be, and were not answered for. */
  readonly pairsWaiting: number;
  /** By route, shadow reads that run now. */
  readonly shadowReads: Readonly<Record<string, number>>;
  readonly connections: readonly ConnectionsNow[];
  /** How often each thread was started, 1 while none had to be replaced. */
  readonly started: { readonly analyst: number; readonly control: number };
  /** When the process began, in seconds since 1970. */
  readonly since: number;
}
