import { type DifferName, differNames } from './contenders.js';
import type { DifferSummary } from './differ-summary.js';

/** A contender of a trial of the differ that took so long; undefined: it gave up. */
export const took = (contender: DifferName, milliseconds: number | undefined): DifferSummary => ({
  contender,
  milliseconds,
  spread: milliseconds === undefined ? undefined : 0,
  gaveUp: milliseconds === undefined ? 'took more than 10 s' : undefined,
  peak: undefined,
});

/** A trial in which Banyan took so many milliseconds after reading, JSON.parse and jsondiffpatch as many. */
export const theyTook = (compare: number, parse: number, rival?: number): DifferSummary[] => [
  took(differNames.parse, parse),
  took(differNames.compare, compare),
  took(differNames.jsondiffpatch, rival),
];
