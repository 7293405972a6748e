import { isUnreadable, type Looked, lookAt } from '../../comparators/classes/look.js';
import { CustomError } from '../../comparators/custom.js';
import type { Answer, Observation } from '../../comparators/observation.js';
import type { Side } from '../tally.js';
import type { Again, Rereader } from './rereader.js';
import type { SettlingRoute } from './settling-route.js';

/** Whom to ask again, and what they said first. */
export interface Asked {
  readonly again: Again;
  readonly route: SettlingRoute;
  /** What the pair was answered with. */
  readonly statuses: Looked['statuses'];
  /** Legacy's answer where only the candidate is read again; else undefined. */
  readonly kept: Answer | undefined;
}

/** Reads both sides as they answer now; undefined where that tells nothing. */
export async function lookAgain(
  { again, route, statuses, kept }: Asked,
  rereader: Rereader,
  now: () => number,
): Promise<Looked | undefined> {
  // Legacy first: then the candidate has had no less time, however long legacy's answer took to compose.
  const legacy = kept ?? (await rereader.read(again, 'legacy'));
  const candidate = await rereader.read(again, 'candidate');
  if (kept === undefined) route.care.read(legacy, now());
  if (saysNothing(legacy, statuses.legacy) || saysNothing(candidate, statuses.candidate)) return undefined;
  try {
    const looked = lookAt(legacy, candidate, route.rules);
    return isUnreadable(looked) ? undefined : looked;
  } catch (error) {
    // The user's own code failed this once; a later look may tell.
    if (error instanceof CustomError) return undefined;
    throw error;
  }
}

/** The sides that are read again, by whether legacy's answer was kept instead. */
export const sidesOf = ({ kept }: Asked): readonly Side[] => (kept ? ['candidate'] : ['legacy', 'candidate']);

/** That there is no such thing is an answer as well. */
const answers = (status: number): boolean => status < 300 || status === 404 || status === 410;

/**
 * Whether an answer says nothing of what the side holds: it refuses, sends elsewhere (to a login, say), or fails.
 * @param first what the side answered to the pair itself: that again is an answer, whatever it is
 */
const saysNothing = (observation: Observation, first: number): observation is Exclude<Observation, Answer> =>
  observation.kind === 'failure' || (observation.status !== first && !answers(observation.status));
