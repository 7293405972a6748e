import { describe, expect, it } from 'vitest';
import { evidenceIdOf } from '../../evidence/evidence-key.js';
import { keptRoutes } from '../threads/kept-routes.js';
import { readConfiguration } from './read-configuration.js';

const legacyUrl = 'url: http://127.0.0.1:3000';
const candidateUrl = 'url: http://127.0.0.1:4000';

/** The key under which the evidence of a route counts whose upstreams are written so. */
function keyOf(legacy = legacyUrl, candidate = candidateUrl): string {
  const read = readConfiguration(`
upstreams:
  legacy: { ${legacy} }
  projection: { ${candidate} }
  other: { url: http://127.0.0.1:5000, headers: { set: { x-key: "1" } } }
routes:
  r: { match: { path: "/a/:id" }, legacy: legacy, candidate: { upstream: projection } }
`);
  if (read.kind !== 'valid') throw new Error(JSON.stringify(read));
  const { routes, versions } = read.configuration;
  return evidenceIdOf(keptRoutes(routes, { legacy: null, projection: null }, versions)[0]!).evidenceKey;
}
const legacyWith = (more: string): string => keyOf(`${legacyUrl}, ${more}`);
const candidateWith = (more: string): string => keyOf(legacyUrl, `${candidateUrl}, ${more}`);

describe('evidence', () => {
  it.each<[string, () => string]>([
    ['another candidate behind the same name', () => keyOf(legacyUrl, 'url: http://10.9.9.9:9999')],
    ['another legacy behind the same name', () => keyOf('url: https://127.0.0.1:3000')],
    ['a path that is put before every request’s', () => keyOf(legacyUrl, `${candidateUrl}/v2`)],
    ['a header that is set for the candidate', () => candidateWith('headers: { set: { x-tenant: a } }')],
    ['a header that is set for legacy', () => legacyWith('headers: { set: { x-tenant: a } }')],
    ['what the candidate is never sent', () => candidateWith('headers: { drop: [accept-language] }')],
    ['a credential that may reach the candidate', () => candidateWith('headers: { allow: [authorization] }')],
    ['the Host that the candidate is sent', () => candidateWith('host: keep')],
  ])('is other evidence with %s', (_, key) => {
    expect(key()).not.toBe(keyOf());
  });

  it('is other evidence with another value of a header that is set, which it does not tell', () => {
    const [one, other] = ['secret-a', 'secret-b'].map((value) =>
      candidateWith(`headers: { set: { x-key: ${value} } }`),
    );
    expect(one).not.toBe(other);
    expect(`${one}${other}`).not.toContain('secret');
  });

  it.each<[string, () => string]>([
    ['its deadlines', () => candidateWith('timeout: 3s, connectTimeout: 1s')],
    ['where its version comes from', () => candidateWith('version: { header: x-app-version }')],
    ['what legacy is sent anyway', () => legacyWith('headers: { allow: [authorization] }')],
    ['a default that is written out', () => candidateWith('host: upstream')],
  ])('is the same whatever an upstream says of %s', (_, key) => {
    expect(key()).toBe(keyOf());
  });

  it('is the same in whatever order and case headers are named', () => {
    expect(candidateWith('headers: { drop: [x-a, x-b], set: { x-c: "1", x-d: "2" } }')).toBe(
      candidateWith('headers: { drop: [X-B, X-A], set: { X-D: "2", X-C: "1" } }'),
    );
  });
});
