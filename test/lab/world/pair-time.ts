/** When the two sides of a pair were read, in milliseconds; the candidate usually a little later. */
export interface PairTime {
  readonly legacy: number;
  readonly candidate: number;
}

/** The end of the slower read: what settling is timed from. */
export const readBy = ({ legacy, candidate }: PairTime): number => Math.max(legacy, candidate);
