import type { Difference, Note } from '../../comparators/difference.js';
import { type DeltaLine, deltaLines } from '../../dashboards/pages/delta-lines.js';
import { colour } from '../colour.js';
import { inert, terminalWidth } from '../print.js';
import { tableLines } from '../table.js';
import { shownPair } from './shown-pair.js';

/** What is told of a comparison to a person. */
export interface ToldComparison {
  readonly differences: readonly Difference[];
  readonly ignored: readonly Difference[];
  readonly notes: readonly Note[];
}

const mostGroups = 40;
const mostExamples = 3;
const mostSampleLines = 80;

/** Differences grouped by pattern and kind, each group with its count, its rule and a few examples. */
export function differenceLines({ differences, ignored, notes }: ToldComparison): readonly string[] {
  return [
    ...shown(groupsOf(differences), 'patterns').flatMap(groupLines),
    ...shown(groupsOf(ignored), 'ignored patterns').map((group) =>
      typeof group === 'string' ? group : colour.dim(`ignored  ${titleOf(group)}${ruleOf(group)}`),
    ),
    ...notes.map(({ path, text }) => colour.dim(`note  ${inert(path)}: ${text}`)),
  ];
}

/** The verdict in one line, with how much it rests on. */
export function verdictLine({ differences, ignored }: ToldComparison): string {
  const silenced = ignored.length > 0 ? `, ${counted(ignored.length, 'difference')} ignored by rule` : '';
  if (differences.length === 0) return colour.green('match') + silenced;
  const patterns = groupsOf(differences).length;
  const where = differences.length === patterns ? '' : ` in ${counted(patterns, 'pattern')}`;
  return colour.red(`mismatch: ${counted(differences.length, 'difference')}${where}`) + silenced;
}

/**
 * Legacy's document as one diff with what the candidate has instead, after the rules.
 * @param legacy its value; of a text its lines
 */
export function sampleLines(legacy: unknown, differences: readonly Difference[]): readonly string[] {
  const lines = deltaLines(legacy, differences);
  if (lines === undefined) return [colour.dim('The document is too big to draw as a diff.')];
  if (lines.length === 0) return [];
  const more = lines.length - mostSampleLines;
  return [
    `${colour.red('- legacy')}  ${colour.green('+ candidate')}`,
    ...lines.slice(0, mostSampleLines).map(sampleLine),
    ...(more > 0 ? [colour.dim(`… ${counted(more, 'more line')}`)] : []),
  ];
}

function sampleLine({ depth, sign, text }: DeltaLine): string {
  const line = `${sign} ${'  '.repeat(depth)}${text}`;
  if (sign === '-') return colour.red(line);
  return sign === '+' ? colour.green(line) : line;
}

type Group = readonly [Difference, ...Difference[]];

/** Differences of one pattern and kind together, in the order they were first met. */
function groupsOf(differences: readonly Difference[]): readonly Group[] {
  const groups = new Map<string, [Difference, ...Difference[]]>();
  for (const difference of differences) {
    const id = `${difference.kind} ${difference.pattern}`;
    const known = groups.get(id);
    if (known) known.push(difference);
    else groups.set(id, [difference]);
  }
  return [...groups.values()];
}

function shown(groups: readonly Group[], what: string): readonly (Group | string)[] {
  const more = groups.length - mostGroups;
  return more <= 0
    ? groups
    : [...groups.slice(0, mostGroups), colour.dim(`… ${more} more ${what}; --json tells all`)];
}

function groupLines(group: Group | string): readonly string[] {
  if (typeof group === 'string') return [group];
  const examples = group.slice(0, mostExamples).map(({ path, pattern, ...told }) => {
    const [legacy, candidate] = shownPair(told.legacy, told.candidate, widest);
    return [
      ...(group.every((one) => one.path === pattern) ? [] : [inert(path)]),
      `${colour.dim('legacy')} ${legacy}`,
      `${colour.dim('candidate')} ${candidate}`,
    ];
  });
  const more = group.length - mostExamples;
  return [
    colour.bold(inert(group[0].pattern)) + kindOf(group) + colour.dim(ruleOf(group)),
    ...tableLines(
      examples[0]?.map(() => ({ head: '', fit: 'middle' })) ?? [],
      examples,
      terminalWidth() - 2,
    ).map((line) => `  ${line}`),
    ...(more > 0 ? [colour.dim(`  … ${more} more`)] : []),
  ];
}

const titleOf = (group: Group): string => inert(group[0].pattern) + kindOf(group);
const kindOf = (group: Group): string => `  ${group[0].kind}${group.length > 1 ? ` × ${group.length}` : ''}`;
const ruleOf = ([{ rule }]: Group): string => (rule === undefined ? '' : `  rule: ${inert(rule)}`);

const widest = 100;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
