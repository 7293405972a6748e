import { readFileSync } from 'node:fs';
import { withRules } from '../../comparators/suggest/with-rules.js';
import type { CompareRules } from '../../comparators/rules/rules-schema.js';
import { writtenRules } from '../../comparators/suggest/written.js';
import type { ShownSuggestion } from '../../dashboards/api/suggestions.js';
import type { Preview, ToldSuggestions } from '../../evidence/inquiry.js';
import { type AdminOptions, askAdmin } from '../admin-client.js';
import { formatProblem } from '../configuration/problem.js';
import { readRules } from '../configuration/read-rules.js';
import { exitCodes, Impossible } from '../exit.js';
import { unreadable } from '../unreadable.js';
import { inert, print, printJson, printTable } from '../print.js';
import { shownPair } from './shown-pair.js';

interface SuggestOptions extends AdminOptions {
  /** A file with rules to try. */
  readonly try?: string;
  readonly instead?: boolean;
  readonly json?: boolean;
}

type Told = Omit<ToldSuggestions, 'suggestions'> & { readonly suggestions: readonly ShownSuggestion[] };

/**
 * `banyan suggest <route>`: rules that the evidence supports, as YAML to paste; exit 1 when there is none. With
 * `--try` what rules of a file would make of kept pairs; exit 1 when some still would not match.
 */
export async function suggest(route: string, options: SuggestOptions): Promise<number> {
  const base = `/api/v1/routes/${encodeURIComponent(route)}`;
  if (options.try !== undefined) return tryRules(route, base, options.try, options);
  if (options.instead) throw new Impossible('--instead says how --try takes its file; give both.');
  process.stderr.write('trying rules on kept pairs …\n');
  const told = await askAdmin<Told>(options, `${base}/suggestions`);
  if (options.json) printJson(told);
  else printSuggestions(route, told);
  return told.suggestions.length > 0 ? exitCodes.done : exitCodes.no;
}

function printSuggestions(route: string, { suggestions, ...told }: Told): void {
  if (told.pairs === 0) {
    print(`No pair of ${route} is kept now: pairs are kept while something differs, for half an hour.`);
  } else if (suggestions.length === 0) {
    print(`${kept(told)} support no rule: none would silence what differs in nearly all of them.`);
  } else {
    print(`# From ${kept(told)} of ${route}. Paste under its compare: what you agree with.`);
    const rules = suggestions.reduce<CompareRules>((all, one) => withRules(all, one.rules), {});
    for (const line of writtenRules(rules, remarksOf(suggestions)).trimEnd().split('\n')) print(inert(line));
  }
  for (const remark of remarksOn(told)) print(`# ${remark}`);
}

const kept = ({ pairs, entities }: Pick<Told, 'pairs' | 'entities'>): string =>
  `${pairs} kept pair${pairs === 1 ? '' : 's'} of ${entities === 1 ? 'one entity' : `${entities} entities`}`;

/** Each place with what speaks for its rule and against it. */
function remarksOf(suggestions: readonly ShownSuggestion[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    suggestions.map(({ section, rules, says }) => {
      const written: unknown = Object.values(rules)[0];
      const [place = ''] = Array.isArray(written) ? (written as string[]) : Object.keys(written as object);
      return [`${section} › ${place}`, says.map(inert)];
    }),
  );
}

function remarksOn(told: Pick<Told, 'complete' | 'custom'> & { readonly withheld?: readonly string[] }) {
  return [
    ...(told.complete ? [] : ['Time was over before all was tried.']),
    ...(told.custom === 'none'
      ? []
      : ['The custom comparator was not asked: what it forgives counts as different.']),
    ...(told.withheld ?? []).map(
      (pattern) => `A rule for ${inert(pattern)} would have to tell values that redact hides.`,
    ),
  ];
}

async function tryRules(route: string, base: string, file: string, options: SuggestOptions): Promise<number> {
  const body = { rules: readText(file), instead: options.instead === true };
  const preview = await askAdmin<Preview>(options, `${base}/rules/preview`, { method: 'POST', body });
  if (options.json) printJson(preview);
  else printPreview(route, preview);
  return preview.pairs > 0 && preview.after.mismatch === 0 ? exitCodes.done : exitCodes.no;
}

/** The file is judged here, so that what is wrong with it is told by its name. */
function readText(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
  const found = readRules(text);
  if (found.kind === 'valid') return text;
  const problems = found.problems.map((problem) => `  ${inert(formatProblem(file, problem))}`);
  throw new Impossible([`${file} has rules that cannot be used:`, ...problems].join('\n'));
}

function printPreview(route: string, preview: Preview): void {
  const { pairs, before, after, unread } = preview;
  if (pairs === 0) {
    print(`No pair of ${route} is kept now: pairs are kept while something differs, for half an hour.`);
    return;
  }
  print(`Of ${kept(preview)} ${after.match} would match, ${before.match} do now.`);
  if (unread > 0) print(`${unread} could not be compared: too large, or not to be read.`);
  if (preview.fields.every((field) => field.before === field.after)) print('Nothing changes.');
  if (preview.fields.length > 0) {
    print('');
    printTable(
      [{ head: 'PATTERN', fit: 'middle', least: 24 }, 'KIND', 'PAIRS NOW', 'WITH THESE RULES'],
      preview.fields.map((field) => [
        inert(field.pattern),
        field.kind,
        String(field.before),
        String(field.after),
      ]),
    );
  }
  if (preview.silenced.length > 0) {
    print('');
    printTable(
      [
        { head: 'SILENCED', fit: 'middle', least: 24 },
        'KIND',
        { head: 'LEGACY', fit: 'middle' },
        { head: 'CANDIDATE', fit: 'middle' },
      ],
      preview.silenced.map(({ path, kind, legacy, candidate }) => [
        inert(path),
        kind,
        ...shownPair(legacy, candidate, widest),
      ]),
    );
  }
  for (const remark of remarksOn(preview)) print(remark);
}

/** Of a value in a table cell. */
const widest = 32;
