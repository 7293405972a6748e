import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../exit.js';

/** `banyan demo …`: runs the migration in a box as a process of its own, and ends when it does. */
export function demo(options: readonly string[]): Promise<number> {
  const main = fileURLToPath(new URL('../../demo/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, ...options], {
    // The channel tells the demo when this process dies without a word.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const pass = (signal: NodeJS.Signals) => () => void child.kill(signal);
  process.on('SIGTERM', pass('SIGTERM'));
  // A terminal sends Ctrl-C to both; the child decides when all is ended.
  process.on('SIGINT', process.stdin.isTTY ? () => undefined : pass('SIGINT'));
  return new Promise((resolve) => {
    child.on('error', () => resolve(exitCodes.impossible));
    child.on('exit', (code, signal) => resolve(code ?? (signal ? exitCodes.no : exitCodes.done)));
  });
}
