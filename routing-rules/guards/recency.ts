import { spanOf } from '../units.js';
import { finding } from './finding.js';
import type { Guard } from './guard.js';

/** Seconds for which evidence is told to be of now. */
const recent = 600;

/** Holds while the last comparison is long ago: what a candidate was says little of what it is. */
export const recency: Guard = ({ sinceCompared }) => {
  if (sinceCompared === null)
    return [finding('recency', 'hold', 'nothing was compared since Banyan began to watch')];
  const ago =
    sinceCompared < 2 ? 'compared just now' : `last compared ${spanOf(Math.floor(sinceCompared) * 1000)} ago`;
  return [
    sinceCompared <= recent
      ? finding('recency', 'pass', ago)
      : finding('recency', 'hold', `${ago}: evidence must not be older than ${spanOf(recent * 1000)}`),
  ];
};
