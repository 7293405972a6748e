import { type Logger as PinoLogger, pino } from 'pino';

/** Writes one JSON line per event. */
export type Logger = PinoLogger;

/** The log of this process, on standard output; `thread` names who speaks. */
export const createLog = (thread: 'main' | 'control' | 'analyst'): Logger =>
  pino({
    base: { thread },
    timestamp: pino.stdTimeFunctions.isoTime,
    level: process.env['BANYAN_LOG'] ?? 'info',
  });
