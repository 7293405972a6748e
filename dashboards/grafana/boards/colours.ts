import type { MismatchClass } from '../../../evidence/mismatch-class.js';

/** One colour for each thing, the same as on Banyan's own pages (`dashboards/public/banyan.css`). */
export const colours = {
  candidate: '#0b7d73',
  legacy: '#66727f',
  pass: '#1c7441',
  hold: '#8a5a00',
  fail: '#b3261e',
  quiet: '#818a92',
} as const;

/** A hue for each class; the dark one of the pages would be lost on Grafana's dark ground. */
export const classColours: Readonly<Record<MismatchClass, string>> = {
  failed: '#7a4b3a',
  semantic: '#cf3030',
  missing: '#c98500',
  unsettled: '#8455b8',
  stale: '#2f6fd0',
  volatile: colours.quiet,
};
