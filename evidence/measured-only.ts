import type { Scorecard } from './scorecard.js';

/** Whether a route has no candidate: it is observed, and there is nowhere that its dial could go. */
export const isMeasuredOnly = ({ stage, next }: Pick<Scorecard, 'stage' | 'next'>): boolean =>
  stage === 'observe' && next === null;
