/**
 * How short of time, memory or descriptors the process is, and so what is given up: nothing, the shadow
 * reads, or, when that was not enough, new live requests too.
 */
export type Pressure = 'none' | 'shed-shadow' | 'refuse-live';

/** What was measured last; `undefined` where the system does not tell. */
export interface Strain {
  /** Milliseconds by which a timer of this thread came too late. */
  readonly stall: number;
  /** Resident memory as a share of what the process may have, 0–1. */
  readonly memory: number | undefined;
  /** Open descriptors as a share of the limit, 0–1. */
  readonly descriptors: number | undefined;
}

const shedding = { stall: 250, memory: 0.85, descriptors: 0.85 };
const refusing = { stall: 1_000, memory: 0.95, descriptors: 0.95 };
/** After the last sign of strain the shadow stays off for so long, in milliseconds: it must not swing. */
const calmAfter = 1_000;
/** Live requests are refused only after the shadow has been off for so long without relief. */
const reliefWithin = 2_000;

/** What is known of the strain so far; replaced, never changed. */
export interface PressureState {
  readonly pressure: Pressure;
  /** When the shadow was turned off, and when strain was last seen; monotonic milliseconds. */
  readonly sheddingSince: number;
  readonly lastStrain: number;
}

/** Before anything was measured. */
export const noPressure: PressureState = { pressure: 'none', sheddingSince: 0, lastStrain: 0 };

/**
 * The pressure after one more measurement: the shadow goes first and at once; live requests are refused
 * only while the strain is severe and giving up the shadow did not relieve it (design: faults 65, 66).
 */
export function judgePressure(state: PressureState, strain: Strain, now: number): PressureState {
  if (exceeds(strain, shedding)) {
    const since = state.pressure === 'none' ? now : state.sheddingSince;
    const severe = exceeds(strain, refusing) && now - since >= reliefWithin;
    return { pressure: severe ? 'refuse-live' : 'shed-shadow', sheddingSince: since, lastStrain: now };
  }
  if (state.pressure === 'none') return state;
  if (now - state.lastStrain >= calmAfter) return { ...state, pressure: 'none' };
  return { ...state, pressure: 'shed-shadow' };
}

const exceeds = (strain: Strain, limits: typeof shedding): boolean =>
  strain.stall >= limits.stall ||
  (strain.memory ?? 0) >= limits.memory ||
  (strain.descriptors ?? 0) >= limits.descriptors;
