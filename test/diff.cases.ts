import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { bin, temporaryFolder } from './running-banyan.cases.js';

/** What a run of `banyan diff` came to. */
export interface DiffRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Writes files and runs `banyan diff` beside them. */
export type RunDiff = (
  files: Record<string, string | Uint8Array>,
  args: readonly string[],
) => Promise<DiffRun>;

/** A folder for the tests of one file, gone after them, and `banyan diff` in it. */
export function useDiff(): { readonly diff: RunDiff; readonly folder: string } {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const diff: RunDiff = (files, args) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
    return new Promise((resolve) => {
      execFile(process.execPath, [bin, 'diff', ...args], { cwd: folder.path }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  };
  return { diff, folder: folder.path };
}

/** An overview as legacy has it. */
export const legacy = JSON.stringify({
  customer: { name: 'Zoë', phone: '+49' },
  orders: [
    { id: 1, total: 12.5 },
    { id: 2, total: 7.1 },
    { id: 3, total: 8 },
    { id: 4, total: 9 },
  ],
  at: '10:00',
});
const candidate = JSON.stringify({
  customer: { name: 'Zoë' },
  orders: [
    { id: 4, total: 9.5 },
    { id: 1, total: 12.6 },
    { id: 2, total: 7.2 },
    { id: 3, total: 8.9 },
  ],
  at: '10:01',
});
const rules = `
ignore: [$.at]
lists: { $.orders: { by: id } }
numbers: { $..total: { absolute: 0.01 } }
`;
/** Two answers that differ at six places, and rules that silence a seventh. */
export const files = { 'legacy.json': legacy, 'candidate.json': candidate, 'rules.yaml': rules };
