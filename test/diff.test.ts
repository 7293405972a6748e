import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { bin, temporaryFolder } from './running-banyan.cases.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Writes files and runs `banyan diff` beside them. */
function diff(
  files: Record<string, string | Uint8Array>,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, 'diff', ...args], { cwd: folder.path }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

const legacy = JSON.stringify({
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
const files = { 'legacy.json': legacy, 'candidate.json': candidate, 'rules.yaml': rules };
const [left, right] = ['legacy.json', 'candidate.json'];

describe('banyan diff tells people', () => {
  it('that it is at work on files which may take a while', async () => {
    const { code, stderr } = await diff({ a: `${' '.repeat(10_000_000)}1`, b: '1' }, ['a', 'b', '--json']);
    expect([code, stderr]).toEqual([0, 'comparing 10 MB …\n']);
  });

  it('of answers that were saved as they came, packed', async () => {
    const packed = { a: gzipSync('{"a":1}'), b: '{"a":2}' };
    expect((await diff(packed, ['a', 'b'])).stdout).toContain('legacy 1  candidate 2');
    const broken = { a: gzipSync('{"a":1}').subarray(0, 12), b: '{"a":2}' };
    expect((await diff(broken, ['a', 'b'])).stderr).toContain('a cannot be read: broken gzip');
  });

  it('what differs by pattern, how often, by which rule, with examples, and both laid together', async () => {
    const { code, stdout, stderr } = await diff(files, [left, right, '--rules', 'rules.yaml']);
    expect(stdout).toBe(
      [
        '$.customer.phone  absent',
        '  legacy "+49"  candidate —',
        '$.orders  order  rule: lists › $.orders › by: id',
        '  legacy [{"id":1},{"id":2},{"id":3},{"id":4}]  candidate [{"id":4},{"id":1},{"id":2},{"id":3}]',
        '$.orders[*].total  value × 4  rule: numbers › $..total › absolute: 0.01',
        '  $.orders[0].total  legacy 12.5  candidate 12.6',
        '  $.orders[1].total  legacy 7.1   candidate 7.2',
        '  $.orders[2].total  legacy 8     candidate 8.9',
        '  … 1 more',
        'ignored  $.at  value  rule: ignore › $.at',
        '',
        '- legacy  + candidate',
        '  {',
        '    "customer": {',
        '-     "phone": "+49"',
        '      … the rest is the same',
        '    }',
        '    "orders": [',
        ...[
          [12.5, 12.6],
          [7.1, 7.2],
          [8, 8.9],
          [9, 9.5],
        ].flatMap(([was, is], at) => [
          `      [${at}]: {`,
          `-       "total": ${was}`,
          `+       "total": ${is}`,
          '        … the rest is the same',
          '      }',
        ]),
        '    ]',
        '    … the rest is the same',
        '  }',
        '',
        'mismatch: 6 differences in 3 patterns, 1 difference ignored by rule',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([1, '']);
  });

  it('that files match, and what of it only a rule makes so', async () => {
    expect(await diff(files, [left, left])).toEqual({ code: 0, stdout: 'match\n', stderr: '' });
    const same = await diff({ ...files, 'other.json': legacy.replace('10:00', '11:00') }, [
      left,
      'other.json',
      '--rules',
      'rules.yaml',
    ]);
    expect(same.stdout).toBe(
      'ignored  $.at  value  rule: ignore › $.at\nmatch, 1 difference ignored by rule\n',
    );
    expect(same.code).toBe(0);
  });

  it('how texts and XML differ', async () => {
    const text = await diff({ a: 'one\ntwo\nfour\n', b: 'one\ntwo\nthree\nfour\n' }, ['a', 'b']);
    expect(text.stdout).toContain('$[*]  extra\n  $[2]  legacy —  candidate "three"\n');
    expect(text.stdout).toContain('+   candidate [2]: "three"');
    const xml = await diff({ a: '<r><i>1</i></r>', b: '<r>\n <i>1</i>\n <i>2</i>\n</r>' }, ['a', 'b']);
    expect(xml.stdout).toContain('$.r.i[*]  extra\n  $.r.i[1]  legacy —  candidate "2"\n');
    expect(xml.stdout).toContain('      "i": [\n+       candidate [1]: "2"\n      ]\n');
    expect([text.code, xml.code]).toEqual([1, 1]);
  });

  it('that a file is empty', async () => {
    const files = { a: '{"a":1}', b: '', c: '' };
    expect((await diff(files, ['a', 'b'])).stdout).toMatch(/\nb is empty\.\nmismatch: 1 difference\n$/);
    expect((await diff(files, ['b', 'c'])).stdout).toBe('b is empty.\nc is empty.\nmatch\n');
  });

  it('which of two positions a drawn one is', async () => {
    const lists = {
      a: '<r><i k="a">0</i><i k="b">1</i></r>',
      b: '<r><i k="b">2</i><i k="c">9</i></r>',
      r: 'lists: { $.r.i: { by: k } }',
    };
    const { stdout } = await diff(lists, ['a', 'b', '--rules', 'r']);
    const drawn = stdout.split('\n').filter((line) => line.includes('['));
    expect(drawn.slice(-4)).toEqual([
      '      "i": [',
      '-       [0]: {"k":"a","#text":"0"}',
      '        [1]: {',
      '+       candidate [1]: {"k":"c","#text":"9"}',
    ]);
  });

  it('no more than fits', async () => {
    const many = (value: number): string =>
      JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, value])));
    const { stdout } = await diff({ a: many(1), b: many(2) }, ['a', 'b']);
    expect(stdout).toContain('… 460 more patterns; --json tells all');
    expect(stdout).toMatch(/… \d+ more lines/);
    expect(stdout.split('\n').length).toBeLessThan(200);
    expect(stdout).toContain('mismatch: 500 differences\n');
  });

  it('nothing that could act on the terminal', async () => {
    const evil = '{"\\u001b[31m":"\\u001b]0;x\\u0007","\\u202e":1}';
    const { stdout } = await diff({ a: evil, b: '{}' }, ['a', 'b']);
    // oxlint-disable-next-line no-control-regex -- none of these may be printed
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toContain('\\u001b');
  });
});

describe('banyan diff --json', () => {
  it('prints the contract to the letter, notes and all else on standard error', async () => {
    const list = { a: '{"l":[{"id":1},{"id":1}]}', b: '{"l":[{"id":1}],"t":1}' };
    const byId = { 'rules.yaml': 'lists: { $.l: { by: id } }\nignore: [$.t]' };
    const { code, stdout, stderr } = await diff({ ...list, ...byId }, [
      'a',
      'b',
      '--rules',
      'rules.yaml',
      '--json',
    ]);
    expect(JSON.parse(stdout)).toEqual({
      verdict: 'mismatch',
      differences: [{ path: '$.l[1]', pattern: '$.l[*]', kind: 'absent', legacy: { id: 1 } }],
      ignored: [{ path: '$.t', pattern: '$.t', kind: 'extra', candidate: 1 }],
    });
    expect(stderr).toBe(
      'note  $.l: several members have the same key; the first was compared with the first, and so on\n',
    );
    expect(code).toBe(1);
  });
});

describe('banyan diff asks the custom comparator that the rules name beside their file', () => {
  const named = { ...files, 'rules.yaml': 'custom: ./custom.mjs' };
  const asked = (module: string): ReturnType<typeof diff> =>
    diff({ ...named, 'custom.mjs': module }, [left, right, '--rules', 'rules.yaml']);

  it('and does as it says', async () => {
    const { code, stdout } = await asked('export const compare = () => true;');
    expect(stdout).toContain('ignored  $.at  value  rule: custom\n');
    expect([code, stdout.split('\n').at(-2)]).toEqual([0, 'match, 7 differences ignored by rule']);
  });

  it('hears what it prints, and says when a running Banyan would not have waited', async () => {
    const { code, stderr } = await asked(`export function compare() {
      console.log('looked');
      for (const began = Date.now(); Date.now() - began < 300; );
    }`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^looked$/m);
    expect(stderr).toMatch(/custom: took \d+ ms; a running Banyan waits 250 ms/);
  });

  it.each([
    [
      'throws',
      'export function compare() { throw new Error("no"); }',
      'the custom comparator threw Error at custom.mjs:1:35: no',
    ],
    ['is none', 'export const other = 1;', 'exports no compare'],
    ['is broken', 'export const', 'cannot be loaded'],
  ])('and says so where it %s', async (_, module, message) => {
    const { code, stdout, stderr } = await asked(module);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('banyan diff cannot compare', () => {
  it.each<[string, Record<string, string>, readonly string[], string]>([
    [
      'a file that is not there',
      {},
      ['nowhere.json', 'nowhere.json'],
      'nowhere.json cannot be read: there is no such file',
    ],
    [
      'broken JSON',
      { a: '{"a":', b: '{}' },
      ['a', 'b'],
      'a cannot be compared: undecodable: not JSON at line 1, column 6: the document ends here: expected a value',
    ],
    [
      'broken XML',
      { a: '<r/>', b: '<r>' },
      ['a', 'b'],
      'b cannot be compared: undecodable: not XML at line 1, column',
    ],
    ['a folder', { a: '<r/>' }, ['a', '.'], '. cannot be read: it is a folder'],
    [
      'XML with a bare &',
      { a: '<r/>', b: '<r>\n<![CDATA[&]]><t>a & b &amp; c</t></r>' },
      ['a', 'b'],
      'b cannot be compared: undecodable: not XML at line 2, column 19: a bare &, which is written &amp;',
    ],
    [
      'XML with an entity of a DTD',
      { a: '<r/>', b: '<r>&nbsp;</r>' },
      ['a', 'b'],
      'undefined entity; no DTD is read',
    ],
    [
      'a format that it does not know',
      { a: '1', b: '1' },
      ['a', 'b', '--format', 'yaml'],
      '--format is json, ndjson, xml or text',
    ],
    [
      'by two sets of rules',
      { a: '1', b: '1', r: '' },
      ['a', 'b', '--rules', 'r', '--config', 'r'],
      'give one of the two',
    ],
    ['an empty file as JSON', { a: '', b: '' }, ['a', 'b', '--format', 'json'], 'an empty file is no JSON'],
    [
      'by rules that are none',
      { a: '1', b: '1', 'r.yaml': 'numbers: { $.a: { absolut: 1 } }' },
      ['a', 'b', '--rules', 'r.yaml'],
      'r.yaml:1:12  numbers.$.a: expected { absolute: 0.01 } or { relative: 1% }, one of the two',
    ],
    [
      'by a key that is misspelt',
      { a: '1', b: '1', 'r.yaml': 'ignroe: [$.a]' },
      ['a', 'b', '--rules', 'r.yaml'],
      'r.yaml:1:1  ignroe: unknown key "ignroe". Did you mean "ignore"?',
    ],
    [
      'by a whole block',
      { a: '1', b: '1', 'r.yaml': 'compare:\n  ignore: [$.a]' },
      ['a', 'b', '--rules', 'r.yaml'],
      'r.yaml:1:1  compare: a rules file begins with what stands under compare',
    ],
    [
      'by YAML that is none',
      { a: '1', b: '1', 'r.yaml': 'ignore: [' },
      ['a', 'b', '--rules', 'r.yaml'],
      'r.yaml:1:10  not valid YAML',
    ],
    [
      'by a selector that is none',
      { a: '1', b: '1', 'r.yaml': 'ignore: [$.*]' },
      ['a', 'b', '--rules', 'r.yaml'],
      'r.yaml:1:10  ignore.0: "$.*" is no selector',
    ],
  ])('%s: exit 2, with what and where', async (_, given, args, message) => {
    const { code, stdout, stderr } = await diff(given, args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

it('a reader that has had enough of a long answer is no error', async () => {
  const many = (value: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key ${at}`, value])));
  writeFileSync(join(folder.path, 'a'), many(1));
  writeFileSync(join(folder.path, 'b'), many(2));
  const pipe = `"${process.execPath}" "${bin}" diff a b --json | head -c 10`;
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile('sh', ['-c', pipe], { cwd: folder.path }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
  expect([stdout, stderr]).toEqual(['{"verdict"', '']);
});
