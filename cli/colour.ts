import { isatty } from 'node:tty';
import pc from 'picocolors';

/** Colour for people at a terminal, and for nobody else: the library alone would also colour for CI. */
export const colour = pc.createColors(isatty(1) && !process.env['NO_COLOR']);
