import { describe, expect, it } from 'vitest';
import { HiddenKeys } from './hidden-keys.js';
import { keyedBy } from './redaction-key.js';
import type { Finding } from './tally.js';

const secret = 'anna@example.org';
const of = { route: 'r', entity: JSON.stringify([secret, 'de']), edition: 2 };
const sample = {
  id: 'sample',
  request: `GET /customers/${encodeURIComponent(secret)}/overview`,
  servedBy: 'legacy',
  differences: [],
  ignored: [],
  notes: [],
  legacy: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
  candidate: { kind: 'failure', reason: 'timeout', detail: '', duration: 1 },
} as const;
const findings: Finding[] = [
  { ...of, verdict: 'match' },
  { ...of, verdict: 'skipped', reason: 'analysis-lost' },
  { ...of, verdict: 'mismatch', class: 'failed', key: secret, fields: [], sample },
  { ...of, verdict: 'mismatch', class: 'failed', key: secret, fields: [], sample: null },
  { ...of, verdict: 'settling', suspect: 's', key: secret, fields: [], sample },
  { ...of, verdict: 'settled', suspect: 's', key: secret, class: 'stale', fields: [], lags: [1] },
];
const route = (redact: string[]) => ({ name: 'r', path: '/customers/:id/overview', redact });
const keys = (redact: string[], edition = 2): HiddenKeys => {
  const known = new HiddenKeys(keyedBy('k'));
  known.learn(1, [route(redact.includes('key') ? [] : ['key'])]);
  known.learn(edition, [route(redact)]);
  return known;
};

describe('a route that says redact: [key]', () => {
  it.each(findings)('has no key in a finding that is $verdict', (finding) => {
    const told = keys(['key']).hide(finding);
    expect(JSON.stringify(told)).not.toMatch(/anna|example/);
    expect(told.entity).toMatch(/^redacted:/);
    expect({ ...told, entity: '', key: '', sample: null }).toEqual({
      ...finding,
      entity: '',
      key: '',
      sample: null,
    });
  });

  it('tells of a request the path that the route matches', () => {
    expect(keys(['key']).hide(findings[2]!)).toMatchObject({
      sample: { request: 'GET /customers/:id/overview' },
    });
  });

  it('tells the same mark for the same key, whatever it varies by', () => {
    const hide = (entity: string) =>
      keys(['key']).hide({ ...findings[5], entity } as Finding) as { key: string; entity: string };
    expect(hide('a').key).toBe(hide('b').key);
    expect(hide('a').entity).not.toBe(hide('b').entity);
    expect(hide(secret).entity).toBe(hide(secret).key);
  });

  it('hides by the edition of the pair, as long as anybody may know of it, then by the newest', () => {
    expect(keys([]).hide(findings[0]!)).toBe(findings[0]);
    const first = { ...findings[0]!, edition: 1 };
    expect(keys([]).hide(first).entity).toMatch(/^redacted:/);
    const known = keys(['key']);
    expect(known.hide(first)).toBe(first);
    for (let edition = 3; edition <= 101; edition++) known.learn(edition, [route(['key'])]);
    expect(known.hide(first).entity).toMatch(/^redacted:/);
  });
});
