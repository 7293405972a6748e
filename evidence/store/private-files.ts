import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the file of this name belongs; a folder that is made for it is its owner's alone. */
export const makeFolder = (file: string): void =>
  void mkdirSync(dirname(file), { recursive: true, mode: 0o700 });

/** Makes a file that only its owner may read, where there is none: evidence is other people's data. */
export function makePrivateFile(file: string): void {
  makeFolder(file);
  // Never opened when it is there: closing it would end this process's own locks on it (POSIX).
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}

/** The file of the last dials, and that of the key of hashed values: both stand beside their store. */
export const lastDialsOf = (store: string): string => `${store}.dials.json`;
export const redactionKeyOf = (store: string): string => `${store}.key`;
export const lockOf = (store: string): string => `${store}.lock`;

/**
 * Takes from everybody else what they may do with a store's files, as far as these are there already and let
 * more than their owner in: somebody made them, copied them, or changed them.
 * @returns a sentence for each, so that whoever relied on it knows
 */
export function keepPrivate(store: string): readonly string[] {
  const files = [
    store,
    `${store}-wal`,
    `${store}-shm`,
    lockOf(store),
    lastDialsOf(store),
    redactionKeyOf(store),
  ];
  return files.flatMap((file) => narrow(file) ?? []);
}

function narrow(file: string): string | undefined {
  const mode = (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
  if ((mode & 0o077) === 0) return undefined;
  const was = `${file} was open to others than its owner (mode ${mode.toString(8)})`;
  try {
    chmodSync(file, 0o600);
    return `${was}; it is its owner's alone now (600)`;
  } catch (error) {
    return `${was}, and that cannot be changed (${error instanceof Error ? error.message : String(error)}). What it holds is other people's data: set it to 600.`;
  }
}
