import { once } from 'node:events';
import { changeTold } from '../../evidence/audit/tell-entry.js';
import type { AuditEntry } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin, readAdminLines } from '../admin-client.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson, printTable } from '../print.js';

interface AuditOptions extends AdminOptions {
  readonly limit: string;
  readonly json?: boolean;
  readonly ndjson?: boolean;
}

/** `banyan audit [route]`: what happened to dials and evidence, newest first; with `--ndjson` the whole chain. */
export async function audit(route: string | undefined, options: AuditOptions): Promise<number> {
  if (options.ndjson) {
    if (route !== undefined)
      throw new Impossible(
        `--ndjson writes the whole chain, which runs over all routes: leave ${route} out, or take --json.`,
      );
    return writeChain(options);
  }
  const query = new URLSearchParams({ limit: options.limit, ...(route !== undefined && { route }) });
  const answer = await askAdmin<{ entries: AuditEntry[] }>(options, `/api/v1/audit?${query.toString()}`);
  // Nothing of a route that there is not says nothing; of one that there was once, its entries are kept.
  if (route !== undefined && answer.entries.length === 0)
    await askAdmin(options, `/api/v1/routes/${encodeURIComponent(route)}`);
  if (options.json) printJson(answer);
  else if (answer.entries.length === 0)
    print(`Nothing is in the audit${route ? ` of ${inert(route)}` : ''} yet.`);
  else printEntries(answer.entries);
  return exitCodes.done;
}

/** The entries of the chain, oldest first, as they are hashed. */
export const chainOf = (options: AdminOptions): AsyncGenerator<string, void> =>
  readAdminLines(options, '/api/v1/audit?format=ndjson', { accept: 'application/x-ndjson' });

/** Entries between two signs of life on a terminal: about a second's. */
const signEvery = 2_000;

/** The same lines; whoever watches is told on standard error how many came. */
export async function* watched(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
  let count = 0;
  for await (const line of lines) {
    yield line;
    count += 1;
    if (process.stderr.isTTY && count % signEvery === 0) console.error(`${count} entries …`);
  }
}

/** As it came, for programs, and no faster than it is taken; a terminal gets characters that cannot act on it. */
async function writeChain(options: AdminOptions): Promise<number> {
  const { stdout } = process;
  for await (const line of watched(chainOf(options)))
    if (!stdout.write(`${stdout.isTTY ? inert(line) : line}\n`)) await once(stdout, 'drain');
  return exitCodes.done;
}

function printEntries(entries: readonly AuditEntry[]): void {
  printTable(
    [
      'ID',
      'TIME',
      { head: 'ROUTE', fit: 'middle' },
      { head: 'WHAT', fit: 'wrap' },
      { head: 'BY', fit: 'wrap' },
      { head: 'WHY', fit: 'wrap' },
    ],
    entries.map((entry) => [
      String(entry.id),
      `${entry.time.slice(0, 19).replace('T', ' ')}Z`,
      inert(entry.route),
      `${changeTold(entry)}${entry.forced ? ' (forced)' : ''}`,
      `${inert(entry.actor)} (${entry.role})`,
      inert(entry.reason),
    ]),
  );
}
