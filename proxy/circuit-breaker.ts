/** Failures in a row after which nobody is asked any more. */
const failuresToOpen = 5;
/** Milliseconds from opening to the first probe; each probe that fails doubles them, up to the longest. */
const firstWait = 10_000;
const longestWait = 300_000;

/** Closed asks, open does not, half-open waits for what one probe will say. */
export type BreakerState = {
  /** Grows with every change of kind: an outcome counts only in the turn in which it was admitted. */
  readonly turn: number;
} & (
  | { readonly kind: 'closed'; readonly failures: number }
  /** No read before `due`, milliseconds of the caller's clock. */
  | { readonly kind: 'open'; readonly wait: number; readonly due: number }
  /** One probe is under way; who has not heard of it by `lostAt` may send another. */
  | { readonly kind: 'half-open'; readonly wait: number; readonly lostAt: number }
);

/** How an admitted read ended: `released` when it was given up on our side and says nothing. */
export type AdmittedOutcome = 'succeeded' | 'failed' | 'released';

/** A breaker that has seen nothing yet. */
export const closedBreaker: BreakerState = { kind: 'closed', turn: 0, failures: 0 };

/**
 * The state after a read asks to be admitted, the same object when it is not; `patience` is how long a probe
 * may take, in milliseconds. A probe that is admitted is the state's turn.
 */
export function admitted(
  state: BreakerState,
  now: number,
  patience: number,
): { admit: boolean; state: BreakerState } {
  if (state.kind === 'closed') return { admit: true, state };
  if (now < (state.kind === 'open' ? state.due : state.lostAt)) return { admit: false, state };
  return {
    admit: true,
    state: { kind: 'half-open', turn: state.turn + 1, wait: state.wait, lostAt: now + patience },
  };
}

/** The state after a read that was admitted in `turn` ended. What was admitted before the last change says nothing of now. */
export function afterOutcome(
  state: BreakerState,
  turn: number,
  outcome: AdmittedOutcome,
  now: number,
): BreakerState {
  if (state.kind === 'open' || turn !== state.turn) return state;
  if (state.kind === 'closed') {
    if (outcome === 'released') return state;
    const failures = outcome === 'failed' ? state.failures + 1 : 0;
    return failures < failuresToOpen ? { ...state, failures } : opened(turn, firstWait, now + firstWait);
  }
  if (outcome === 'succeeded') return { kind: 'closed', turn: turn + 1, failures: 0 };
  // A probe that said nothing is sent again by whoever comes next.
  if (outcome === 'released') return opened(turn, state.wait, now);
  const wait = Math.min(state.wait * 2, longestWait);
  return opened(turn, wait, now + wait);
}

const opened = (turn: number, wait: number, due: number): BreakerState => ({
  kind: 'open',
  turn: turn + 1,
  wait,
  due,
});

/** A read that was let through; the first thing said of it counts. */
export interface Admission {
  succeeded(): void;
  /** `now`: milliseconds of the monotonic clock that admitted it. */
  failed(now: number): void;
  /** It was given up on our side: an outcome without an opinion. */
  released(now: number): void;
}

/**
 * Keeps reads from an upstream that fails again and again: open after 5 failures in a row, a single probe
 * after 10 s, and after each probe that fails twice as long, up to 300 s. For reads as a candidate or as the
 * shadow side; live reads of legacy never ask it. Every `now` is milliseconds of one monotonic clock.
 */
export class CircuitBreaker {
  #state = closedBreaker;

  /** `patience`: milliseconds after which a probe that nobody told the end of counts as lost. */
  constructor(private readonly patience: number) {}

  /** Lets a read through, or not; half-open, the one that is let through is the probe. */
  admit(now: number): Admission | undefined {
    const { admit, state } = admitted(this.#state, now, this.patience);
    this.#state = state;
    if (!admit) return undefined;
    const { turn } = state;
    let told = false;
    const tell = (outcome: AdmittedOutcome, at: number): void => {
      if (told) return;
      told = true;
      this.#state = afterOutcome(this.#state, turn, outcome, at);
    };
    return {
      succeeded: () => tell('succeeded', now),
      failed: (at) => tell('failed', at),
      released: (at) => tell('released', at),
    };
  }

  /** What it stands at, to be shown. */
  get state(): BreakerState {
    return this.#state;
  }
}
