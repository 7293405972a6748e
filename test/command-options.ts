import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What cannot be understood, told to the person who typed it. */
export class BadOption extends Error {}

/**
 * Reads the arguments of a command that stands by itself.
 * @throws BadOption for what it does not know
 */
export function readArguments<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; options: O }>>['values'] {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number within its range; undefined where it was not given. @throws BadOption for anything else */
export function whole(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new BadOption(`--${name} ${text}: a whole number from ${least} to ${most} is needed`);
  return value;
}
