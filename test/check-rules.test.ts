import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { banyan, temporaryFolder } from './running-banyan.cases.js';

const page = readFileSync(fileURLToPath(new URL('../docs/rules.md', import.meta.url)), 'utf8');
const shown = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text ?? '');

const folder = temporaryFolder();
afterAll(() => folder.remove());
const write = (name: string, text: string): string => {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
};
/** A banyan.yaml whose routes have these rules, each as YAML. */
const configured = (rules: Readonly<Record<string, string>>): string =>
  [
    'upstreams: { legacy: { url: "http://127.0.0.1:3000" } }',
    'routes:',
    ...Object.entries(rules).flatMap(([name, yaml]) => [
      `  ${name}:`,
      `    match: { path: "/${name}/:id" }`,
      '    legacy: legacy',
      '    compare:',
      ...yaml
        .trimEnd()
        .split('\n')
        .map((line) => `      ${line}`),
    ]),
  ].join('\n');

describe('what docs/rules.md shows', () => {
  const [rules = ''] = shown('yaml');
  const [table = '', notes = '', sampled = ''] = shown('text');

  it('is what banyan check says of the rules there', async () => {
    const file = write('shown.yaml', configured({ 'customer-overview': rules }));
    const { code, stdout } = await banyan(['check', file]);
    expect(code).toBe(0);
    expect(stdout).toContain(`\n${table}\n`);
    const told = [...stdout.matchAll(/^note: \S+:\d+:\d+ {2}(.*)$/gm)].map(([, note]) => `${note}\n`);
    expect(told.join('')).toBe(notes);
  });

  it('is what banyan check --sample says of the answer there', async () => {
    const file = write('shown.yaml', configured({ 'customer-overview': rules }));
    const sample = write('answer.json', shown('json')[0] ?? '');
    const { code, stdout } = await banyan(['check', file, '--sample', sample]);
    expect([code, stdout.replace(sample, 'answer.json')]).toEqual([0, sampled]);
  });
});

describe('banyan check', () => {
  let file: string;
  beforeAll(() => {
    file = write(
      'banyan.yaml',
      configured({
        a: 'numbers: { "$..n": { absolute: 1 }, "$[\'\\u202e\']": { absolute: 2 } }\nignore: ["$.x", "$.x.n"]',
        b: 'equate: [null-absent]',
      }),
    );
  });

  it('--json tells each rule of each route with its line, and which other one governs', async () => {
    const { code, stdout } = await banyan(['check', file, '--json']);
    const { rules } = JSON.parse(stdout) as { rules: { route: string; rules: { section: string }[] }[] };
    expect(code).toBe(0);
    expect(rules.map(({ route }) => route)).toEqual(['a', 'b']);
    expect(rules[0]?.rules.filter(({ section }) => section === 'ignore')).toEqual([
      expect.objectContaining({ rule: 'ignore › $.x', governs: true, line: 8, column: 16 }),
      {
        rule: 'ignore › $.x.n',
        where: ['ignore', 1],
        section: 'ignore',
        place: '$.x.n',
        says: '',
        governs: false,
        why: 'ignore › $.x covers it',
        instead: [],
        overriddenBy: [{ rule: 'ignore › $.x', place: '$.x', at: '$.x.n' }],
        line: 8,
        column: 23,
      },
    ]);
  });

  it('--route shows the rules of that route alone', async () => {
    const { code, stdout } = await banyan(['check', file, '--route', 'b']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/b: which rule governs where/)]);
    expect(stdout).not.toContain('$..n  ');
  });

  it('lets no name act on the terminal', async () => {
    const sample = write('hostile.json', '{"\\u202e\\u001b":{"\\u200f":1},"n":1}');
    const outputs = [
      await banyan(['check', file]),
      await banyan(['check', file, '--sample', sample, '--route', 'a']),
    ];
    for (const { stdout } of outputs) {
      // oxlint-disable-next-line no-control-regex -- these are the ones that must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u200f\u202e]/);
      expect(stdout).toContain('\\u202e');
    }
  });

  it('--sample --json tells patterns and rules with their counts', async () => {
    const sample = write('sample.ndjson', '{"n":1}\n{"n":"2","x":{"n":3}}\n');
    const { stdout } = await banyan(['check', file, '--sample', sample, '--route', 'a', '--json']);
    const numbers = 'numbers › $..n › absolute: 1';
    expect(JSON.parse(stdout)).toMatchObject({
      route: 'a',
      patterns: [
        { pattern: '$[*].n', places: 2, rules: [{ rule: numbers, places: 2 }] },
        { pattern: '$[*].x.n', places: 1 },
      ],
    });
    expect(JSON.parse(stdout)).toMatchObject({
      rules: expect.arrayContaining([
        { rule: numbers, where: ['numbers', '$..n'], matches: 3, governs: 3, judges: 2 },
      ]),
    });
  });

  it('--sample tells what rules and redact miss in it, and what stands there instead', async () => {
    const rules = [
      'lists: { $.orders: { by: OrderId } }',
      'values: { $..state: { SHIPPED: shipped } }',
      'numbers: { $..totl: { absolute: 1 }, $..sum: { absolute: 1 } }',
    ].join('\n');
    const file = write(
      'missing.yaml',
      `${configured({ r: rules })}\n    redact: [$..emial, $..sum, "header:x"]\n`,
    );
    const order = (state: string): object => ({ orderId: 1, state, total: 1, sum: '1', email: 'x' });
    const sample = write('missing.json', JSON.stringify({ orders: ['A', 'B', 'C', 'D', 'E'].map(order) }));
    const { code, stdout } = await banyan(['check', file, '--sample', sample]);
    expect(code).toBe(0);
    expect(stdout.slice(stdout.indexOf('\n\n'))).toBe(`

Match nothing in this sample:
  numbers › $..totl › absolute: 1   there is $.orders[*].total

Pair by what no member of their lists has in it:
  lists › $.orders › by: OrderId   no OrderId; there is orderId

Have nothing to say about the values at their places:
  numbers › $..sum › absolute: 1   no number: "1"
  values › $..state   not mapped: "A", "B", "C", …

Hide nothing in this sample; what a misspelt one was to hide is kept:
  redact › $..emial   there is $.orders[*].email
`);
    const { stdout: json } = await banyan(['check', file, '--sample', sample, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      redact: [
        { entry: '$..emial', places: 0, alike: '$.orders[*].email' },
        { entry: '$..sum', places: 5 },
      ],
    });
  });

  it('says how to try rules on an answer, where there are any', async () => {
    const { stdout } = await banyan(['check', file]);
    expect(stdout.match(/--sample/g)).toHaveLength(1);
    expect(stdout).toContain(
      `To try them on an answer of legacy's: banyan check ${file} --sample answer.json --route a`,
    );
    const plain = write('plain.yaml', 'upstreams: { legacy: { url: "http://127.0.0.1:3000" } }');
    expect((await banyan(['check', plain])).stdout).not.toContain('--sample');
  });

  it.each([
    [
      'a route that is not named where there are several',
      ['--sample', 'S'],
      /name it with --route\. There are: a, b/,
    ],
    ['a route that is not there', ['--sample', 'S', '--route', 'c'], /no route "c"\. There are: a, b/],
    [
      'a sample that is not there',
      ['--sample', 'nowhere', '--route', 'a'],
      /nowhere cannot be read: there is no such/,
    ],
    ['a sample that has no places', ['--sample', 'T', '--route', 'a'], /is neither JSON nor XML/],
    ['a sample that is broken', ['--sample', 'B', '--route', 'a'], /cannot be compared: undecodable/],
  ])('cannot do %s, and says so', async (_, options, message) => {
    const files: Readonly<Record<string, string>> = {
      S: write('s.json', '{}'),
      T: write('t.json', 'text'),
      B: write('b.json', '{"a":'),
    };
    const { code, stderr } = await banyan([
      'check',
      file,
      ...options.map((option) => files[option] ?? option),
    ]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('a custom comparator', () => {
  const notes = async (module?: string): Promise<string[]> => {
    const name = `custom-${String(Math.random()).slice(2)}.mjs`;
    if (module !== undefined) write(name, module);
    const file = write('custom.yaml', configured({ r: `custom: ./${name}` }));
    const { code, stdout } = await banyan(['check', file]);
    expect(code).toBe(0);
    return [...stdout.matchAll(/^note: \S+:(\d+:\d+) {2}(.*)$/gm)].map(([, at, note]) => `${at} ${note}`);
  };

  it('that can be loaded is nothing to remark on', async () => {
    expect(await notes('export const compare = () => true;')).toEqual([]);
  });

  it.each([
    ['is not there', undefined, /cannot be read: there is no such file/],
    ['cannot be loaded', 'import "nowhere";', /cannot be loaded: Cannot find package/],
    ['exports no compare', 'export const other = 1;', /exports no compare: write/],
  ])('that %s is told with its place and what comes of it', async (_, module, message) => {
    const [note, ...others] = await notes(module);
    expect(note).toMatch(/^7:7 routes\.r\.compare\.custom: .*nothing of this route is compared/);
    expect(note).toMatch(message);
    expect(others).toEqual([]);
  });
});
