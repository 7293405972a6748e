import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Impossible } from '../exit.js';
import { unreadable } from '../unreadable.js';
import { type ConfigurationRead, readConfiguration } from './read-configuration.js';

/** The configuration file that is used when none is named. */
export const defaultFile = 'banyan.yaml';

/**
 * Reads and checks a configuration file, and the certificates and keys that it names.
 * @throws Impossible when it cannot be read
 */
export const readConfigurationFile = (file: string): ConfigurationRead =>
  readerOf(file)(readConfigurationText(file));

/** Reads a text as what stands in that file: what it names is looked for beside it, secrets in the environment. */
export const readerOf =
  (file: string) =>
  (text: string): ConfigurationRead =>
    readConfiguration(text, {
      resolve: (path) => resolve(dirname(file), path),
      readFile: (path) => readFileSync(resolve(dirname(file), path), 'utf8'),
      environment: process.env,
      now: new Date(),
    });

/**
 * The text of a configuration file.
 * @throws Impossible when it cannot be read
 */
export function readConfigurationText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!missing) throw unreadable(file, error);
    throw new Impossible(
      `${file} is not there. Name another file, or have one written: \`banyan init\` asks for two addresses and a path.`,
      { cause: error },
    );
  }
}
