import { createHmac, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { Keyed } from '../comparators/redact.js';
import { makeFolder } from './store/private-files.js';

const form = /^[0-9a-f]{64}\n$/;

/** Equal values give equal hashes under one key; without the key nobody can try which value it was. */
export const keyedBy =
  (key: string): Keyed =>
  (bytes) =>
    createHmac('sha256', key).update(bytes).digest('hex');

/** A key of this process alone: where there is no store there is nothing that another one would recognise. */
export const newRedactionKey = (): string => randomBytes(32).toString('hex');

/**
 * The key of hashed values, from its own file beside the store, so that they are recognised as equal after a
 * restart; the file is made, for its owner alone, where there is none. A copy of the store without it tells
 * nothing of what was hidden.
 * @throws Error when it can neither be read nor made, or is not what was written there
 */
export function redactionKeyIn(file: string): string {
  return read(file) ?? make(file);
}

function read(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (form.test(text)) return text.trimEnd();
  throw new Error(`${file} is not the key that was written there; remove it, and a new one is made`);
}

/** Whole or not at all, and the first who makes it wins: two processes that share a store share its key. */
function make(file: string): string {
  makeFolder(file);
  const key = newRedactionKey();
  const next = `${file}.${process.pid}.next`;
  rmSync(next, { force: true });
  const handle = openSync(next, 'wx', 0o600);
  try {
    writeSync(handle, `${key}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(next, file);
    return key;
  } catch (error) {
    const theirs = read(file);
    if (theirs === undefined) throw error;
    return theirs;
  } finally {
    rmSync(next, { force: true });
  }
}
