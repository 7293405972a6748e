import { readFileSync } from 'node:fs';
import { Impossible } from '../exit.js';
import { type ConfigurationRead, readConfiguration } from './read-configuration.js';

/** The configuration file that is used when none is named. */
export const defaultFile = 'banyan.yaml';

/**
 * Reads and checks a configuration file.
 * @throws Impossible when it cannot be read
 */
export const readConfigurationFile = (file: string): ConfigurationRead =>
  readConfiguration(readConfigurationText(file));

/**
 * The text of a configuration file.
 * @throws Impossible when it cannot be read
 */
export function readConfigurationText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new Impossible(
      missing
        ? `${file} is not there. Name another file, or write one: the README begins with ten lines of it.`
        : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
