import { type ExplainedRule, explainRules } from '../../comparators/explain/explain-rules.js';
import { colour } from '../colour.js';
import type { ConfiguredRoute } from '../configuration/configuration.js';
import type { Problem } from '../configuration/problem.js';
import type { ConfigurationRead } from '../configuration/read-configuration.js';
import { inert, terminalWidth } from '../print.js';
import { tableLines } from '../table.js';

type Valid = Extract<ConfigurationRead, { kind: 'valid' }>;

/** For each route every rule with its line: where it governs, and which one does in its place. */
export function explainRoutes(
  routes: readonly ConfiguredRoute[],
  locate: Valid['locate'],
): readonly object[] {
  return routes.map(({ rule: { name }, compare }) => ({
    route: name,
    rules: explainRules(compare).map((rule) => {
      const { line, column } = locate(['routes', name, 'compare', ...rule.where], '');
      return { ...rule, line, column };
    }),
  }));
}

/** The lines that say, for each route with rules, which rule governs which place. @param file where they stand */
export function ruleTables(
  file: string,
  routes: readonly ConfiguredRoute[],
  notes: readonly Problem[],
): readonly string[] {
  const noted = new Set(notes.map(({ where }) => where));
  const ruled = routes.filter(({ compare }) => Object.keys(compare).length > 0);
  const [first] = ruled;
  if (first === undefined) return [];
  const tables = ruled.flatMap(({ rule: { name }, compare }) => {
    const isNoted = ({ where }: ExplainedRule): boolean =>
      noted.has(['routes', name, 'compare', ...where].join('.'));
    return ['', `${colour.bold(name)}: which rule governs where`, ...tableOf(explainRules(compare), isNoted)];
  });
  const which = routes.length > 1 ? ` --route ${first.rule.name}` : '';
  const trial = `To try them on an answer of legacy's: banyan check ${inert(file)} --sample answer.json${which}`;
  return [...tables, '', colour.dim(legend), colour.dim(trial), ''];
}

const legend =
  'Of one kind the more specific rule governs; values come before times, times before numbers; what is ignored is ignored with all below it.';

function tableOf(
  rules: readonly ExplainedRule[],
  isNoted: (rule: ExplainedRule) => boolean,
): readonly string[] {
  const isHeader = ({ section }: ExplainedRule): boolean => section === 'headers';
  const headers = rules.filter(isHeader).map(({ says }) => says);
  const rows = rules.filter((rule) => !isHeader(rule)).map((rule) => rowOf(rule, isNoted(rule)));
  const [head = '', ...lines] = tableLines(
    [
      { head: 'PLACE', fit: 'middle', least: 24 },
      { head: 'RULE', fit: 'middle', least: 20 },
      { head: '', fit: 'wrap' },
    ],
    rows,
    terminalWidth() - 2,
  );
  return [
    ...(lines.length > 0 ? [colour.dim(head), ...lines] : []),
    `headers: ${inert(headers.join(', ')) || 'none'}`,
  ].map((line) => `  ${line}`);
}

function rowOf(rule: ExplainedRule, isNoted: boolean): readonly string[] {
  const { place, section, says } = rule;
  const told = says === '' ? section : `${section}${says.startsWith('←') ? '' : ' ›'} ${says}`;
  return [inert(place ?? 'everywhere'), inert(told), remarkOn(rule, isNoted)];
}

function remarkOn(
  { section, governs, why = '', instead, overriddenBy }: ExplainedRule,
  isNoted: boolean,
): string {
  if (!governs) return colour.yellow(`${section === 'ignore' ? 'adds nothing' : 'never'}: ${inert(why)}`);
  const relations = [
    ...(instead.length > 0 ? [`instead of ${some(instead.map(({ place }) => place))}`] : []),
    ...(overriddenBy.length > 0 ? [`not at ${some(overriddenBy.map(({ at }) => at))}`] : []),
  ];
  return [
    ...(relations.length > 0 ? [colour.dim(relations.join('; '))] : []),
    ...(isNoted ? [colour.yellow('see the note')] : []),
  ].join('; ');
}

const shown = 3;

/** The first few of many, each once. */
function some(places: readonly string[]): string {
  const all = [...new Set(places)];
  const rest = all.length - shown;
  return inert(all.slice(0, shown).join(', ')) + (rest > 0 ? ` and ${rest} more` : '');
}
