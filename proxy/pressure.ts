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
  /** When it was judged last, monotonic milliseconds. */
  readonly judged: number;
  /** For how long each was given up until then. */
  readonly given: PressureTimes;
}

/** Milliseconds in which the shadow reads alone were given up, and in which live requests were refused too. */
export type PressureTimes = Readonly<Record<Exclude<Pressure, 'none'>, number>>;

/** Before anything was measured. */
export const noPressure: PressureState = {
  pressure: 'none',
  sheddingSince: 0,
  lastStrain: 0,
  judged: 0,
  given: { 'shed-shadow': 0, 'refuse-live': 0 },
};

/**
 * The pressure after one more measurement: the shadow goes first and at once; live requests are refused
 * only while the strain is severe and giving up the shadow did not relieve it (design: faults 65, 66).
 */
export function judgePressure(state: PressureState, strain: Strain, now: number): PressureState {
  const next = { ...state, judged: now, given: givenUntil(state, now) };
  if (exceeds(strain, shedding)) {
    const since = state.pressure === 'none' ? now : state.sheddingSince;
    const severe = exceeds(strain, refusing) && now - since >= reliefWithin;
    const pressure = severe ? 'refuse-live' : 'shed-shadow';
    return { ...next, pressure, sheddingSince: since, lastStrain: now };
  }
  if (state.pressure === 'none') return next;
  return { ...next, pressure: now - state.lastStrain >= calmAfter ? 'none' : 'shed-shadow' };
}

/** What was given up last was so until now. */
function givenUntil({ pressure, judged, given }: PressureState, now: number): PressureTimes {
  return pressure === 'none' ? given : { ...given, [pressure]: given[pressure] + now - judged };
}

const exceeds = (strain: Strain, limits: typeof shedding): boolean =>
  strain.stall >= limits.stall ||
  (strain.memory ?? 0) >= limits.memory ||
  (strain.descriptors ?? 0) >= limits.descriptors;
