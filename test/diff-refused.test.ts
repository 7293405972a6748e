import { describe, expect, it } from 'vitest';
import { useDiff } from './diff.cases.js';

const { diff } = useDiff();

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
