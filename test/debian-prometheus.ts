import { spawnSync } from 'node:child_process';

/** Whether a program that Debian's package `prometheus` brings can be run here. */
const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/**
 * Whether tests can ask this program. Without it they are skipped, and say so; in CI that is a failure, for there
 * nobody reads what was skipped.
 * @throws in CI, where the program is missing
 */
export function canAsk(program: 'promtool' | 'prometheus', what: string): boolean {
  if (isThere(program)) return true;
  const missing = `${what}: ${program} is not installed. Debian's package prometheus has it.`;
  if (process.env['CI'] === 'true') throw new Error(missing);
  process.stderr.write(`SKIPPED: ${missing}\n`);
  return false;
}
