import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.js';
import { readConfiguration } from './read-configuration.js';

const read = (version: string) =>
  readConfiguration(`upstreams:
  legacy: { url: "http://h", version: ${version} }
routes: { r: { match: { path: /a }, legacy: legacy } }
`);

describe('the version of an upstream', () => {
  it.each([
    ['{ header: X-App-Version }', { kind: 'header', name: 'x-app-version', calm: 60_000 }],
    ['{ header: x, calm: 5m }', { kind: 'header', name: 'x', calm: 300_000 }],
    ['{ probe: "http://h/v" }', { kind: 'probe', url: 'http://h/v', every: 10_000, calm: 60_000 }],
    [
      '{ probe: "https://h/v?a=b", every: 1m, calm: 1s }',
      { kind: 'probe', url: 'https://h/v?a=b', every: 60_000, calm: 1_000 },
    ],
    ['{ is: "2026-11-21" }', { kind: 'is', version: '2026-11-21' }],
    ['{ is: 2026-11-21 }', { kind: 'is', version: '2026-11-21' }],
  ])('may be told by %s', (version, source) => {
    const found = read(version);
    expect(found.kind === 'valid' && found.configuration.versions).toEqual({ legacy: source });
    expect(found.kind === 'valid' && found.notes).toEqual([]);
  });

  it.each([
    ['{}', 'version: says nothing of where the version comes from: name one of header, probe and is'],
    ['{ calm: 5s }', 'version: says nothing of where'],
    ['{ header: x, is: "1" }', 'version: names header and is, and a version comes from one place'],
    ['{ header: "a b" }', 'version.header: "a b" is no header name'],
    ['{ header: x, every: 5s }', 'version.every: has no effect: only a probe is asked again and again'],
    ['{ is: "1", calm: 5s }', 'version.calm: has no effect: what the file says holds at once'],
    ['{ probe: /version }', 'version.probe: must be an http:// or https:// address'],
    ['{ probe: "http://me:secret@h/v" }', 'version.probe: must hold no credentials'],
    ['{ probe: "http://h/v", every: 10ms }', 'version.every: must be at least 1s'],
    ['{ header: x, calm: 0s }', 'version.calm: must be at least 1s'],
    ['{ is: 1.10 }', 'version.is: must be a text: put it in quotes, like "1.10"'],
    ['{ is: "" }', 'version.is: must be 1 to 200 printable ASCII characters'],
    ['{ heder: x }', 'version.heder: unknown key "heder". Did you mean "header"?'],
    [
      'x-app-version',
      'version: must be an object of key: value. Known here: header, probe, every, is, calm.',
    ],
  ])('is refused as %s', (version, message) => {
    const found = read(version);
    const told = found.kind === 'invalid' ? found.problems.map((one) => formatProblem('b', one)) : [];
    expect(told).toContainEqual(expect.stringContaining(`  upstreams.legacy.${message}`));
  });
});
