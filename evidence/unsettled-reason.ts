/** Why the class of a difference is not known; design: evidence §2. Each is a metric label. */
export const unsettledReasons = [
  /** The route's share of re-reads was spent on others. */
  'over-budget',
  /** More differs at once than can be read again in time. */
  'too-many',
  /** A side did not answer when it was read again. */
  'no-answer',
  /** Legacy may not be read again, and without it nobody knows. */
  'legacy-unread',
  /** What was read again fits no class. */
  'unclear',
  /** A restart, a reload or another version came first. */
  'ended',
] as const;
export type UnsettledReason = (typeof unsettledReasons)[number];
