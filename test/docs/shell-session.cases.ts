import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin } from '../running-banyan.cases.js';

/** One shell in which the commands of a page run one after the other, as in a terminal. */
export interface ShellSession {
  /** Runs a block in it and resolves to what it said; what runs on in the background goes on. */
  run(block: string): Promise<string>;
  /** Ends the shell and all that it started. */
  end(): Promise<void>;
}

/** Milliseconds that a block may take. */
const longest = 30_000;

/** A shell in a folder, with the built `banyan` on its path. */
export function startShell(folder: string): ShellSession {
  const tools = join(folder, '.tools');
  mkdirSync(tools);
  symlinkSync(bin, join(tools, 'banyan'));
  const { BANYAN_ADMIN: _, BANYAN_TOKEN: __, ...environment } = process.env;
  // A group of its own, so that nothing that it started outlives it.
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    detached: true,
    env: { ...environment, PATH: `${tools}:${process.env.PATH}` },
  });
  let said = '';
  shell.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  shell.stdin.write('exec 2>&1\n');
  let blocks = 0;
  return {
    async run(block) {
      const file = join(tools, `block-${(blocks += 1)}.sh`);
      const end = `--- end of block ${blocks}`;
      writeFileSync(file, block);
      said = '';
      shell.stdin.write(`. '${file}' </dev/null; printf '\\n%s\\n' '${end}'\n`);
      for (const since = performance.now(); !said.includes(end); ) {
        if (performance.now() - since > longest) throw new Error(`it does not end:\n${block}\n${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return said.slice(0, said.indexOf(`\n${end}`)).trimEnd();
    },
    async end() {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
      if (shell.exitCode === null && shell.signalCode === null) await once(shell, 'exit');
    },
  };
}
