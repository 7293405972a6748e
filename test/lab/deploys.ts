import { type Observation, headerValues } from '../../comparators/observation.js';
import { type VersionState, afterTold, isMixed, untold } from '../../proxy/version-watch.js';

/** Milliseconds of one version alone until it is taken over; the default of `version.calm`. */
const calm = 60_000;

/** The candidate's versions, as the data plane would watch them. */
export class Deploys {
  #state: VersionState = untold();

  /** @param taken told of the version that evidence is of from now on */
  constructor(private readonly taken: (version: string | null | undefined) => void) {}

  /** The candidate answered; false when that is evidence of no one version. */
  hear(observation: Observation, now: number): boolean {
    const before = this.#state.known;
    const told = versionOf(observation);
    this.#state = afterTold(this.#state, told, now, calm);
    if (this.#state.known !== before) this.taken(this.#state.known);
    return told === this.#state.known && !isMixed(this.#state, now, calm);
  }

  /** Whether it answered by the version that evidence is of. */
  isKnown(observation: Observation): boolean {
    return versionOf(observation) === this.#state.known;
  }
}

const versionOf = (observation: Observation): string | undefined =>
  observation.kind === 'answer' ? headerValues(observation.headers, 'x-app-version')[0] : undefined;
