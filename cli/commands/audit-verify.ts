import { createReadStream } from 'node:fs';
import { ChainCheck, type ChainReport, type Flaw } from '../../evidence/audit/chain-check.js';
import type { AdminOptions } from '../admin-client.js';
import { exitCodes, Impossible } from '../exit.js';
import { linesOf } from '../lines.js';
import { inert, print, printJson } from '../print.js';
import { unreadable } from '../unreadable.js';
import { chainOf, watched } from './audit.js';

interface VerifyOptions extends AdminOptions {
  readonly expect?: string;
  readonly json?: boolean;
}

/** Flaws that are told one by one; a chain that is broken everywhere is told as such. */
const mostTold = 50;

/**
 * `banyan audit verify [file]`: whether the chain is whole and every decision follows from its own entry. Everything
 * is computed here; whoever keeps the chain is only asked for it. Exit 1 when anything does not hold.
 */
export async function verify(file: string | undefined, options: VerifyOptions): Promise<number> {
  const { expect } = options;
  if (expect !== undefined && !/^[0-9a-f]{64}$/.test(expect))
    throw new Impossible(
      `--expect ${expect}: that is no hash. Give the 64 hexadecimal digits that verify told, or an entry's "hash".`,
    );
  const check = new ChainCheck(expect);
  const told: Flaw[] = [];
  for await (const line of watched(file === undefined ? chainOf(options) : exported(file))) {
    const flaws = check.take(line);
    told.push(...flaws.slice(0, mostTold - told.length));
  }
  const { report } = check;
  const holds = report.flaws === 0 && report.expected !== null;
  if (options.json) printJson({ holds, ...report, found: told });
  else for (const line of [...flawLines(told, report), ...reportLines(report, holds)]) print(line);
  return holds ? exitCodes.done : exitCodes.no;
}

/**
 * The lines of a file, or of standard input.
 * @throws Impossible when it cannot be read, or is no export at all
 */
async function* exported(file: string): AsyncGenerator<string, void> {
  let isFirst = true;
  try {
    for await (const line of linesOf(file === '-' ? process.stdin : createReadStream(file))) {
      // An empty export is an empty chain, with or without the line end that a shell puts behind it.
      if (isFirst && line === '') continue;
      if (isFirst && !line.startsWith('{"a'))
        throw new Impossible(
          `${file} is no export of the audit: one is written by \`banyan audit --ndjson\`, an entry a line, oldest first.`,
        );
      isFirst = false;
      yield line;
    }
  } catch (error) {
    if (error instanceof Impossible) throw error;
    throw unreadable(file, error);
  }
}

function flawLines(told: readonly Flaw[], { flaws }: ChainReport): readonly string[] {
  const lines = told.map(
    ({ id, line, what, means }) => `${id === null ? `line ${line}` : `entry ${id}`} ${inert(what)}. ${means}`,
  );
  return flaws > told.length ? [...lines, `… and ${flaws - told.length} more that do not hold`] : lines;
}

/** @param holds nothing is wrong, and what was expected is there */
function reportLines(report: ChainReport, holds: boolean): readonly string[] {
  const { entries, decisions, unjudged, flaws, first, last, fromStart } = report;
  if (entries === 0)
    return [
      'The audit is empty: nothing was decided yet, or nothing of it is left.',
      ...expectedLines(report),
    ];
  return [
    ...(flaws === 0
      ? [`${counted(entries, 'entry', 'entries')}: every hash holds, and each follows the one before.`]
      : [
          `${counted(entries, 'entry', 'entries')}: ${flaws} ${flaws === 1 ? 'thing does' : 'things do'} not hold, see above.`,
        ]),
    `${counted(decisions.judged, 'decision')} judged again from ${decisions.judged === 1 ? 'its' : 'their'} own evidence; ${decisions.told} of the entries tell of no decision.`,
    ...unjudgedLines(decisions, unjudged),
    ...(fromStart || !first
      ? []
      : [
          `It begins with entry ${first.id}: what was before it, and whether it was all there, is not proven.`,
        ]),
    ...expectedLines(report),
    ...(last ? [`last entry  ${last.id}  ${last.hash}`] : []),
    // The hash of a chain that does not hold would vouch for what is wrong in it.
    ...(last && holds
      ? [
          `Keep it elsewhere: a chain cut off at its end looks whole without it. Later: banyan audit verify --expect ${last.hash}`,
        ]
      : []),
  ];
}

function unjudgedLines(decisions: ChainReport['decisions'], ids: readonly number[]): readonly string[] {
  const why = [
    [decisions.earlier, 'written by an earlier version'],
    [decisions['other-rules'], 'judged by other rules than this version knows'],
    [decisions.found, 'lowered while the store was away'],
    [decisions.unreadable, 'not what Banyan writes'],
  ] as const;
  const reasons = why.flatMap(([count, reason]) => (count > 0 ? [`${count} ${reason}`] : []));
  const all = why.reduce((sum, [count]) => sum + count, 0);
  if (all === 0) return [];
  const named = `${ids.join(', ')}${all > ids.length ? ', …' : ''}`;
  return [`${all} not recomputable: ${reasons.join('; ')} (entry ${named}).`];
}

function expectedLines({ expected, flaws }: ChainReport): readonly string[] {
  if (expected === undefined) return [];
  if (expected === null)
    return ['No entry has the hash that was expected: the chain was cut off before it, or written anew.'];
  return [
    flaws === 0
      ? `The hash that was expected is that of entry ${expected}: all up to there is what it was then.`
      : `Entry ${expected} has the hash that was expected, and yet this chain does not hold: do not rely on it.`,
  ];
}

const counted = (value: number, one: string, many = `${one}s`): string =>
  `${value} ${value === 1 ? one : many}`;
