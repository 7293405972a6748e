import type { EntityRow } from '../../evidence/scorecard.js';
import { type AdminOptions, askAdmin, readAdmin } from '../admin-client.js';
import { exitCodes, Impossible } from '../exit.js';
import { inert, print, printJson, printTable } from '../print.js';
import { askedClasses } from './asked-classes.js';

interface EntitiesOptions extends AdminOptions {
  readonly class?: string;
  readonly limit?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly ndjson?: boolean;
  readonly forget?: string;
  readonly reason?: string;
}

/**
 * `banyan entities <route>`: which entities differ; exit 1 when any does. With `--forget` it has what is kept of
 * one deleted; exit 1 when nothing is.
 */
export function entities(route: string, options: EntitiesOptions): Promise<number> {
  if (options.forget !== undefined) return forget(route, options.forget, options);
  if (options.reason !== undefined)
    throw new Impossible('--reason says why an entity is forgotten: give --forget <key> with it.');
  return list(route, options);
}

async function list(route: string, options: EntitiesOptions): Promise<number> {
  const asked = askedClasses(options.class)?.join(',');
  const format = options.csv ? 'csv' : options.ndjson ? 'ndjson' : 'json';
  const query = new URLSearchParams({
    format,
    ...(asked !== undefined && { class: asked }),
    ...(options.limit !== undefined && { limit: options.limit }),
  });
  const { text, headers } = await readAdmin(options, `${address(route)}?${query.toString()}`);
  const cut = headers.get('x-banyan-cut');
  if (cut !== null) console.error(`not all: ${inert(cut)}`);
  if (format !== 'json') return writeFile(text, format);
  const answer = JSON.parse(text) as { entities: EntityRow[] };
  if (options.json) printJson(answer);
  else if (answer.entities.length === 0)
    print(`No entity of ${route} differs${asked ? ` as ${asked}` : ''}.`);
  else printEntities(answer.entities);
  return answer.entities.length > 0 ? exitCodes.no : exitCodes.done;
}

/** As it came, for programs; a terminal is written to in characters that cannot act on it. */
function writeFile(text: string, format: 'csv' | 'ndjson'): number {
  const lines = text.split(/\r?\n/).length - 1;
  if (process.stdout.isTTY) for (const line of text.trimEnd().split(/\r?\n/)) print(inert(line));
  else process.stdout.write(text);
  const rows = format === 'csv' ? lines - 1 : lines;
  return rows > 0 ? exitCodes.no : exitCodes.done;
}

function printEntities(rows: readonly EntityRow[]): void {
  printTable(
    [
      { head: 'KEY', fit: 'middle', least: 24 },
      'CLASS',
      { head: 'FIRST SEEN', fit: 'under' },
      { head: 'LAST SEEN', fit: 'under' },
      { head: 'PATTERNS', fit: 'wrap' },
    ],
    rows.map((row) => [
      inert(row.key),
      row.class,
      row.firstSeen,
      row.lastSeen,
      inert(row.patterns.join(', ')),
    ]),
  );
}

async function forget(route: string, key: string, options: EntitiesOptions): Promise<number> {
  if (options.reason === undefined)
    throw new Impossible(
      'say why with --reason "…": it stays in the audit for good, so do not name anybody.',
    );
  const answer = await askAdmin<{ forgotten: { samples: number; listed: number } }>(
    options,
    `${address(route)}/${encodeURIComponent(key)}`,
    { method: 'DELETE', body: { reason: options.reason } },
  );
  const { samples, listed } = answer.forgotten;
  const isKept = samples + listed > 0;
  if (options.json) printJson(answer);
  else if (isKept)
    print(`${route}: forgotten (samples: ${samples}, listed rows: ${listed}). Counts stay, as hashes.`);
  else
    print(`${route}: nothing is kept of that key. Is it written as \`banyan entities ${route}\` tells it?`);
  return isKept ? exitCodes.done : exitCodes.no;
}

const address = (route: string): string => `/api/v1/routes/${encodeURIComponent(route)}/entities`;
