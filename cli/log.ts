import { type Logger as PinoLogger, pino } from 'pino';
import { inert } from './print.js';

/** Writes one JSON line per event. */
export type Logger = PinoLogger;

/** The log of this process, on standard output; `thread` names who speaks. */
export function createLog(thread: 'main' | 'control' | 'analyst' | 'tracer'): Logger {
  const output = pino.destination({ fd: 1, sync: true });
  // A full disk or a reader that went away costs the log its lines, and nobody their answer.
  output.on('error', () => {});
  const inertLines = {
    // JSON leaves characters as they are that act on the terminal of whoever reads the log.
    write: (line: string) => output.write(`${inert(line.trimEnd())}\n`),
    flush: (done?: (error?: Error) => void) => output.flush(done),
  };
  return pino(
    {
      base: { thread },
      timestamp: pino.stdTimeFunctions.isoTime,
      level: process.env['BANYAN_LOG'] ?? 'info',
    },
    inertLines,
  );
}
