/**
 * The error that the n-th attempt on one candidate version may make: all of α for the first, α/(i(i+1)) for the
 * i-th further one. All further ones together cost at most as much again (design: evidence §3).
 * @param attempt 1 for the first
 */
export const alphaOfAttempt = (alpha: number, attempt: number): number =>
  attempt <= 1 ? alpha : alpha / ((attempt - 1) * attempt);
