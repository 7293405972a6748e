import type { Configuration } from './configuration/configuration.js';
import { formatProblem, type Problem } from './configuration/problem.js';
import { readAnew } from './configuration/read-anew.js';
import type { ConfigurationRead, ToldOfFile } from './configuration/read-configuration.js';
import type { FileContent } from './configuration/watch-file.js';
import { whatChanged } from './configuration/what-changed.js';
import type { Logger } from './log.js';

/** Who serves by a configuration. */
export interface Reloadable {
  readonly configuration: Configuration;
  /**
   * Serves by another configuration from the next request on.
   * @throws Error when it cannot; then everything is as it was
   */
  adopt(configuration: Configuration, told: ToldOfFile): void;
  /** Tells on page and API that the file was changed to what could not be taken. */
  refuse(problems: readonly Problem[]): void;
}

/** Takes a changed banyan.yaml whole or not at all, and tells in the log which, and why. Never throws. */
export function reload(
  file: string,
  content: FileContent,
  readText: (text: string) => ConfigurationRead,
  banyan: Reloadable,
  log: Logger,
): void {
  try {
    const before = banyan.configuration;
    const read = readAnew(content, readText, before, process.env);
    if (read.kind === 'refused') {
      refuse(read.problems);
      return;
    }
    banyan.adopt(read.configuration, read);
    for (const note of read.notes) log.warn(formatProblem(file, note));
    log.info(whatChanged(before, read.configuration), `${file} was read anew and serves`);
  } catch (error) {
    refuse([{ where: '', message: `cannot be used: ${error instanceof Error ? error.message : error}` }]);
  }

  function refuse(problems: readonly Problem[]): void {
    for (const problem of problems) log.error(formatProblem(file, problem));
    log.error({ problems: problems.length }, `${file} was changed but not taken; what served serves on`);
    banyan.refuse(problems);
  }
}
