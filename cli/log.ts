import { type Logger as PinoLogger, pino } from 'pino';

/** Writes one JSON line per event. */
export type Logger = PinoLogger;

/** The log of this process, on standard output; `thread` names who speaks. */
export function createLog(thread: 'main' | 'control' | 'analyst'): Logger {
  const output = pino.destination({ fd: 1, sync: true });
  // A full disk or a reader that went away costs the log its lines, and nobody their answer.
  output.on('error', () => {});
  return pino(
    {
      base: { thread },
      timestamp: pino.stdTimeFunctions.isoTime,
      level: process.env['BANYAN_LOG'] ?? 'info',
    },
    output,
  );
}
