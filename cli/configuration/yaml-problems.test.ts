import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.js';
import { readYaml } from './read-yaml.js';

const told = (text: string): readonly string[] => {
  const read = readYaml(text);
  return read.kind === 'invalid' ? read.problems.map((problem) => formatProblem('b', problem)) : [];
};
const quotes = 'not valid YAML: a selector with brackets must stand in quotes';

describe('what is no YAML', () => {
  it.each([
    ['numbers: {$.orders[*].x: {absolute: 1}}', [`b:1:11  ${quotes}: "$.orders[*].x"`]],
    ['ignore: [$.a, $..orders[*].x]', [`b:1:15  ${quotes}: "$..orders[*].x"`]],
    ['lists: { $.orders[0].l: unordered }', [`b:1:10  ${quotes}: "$.orders[0].l"`]],
    [`ignore: [$.a["b"], "$.c[*]"]`, [`b:1:10  ${quotes}: '$.a["b"]'`]],
    [
      'renames: {\n  $.a[*].b: $.c,\n  $.d[*]: $.e[*]\n}',
      [`b:2:3  ${quotes}: "$.a[*].b"`, `b:3:3  ${quotes}: "$.d[*]"`, `b:3:11  ${quotes}: "$.e[*]"`],
    ],
    ['headers: [*]', ['b:1:11  not valid YAML: what begins with * must stand in quotes: "*"']],
    [
      'a: 1\nb: { x: 1, "y": 2,\n  y: 3 }\n',
      ['b:3:3  not valid YAML: the key "y" stands at line 2, column 12 already; each may stand once'],
    ],
    [
      'a: [1',
      [
        'b:1:6  not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    ['a: *x', ['b:1:1  not usable YAML: Unresolved alias (the anchor must be set before the alias): x']],
  ])('is told by what was meant: %s', (text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it('leaves selectors alone where they may stand so', () => {
    expect(
      told('numbers:\n  $.orders[*].x: { absolute: 1 }\nignore:\n  - $.a[*]\nlists: { "$.l[*]": unordered }'),
    ).toEqual([]);
  });
});
