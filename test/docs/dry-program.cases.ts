import { Command, CommanderError } from 'commander';
import { vi } from 'vitest';

/** Reads the words after `banyan` and does nothing; resolves to what is wrong with them, undefined if nothing is. */
export type DryRun = (words: readonly string[]) => Promise<CommanderError | undefined>;

/** The command as it is, but for what it does: it is loaded without being run. */
export async function dryProgram(): Promise<DryRun> {
  const load = vi.spyOn(Command.prototype, 'parseAsync').mockResolvedValue(new Command());
  await import('../../cli/banyan.js');
  const [program] = load.mock.contexts as readonly (Command | undefined)[];
  load.mockRestore();
  if (!program) throw new Error('cli/banyan.ts did not parse anything: how is it run now?');
  const all = [program, ...program.commands.flatMap((command) => [command, ...command.commands])];
  for (const command of all) {
    if (command !== program) command.action(() => undefined);
    command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  }
  return async (words) => {
    // What a command listens to before it does its work ends with its process; here many share one.
    const listen = vi.spyOn(process.stdout, 'on').mockReturnThis();
    try {
      await program.parseAsync(words, { from: 'user' });
      return undefined;
    } catch (error) {
      if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error;
      throw error;
    } finally {
      listen.mockRestore();
    }
  };
}
