import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { banyan, temporaryFolder } from './running-banyan.cases.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const rooms = ['routing-rules', 'comparators', 'evidence', 'proxy', 'dashboards', 'cli', 'demo', 'bench'];
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What a text names as a file: `like/this.ts` in backticks, and the targets of its links. */
function namedFiles(text: string): readonly string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  const quoted = [...prose.matchAll(/`([\w./-]+\.(?:tsx?|json|ya?ml|md|css|js))`/g)].map(
    ([, file]) => file ?? '',
  );
  const linked = [...prose.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file ?? '');
  return [...quoted, ...linked];
}

/** Files that a user has, or a running Banyan: a text may name them though they are not here. */
const ofUsers = /^(banyan\.yaml|rules\.yaml|.*\.dials\.json)$/;

/** The places of a text that a link may lead to, as GitHub names them after its headings. */
const placesOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

const texts = [
  'README.md',
  'CONTRIBUTING.md',
  ...rooms.map((room) => `${room}/README.md`),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

describe('every file that a README or a doc names exists', () => {
  it.each(texts)('%s', (file) => {
    const missing = namedFiles(read(file)).filter(
      (named) =>
        !ofUsers.test(named) &&
        !existsSync(join(root, dirname(file), named)) &&
        !existsSync(join(root, named)),
    );
    expect(missing).toEqual([]);
  });
});

describe('every place that a README or a doc links to is there', () => {
  it.each(texts)('%s', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
    const missing = links.filter(
      ([, to = '', place = '']) => !placesOf(read(to === '' ? file : join(dirname(file), to))).has(place),
    );
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('the index names every doc', () => {
    const index = read('docs/README.md');
    const others = texts.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
    expect(others.filter((file) => !index.includes(`](${file.slice('docs/'.length)})`))).toEqual([]);
  });
});

describe('what the README shows works', () => {
  it('every command it names is one, and every command is named', async () => {
    const { stdout } = await banyan(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([\w-]+) .*$/gm)]
      .map(([, name]) => name)
      .filter((name) => name !== 'help');
    const named = read('README.md');
    expect(commands.filter((name) => !new RegExp(`\\b${name}\\b`).test(named))).toEqual([]);
    for (const [, list = ''] of named.matchAll(/^\| `banyan ([\w\\|-]+)/gm)) {
      for (const name of list.split('\\|')) expect(commands).toContain(name);
    }
  });

  it('nothing is coloured but for a terminal, not even for CI', async () => {
    const folder = temporaryFolder();
    const [legacy, candidate] = ['legacy.json', 'candidate.json'].map((name) => join(folder.path, name));
    writeFileSync(legacy!, '{"a":1}');
    writeFileSync(candidate!, '{"a":2}');
    const { code, stdout } = await banyan(['diff', legacy!, candidate!], { CI: 'true' });
    folder.remove();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\$\.a {2}value\n {2}legacy 1 {2}candidate 2\n[^]*\nmismatch: 1 difference\n$/);
    expect(stdout).not.toContain('\u001b');
  });

  it('each command explains itself', async () => {
    for (const command of [
      'serve',
      'init',
      'check',
      'status',
      'dial',
      'rollback',
      'mismatches',
      'entities',
      'audit',
      'sample',
      'suggest',
      'diff',
      'schema',
      'demo',
    ]) {
      const { code, stdout } = await banyan([command, '--help']);
      expect([command, code]).toEqual([command, 0]);
      expect(stdout).toMatch(/usage|banyan demo:/i);
    }
  });
});
