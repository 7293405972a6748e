import { Impossible } from './exit.js';

/** Why a file could not be read, as people say it. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return known.get(code) ?? error.message;
}

const known = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you may not read it'],
  ['ENOTDIR', 'what stands before its name is no folder'],
]);

/** That a file could not be read, with why. */
export const unreadable = (file: string, error: unknown): Impossible =>
  new Impossible(`${file} cannot be read: ${whyUnreadable(error)}.`, { cause: error });
