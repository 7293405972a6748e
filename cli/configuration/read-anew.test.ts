import { describe, expect, it } from 'vitest';
import { readAnew } from './read-anew.js';
import { readConfiguration } from './read-configuration.js';
import { whatChanged } from './what-changed.js';

const yaml = `
proxy: { listen: 127.0.0.1:8080 }
admin:
  listen: 127.0.0.1:8081
  tokens: [{ name: release, role: operator, env: RELEASE }]
upstreams:
  legacy: { url: "http://127.0.0.1:3000" }
  candidate: { url: "http://127.0.0.1:4000" }
routes:
  a: { match: { path: /a }, legacy: legacy, candidate: { upstream: candidate } }
  b: { match: { path: /b }, legacy: legacy }
`;
const configurationOf = (text: string) => {
  const read = readConfiguration(text);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.configuration;
};
const serving = configurationOf(yaml);
const judge = (text: string, environment = {}) =>
  readAnew({ kind: 'text', text }, readConfiguration, serving, environment);

describe('a changed banyan.yaml', () => {
  it('may change routes, rules, upstreams and what is told to clients', () => {
    const text = yaml
      .replace('8080 }', '8080, expose: true }')
      .replace(':4000', ':4001')
      .replace('  b:', '  c:')
      .replace('legacy: legacy, c', 'legacy: legacy, compare: { ignore: ["$.x"] }, c');
    const read = judge(text);
    expect(read).toMatchObject({ kind: 'fit', configuration: { proxy: { expose: true } } });
    expect(whatChanged(serving, configurationOf(text))).toEqual({
      routes: { added: ['c'], removed: ['b'], changed: ['a'] },
      upstreams: { added: [], removed: [], changed: ['candidate'] },
    });
  });

  it.each([
    ['proxy.listen', yaml.replace(':8080', ':9090'), 2, 10, /127\.0\.0\.1:8080 to 127\.0\.0\.1:9090/],
    ['admin.listen', yaml.replace(':8081', ':9091'), 4, 3, /127\.0\.0\.1:8081 to 127\.0\.0\.1:9091/],
    ['admin.tokens', yaml.replace('operator', 'admin'), 5, 3, /release \(operator, RELEASE\)/],
    [
      'admin.hosts',
      yaml.replace('  tokens', '  hosts: [banyan.test]\n  tokens'),
      5,
      3,
      /none to banyan\.test/,
    ],
    ['store', `store: ./other.db\n${yaml}`, 1, 1, /banyan\.db to \.\/other\.db/],
  ])('may not change %s, and says where, why, and the way out', (where, text, line, column, why) => {
    expect(judge(text)).toEqual({
      kind: 'refused',
      problems: [{ where, line, column, message: expect.stringMatching(why) }],
    });
    expect(judge(text)).toMatchObject({
      problems: [{ message: expect.stringMatching(/Restart Banyan, or change it back/) }],
    });
  });

  it('may leave out a key that cannot change if its default is what serves', () => {
    expect(judge(yaml.replace('{ listen: 127.0.0.1:8080 }', '{}'))).toMatchObject({ kind: 'fit' });
  });

  it('may name an override token only if this process was given it', () => {
    const text = yaml.replace('8080 }', '8080, overrideTokenEnv: OVERRIDE }');
    expect(judge(text, { OVERRIDE: 'x' })).toMatchObject({ kind: 'fit' });
    expect(judge(text)).toMatchObject({
      kind: 'refused',
      problems: [{ where: 'proxy.overrideTokenEnv', line: 2, message: expect.stringMatching(/OVERRIDE/) }],
    });
  });

  it.each([
    ['empty', ''],
    ['half a line', yaml.slice(0, yaml.indexOf('127.0.0.1:3000'))],
    ['half a map', yaml.slice(0, yaml.indexOf('candidate: { upstream') + 15)],
  ])('that is half-written (%s) is refused', (_, text) => {
    expect(judge(text)).toMatchObject({ kind: 'refused' });
  });

  it('that cannot be read is refused', () => {
    expect(readAnew({ kind: 'unreadable', why: 'EACCES: denied' }, readConfiguration, serving, {})).toEqual({
      kind: 'refused',
      problems: [{ where: '', message: 'cannot be read: EACCES: denied' }],
    });
  });
});
