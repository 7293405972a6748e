import type { Aim } from '../aims.js';
import type { Machine } from '../machine.js';
import type { BenchOptions } from '../options.js';

/** Where and how it is measured. */
export function tellHead(machine: Machine, { rounds, seconds, quick }: BenchOptions): string {
  const { cpu, cores, kernel, node, nginx = 'none', wrk = 'none' } = machine;
  return [
    `${cores} × ${cpu}, Linux ${kernel}, Node ${node}, nginx ${nginx}, wrk ${wrk}`,
    quick
      ? 'Quick: shows that all of it works. Its figures are of cold processes and say nothing of speed.'
      : `Medians of ${rounds} rounds of ${seconds} s, contenders in turn, after a warm-up that is discarded.`,
  ].join('\n');
}

/** Each aim with what was found. */
export function tellAims(aims: readonly Aim[]): string {
  const verdict = ({ met }: Aim): string => (met === undefined ? '–      ' : met ? 'met    ' : 'NOT met');
  return ['── aims', ...aims.map((aim) => `${verdict(aim)}  ${aim.aim}: ${aim.found}`)].join('\n');
}
