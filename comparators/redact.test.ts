import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compareObservations } from './compare.js';
import { compareTexts, detectFormat } from './compare-documents.js';
import { compileRules } from './rules/compile-rules.js';
import { readDocument } from './reading/decode.js';
import { fileLimits } from './limits.js';
import { redactHeaders } from './redact-headers.js';
import { compileRedaction, redactDifference, redactDocument } from './redact.js';
import type { CompareRules } from './rules/rules-schema.js';

const keyed = (bytes: Uint8Array): string => createHmac('sha256', 'key').update(bytes).digest('hex');
const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const mark = /^\[redacted [0-9a-f]{6}\]$/;

function kept(
  legacy: unknown,
  candidate: unknown,
  selectors: readonly string[],
  rules: CompareRules = {},
): unknown[] {
  const comparison = compareTexts(bytes(legacy), bytes(candidate), undefined, compileRules(rules));
  if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
  const redaction = compileRedaction(selectors, rules.renames);
  return [...comparison.differences, ...comparison.ignored].map((one) =>
    redactDifference(one, redaction, keyed, detectFormat(bytes(legacy))),
  );
}

describe('redaction', () => {
  it('hides values in a document; equal ones stay recognisable as equal', () => {
    const document = readDocument(
      bytes({ a: { email: 'x' }, l: [{ email: 'x' }, { email: 'y', id: 1 }] }),
      'json',
      '',
      fileLimits,
    );
    const shown = redactDocument(document, compileRedaction(['$..email']), keyed) as {
      a: { email: string };
      l: { email: string; id?: number }[];
    };
    expect(shown.a.email).toMatch(mark);
    expect(shown.l[0]?.email).toBe(shown.a.email);
    expect(shown.l[1]?.email).not.toBe(shown.a.email);
    expect(shown.l[1]?.id).toBe(1);
  });

  it('withholds texts whole as soon as anything is to be hidden', () => {
    const document = readDocument(bytes('mail x@y'), 'text', '', fileLimits);
    expect(redactDocument(document, compileRedaction(['$..email']), keyed)).toMatch(/^\[withheld/);
    expect(redactDocument(document, compileRedaction([]), keyed)).toBe('mail x@y');
  });

  const secret = 'SECRET';
  type Row = [string, unknown, unknown, string[], CompareRules?];
  const rows: readonly Row[] = [
    ['at the place', { email: secret }, { email: `${secret}2` }, ['$.email']],
    ['inside the place', { who: { name: secret } }, { who: { name: `${secret}2` } }, ['$.who']],
    ['inside a missing subtree', { a: { b: [{ email: secret }] } }, {}, ['$..email']],
    [
      'in XML, of a list that happens to hold one',
      `<r><l><email>${secret}</email></l></r>`,
      '<r/>',
      ['$.r.l[*].email'],
    ],
    [
      'in XML, of an element that happens to repeat',
      `<r><l>${secret}</l></r>`,
      `<r><l>1</l><l>${secret}</l></r>`,
      ['$.r.l'],
    ],
    ['in XML, of any member', `<r><a><ssn>${secret}</ssn></a></r>`, '<r/>', ['$.r[*].ssn']],
    ['in XML, of the root', `<r><ssn>${secret}</ssn></r>`, '<s/>', ['$[*].ssn']],
    ['in XML, with attributes', `<r><l a="1">${secret}</l></r>`, `<r><l a="2">${secret}2</l></r>`, ['$.r.l']],
    ['in a text', `a\n${secret}`, 'a\nb', ['$.email']],
    ['inside an added list member', { l: [] }, { l: [{ email: secret }] }, ['$.l[*].email']],
    [
      'in the order of a keyed list',
      { l: [{ email: secret }, { email: 'b' }] },
      { l: [{ email: 'b' }, { email: secret }] },
      ['$..email'],
      { lists: { '$.l': { by: 'email' } } },
    ],
    ['in the order of a list', [secret, 'b', 'c'], ['c', 'b', secret], ['$[*]']],
    ['in duplicate keys', `{"email":"${secret}","email":"b"}`, '{"email":"b"}', ['$..email']],
    ['inside duplicate keys', `{"a":{"email":"${secret}"},"a":1}`, '{"a":1}', ['$..email']],
    ['in what is ignored', { email: secret }, { email: 'b' }, ['$.email'], { ignore: ['$.email'] }],
    [
      'under the candidate’s name',
      { mail: 'b' },
      { e: { m: secret } },
      ['$.e.m'],
      { renames: { '$.mail': '$.e.m' } },
    ],
    [
      'under the candidate’s name anywhere',
      { mail: 'b' },
      { e: { m: secret } },
      ['$..m'],
      { renames: { '$.mail': '$.e.m' } },
    ],
    ['in a text', secret, `${secret}2`, ['$..email']],
  ];
  it.each(rows)('never shows a hidden value %s', (...[_, legacy, candidate, selectors, rules]: Row) => {
    for (const [left, right] of [
      [legacy, candidate],
      [candidate, legacy],
    ]) {
      const told = JSON.stringify(kept(left, right, selectors, rules));
      expect(told).not.toContain(secret);
    }
    expect(JSON.stringify(kept(legacy, candidate, selectors, rules))).toMatch(/redacted|withheld/);
  });

  it('leaves other values alone', () => {
    expect(kept({ a: { id: 1, email: 2 } }, {}, ['$..email'])).toMatchObject([{ legacy: { id: 1 } }]);
    expect(kept({ a: 1 }, { a: 2 }, ['$..email'])).toMatchObject([{ legacy: 1, candidate: 2 }]);
  });

  it('hides what cookies hold in differences too, whatever headers a route compares', () => {
    const differences = (headers: string[]): unknown[] => {
      const [legacy, candidate] = ['a', 'b'].map((cookie) => ({
        kind: 'answer' as const,
        status: 200,
        headers: [['Set-Cookie', `${cookie}=${secret}`] as const],
        body: null,
      }));
      const comparison = compareObservations(legacy!, candidate!, compileRules({ headers }));
      if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
      return comparison.differences.map((one) => redactDifference(one, compileRedaction([]), keyed, 'json'));
    };
    expect(JSON.stringify(differences(['set-cookie']))).not.toContain(secret);
    expect(JSON.stringify(differences(['set-*']))).not.toContain(secret);
    expect(differences(['set-cookie-names'])).toMatchObject([{ legacy: ['a'], candidate: ['b'] }]);
  });

  it('hides the headers that a route names, however they are spelled, and withholds no text for them', () => {
    const redaction = compileRedaction(['header:Location']);
    const [legacy, candidate] = [`/a?token=${secret}`, '/a'].map((location) => ({
      kind: 'answer' as const,
      status: 302,
      headers: [['LOCATION', location] as const, ['Vary', location.length.toString()] as const],
      body: null,
    }));
    const comparison = compareObservations(legacy!, candidate!, compileRules({}));
    if (comparison.verdict === 'unreadable') throw new Error(comparison.why.detail);
    const told = comparison.differences.map((one) => redactDifference(one, redaction, keyed, 'json'));
    expect(told).toMatchObject([{ path: 'header:vary', candidate: '2' }, { path: 'header:location' }]);
    expect(JSON.stringify([told, redactHeaders(legacy!.headers, redaction.headers)])).not.toContain(secret);
    expect(redactDocument({ kind: 'text', text: 'a', marked: false }, redaction, keyed)).toBe('a');
  });

  it('hides credentials in headers always, and keeps the names of cookies', () => {
    const secretLines = redactHeaders(
      [
        ['Authorization', secret],
        ['Proxy-Authorization', secret],
        ['X-Api-Key', secret],
        ['Cookie', `sid=${secret}; ${secret}`],
        ['Set-Cookie', `sid=${secret}; Path=/`],
        ['Content-Type', 'text/plain'],
      ],
      new Set(),
    );
    expect(JSON.stringify(secretLines)).not.toContain(secret);
    expect(secretLines).toContainEqual(['Set-Cookie', 'sid=[redacted]']);
    expect(secretLines).toContainEqual(['Content-Type', 'text/plain']);
  });
});
