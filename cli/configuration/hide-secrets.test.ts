import { describe, expect, it } from 'vitest';
import { effectiveYaml } from './effective.js';
import { withoutSecrets } from './hide-secrets.js';
import { readConfiguration } from './read-configuration.js';

const withoutMarks = (text: string): string => text.replaceAll(/ # default$/gm, '');

describe('what the effective configuration hides', () => {
  const secret = 'S3CRET';
  const text = `# ${secret} in a comment
upstreams:
  legacy:
    url: "http://h"
    headers:
      set:
        Authorization: "Bearer ${secret}"
        x-Api-Key: &k ${secret}
        x-shop-token: *k
        x-plain: "Basic ${secret}"
        x-region: eu # ${secret}
    version: { probe: "http://h/v?code=${secret}" }
  candidate: { url: "http://i", headers: { set: { cookie: "sid=${secret}", x-client-secret: ${secret} } } }
# ${secret}
routes:
  r:
    match: { path: /x/:id }
    legacy: legacy
    candidate: { upstream: candidate, path: "/y/:id?apikey=${secret}&page=1" }
    only: { header: { x-user-token: [${secret}], x-group: [beta] } }
    repair: { url: "http://u:${secret}@h/${secret}", method: POST }
    notify:
      - { webhook: "https://user:${secret}@hooks.example:8443/T0/${secret}?t=${secret}", on: [raise] }
`;

  it('is every value that may be a credential, and every comment', () => {
    expect(readConfiguration(text).kind).toBe('valid');
    const effective = effectiveYaml(text);
    expect(effective).not.toContain(secret);
    expect(effective).toContain('webhook: https://hooks.example:8443/…');
    expect(effective).toContain('Authorization: …');
    expect(effective).toContain('x-region: eu');
    expect(effective).toMatch(/x-group:\s+- beta/);
    expect(effective).toContain('probe: http://h/v?…');
    expect(withoutMarks(effectiveYaml(effective))).toBe(withoutMarks(effective));
  });

  it('is hidden in what was read of the file as well, and the rest is left as it is', () => {
    const read = readConfiguration(text);
    if (read.kind === 'invalid') throw new Error('it is valid');
    const shown = withoutSecrets(read.configuration);
    expect(JSON.stringify(read.configuration)).toContain(secret);
    expect(JSON.stringify(shown)).not.toContain(secret);
    expect(shown.upstreams[0]?.set).toEqual([
      ['Authorization', '…'],
      ['x-Api-Key', '…'],
      ['x-shop-token', '…'],
      ['x-plain', '…'],
      ['x-region', 'eu'],
    ]);
    expect(shown.versions['legacy']).toMatchObject({ kind: 'probe', url: 'http://h/v?…' });
    expect(shown.routes[0]).toMatchObject({
      rule: { only: { 'x-user-token': ['…'], 'x-group': ['beta'] } },
      notify: [{ webhook: 'https://hooks.example:8443', on: ['raise'] }],
    });
  });

  it('is not what a file holds that is copied with it: that one is refused', () => {
    expect(readConfiguration(effectiveYaml(text)).kind).toBe('invalid');
  });

  it('is found under a name that is written twice', () => {
    const twice = `upstreams: { 1: { url: "http://h", headers: { set: { x-token: a-${secret} } } }, "1": { url: "http://h", headers: { set: { x-token: b-${secret} } } } }`;
    expect(effectiveYaml(twice)).not.toContain(secret);
    const path = (query: string): string =>
      effectiveYaml(
        `upstreams: { u: { url: "http://h" } }\nroutes: { r: { match: { path: /x/:id }, legacy: u, candidate: { upstream: u, path: "/y/:id?${query}" } } }`,
      );
    const hides = path(`a=1&api_key=${secret}&token=${secret}&key=:id&sort=key`);
    expect(hides).not.toContain(secret);
    expect(hides).toContain('/y/:id?a=1&api_key=…&token=…&key=:id&sort=key');
    expect(path('a=1')).toContain('"/y/:id?a=1"');
  });
});
