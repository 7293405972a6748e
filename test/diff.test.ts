import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { files, legacy, useDiff } from './diff.cases.js';
import { bin } from './running-banyan.cases.js';

const { diff, folder } = useDiff();
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

it('a reader that has had enough of a long answer is no error', async () => {
  const many = (value: number): string =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`key ${at}`, value])));
  writeFileSync(join(folder, 'a'), many(1));
  writeFileSync(join(folder, 'b'), many(2));
  const pipe = `"${process.execPath}" "${bin}" diff a b --json | head -c 10`;
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile('sh', ['-c', pipe], { cwd: folder }, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
  expect([stdout, stderr]).toEqual(['{"verdict"', '']);
});
