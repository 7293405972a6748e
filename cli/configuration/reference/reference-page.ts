import { flowYaml } from '../flow-yaml.js';
import type { JsonSchema } from '../json-schema.js';
import { type ReferenceRow, referenceRows } from './reference-rows.js';

/** A part of banyan.yaml with a table of its own. */
interface Section {
  /** Its keys stand below this one; empty for the top of the file. */
  readonly at: readonly string[];
  /** What is said above its table. */
  readonly says: string;
}

const sections: readonly Section[] = [
  {
    at: [],
    says: 'Only `upstreams` is required. What is changed while Banyan runs is taken as soon as it is saved, but for `store` and what is said below.',
  },
  {
    at: ['proxy'],
    says: 'A change of `listen`, `headerTimeout`, `requestTimeout` or `keepAlive` needs a restart.',
  },
  { at: ['admin'], says: 'A change needs a restart.' },
  { at: ['keep'], says: 'What is kept, and what of it may be personal: [retention.md](retention.md).' },
  {
    at: ['upstreams', '<name>'],
    says: 'The paths of files under `tls` begin at banyan.yaml’s folder; they are read when it is, and anew at `kill -HUP`. How versions are told, and what another one changes: [versions.md](versions.md).',
  },
  {
    at: ['routes', '<name>'],
    says: 'A route needs `match.path` and `legacy`. How a difference gets its class is in [verdicts.md](verdicts.md), what counts as compared in [coverage.md](coverage.md), what webhooks are sent in [notifications.md](notifications.md).',
  },
  {
    at: ['routes', '<name>', 'compare'],
    says: 'What each rule makes of answers is shown in [comparing.md](comparing.md), how several agree in [rules.md](rules.md). `banyan diff --rules` takes a file with these keys at its top.',
  },
  {
    at: ['routes', '<name>', 'dial'],
    says: 'When a dial rises, and what brings it down: [dial.md](dial.md).',
  },
  {
    at: ['routes', '<name>', 'dial', 'guards'],
    says: 'How each guard decides: [dial.md](dial.md). A share that guards is more than 0 % and less than 100 %.',
  },
];

/**
 * The reference of banyan.yaml, as Markdown.
 * @param schema the JSON Schema of the file
 */
export function referencePage(schema: JsonSchema): string {
  const isSection = ({ path }: ReferenceRow): boolean =>
    sections.some(({ at }) => at.join('.') === path.join('.'));
  // What stands below a name of yours has a table of its own; that there is one the key above it says.
  const rows = referenceRows(schema).filter((row) => !(isSection(row) && row.path.at(-1)?.startsWith('<')));
  return [
    preamble,
    ...sections.map((section) => [
      ...heading(section),
      '',
      ...table(
        section,
        rows.filter(({ path }) => sectionOf(path) === section),
      ),
    ]),
  ]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const preamble: readonly string[] = [
  '# Every key of banyan.yaml',
  '',
  '<!-- Written by `npm run reference` from the schemas that read the file. Edit their descriptions, not this page. -->',
  '',
  '`banyan check` tells what is wrong with a file, with line and way out; `banyan schema` writes the same as JSON Schema, for editors. [quick-start.md](quick-start.md) leads to a first file.',
  '',
  '| written | what it is |',
  '| --- | --- |',
  '| duration | `250ms`, `5s`, `15m`, `1h`, `7d` |',
  '| share | `0.5%`, or a ratio from 0 to 1 |',
  '| size | `512B`, `64KiB`, `1MiB`, `1GiB` |',
  "| selector | a place in an answer: `$`, `.name`, `['name']`, `[*]`, `[n]`, `..name`, as in `$.orders[*].total` |",
  '| part of the request | `path:id`, `header:x-user-id`, `query:q`, `cookie:session`, or `ip` |',
  '| environment variable | its name, as in `BANYAN_TOKEN`: secrets never stand in the file |',
  '',
  'A key that is **required** has no default. `<name>` is a name of yours, of letters, digits and `. _ -`; `[]` says that a key holds a list.',
];

/** The section whose key is the nearest above a path. */
const sectionOf = (path: readonly string[]): Section =>
  sections.findLast(({ at }) => at.length < path.length && at.every((key, i) => path[i] === key)) ?? top;

const [top = { at: [], says: '' }] = sections;

const heading = ({ at, says }: Section): readonly string[] => [
  at.length === 0 ? '## The file' : `## \`${at.join('.')}\``,
  '',
  says,
];

const table = ({ at }: Section, rows: readonly ReferenceRow[]): readonly string[] => [
  '| key | takes | default | meaning | example |',
  '| --- | --- | --- | --- | --- |',
  ...rows
    .map((row) =>
      [
        `\`${row.path.slice(at.length).join('.')}\``,
        row.takes,
        row.required ? '**required**' : (row.otherwise ?? ''),
        row.meaning,
        row.examples.map((example) => `\`${written(row, example)}\``).join(', '),
      ]
        .map((cell) => cell.replaceAll('|', '\\|'))
        .join(' | '),
    )
    .map((cells) => `| ${cells.replaceAll('  ', ' ')} |`),
];

/** An example as it stands in the file, without what a name of yours would be. */
function written({ path }: ReferenceRow, example: unknown): string {
  const key = path.at(-1) ?? '';
  return key.startsWith('<') ? flowYaml(example) : `${key}: ${flowYaml(example)}`;
}
