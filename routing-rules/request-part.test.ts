import { describe, expect, it } from 'vitest';
import { formatRequestPart, parseRequestPart, type RequestFacts, readRequestPart } from './request-part.js';

const request = (more: Partial<RequestFacts> = {}): RequestFacts => ({
  method: 'GET',
  pathParameters: { id: '42' },
  query: 'q=a%20b&empty=',
  headers: { 'x-user-id': 'u1', cookie: 'a=1; session=s%201; b=2', 'x-many': ['1', '2'] },
  remoteAddress: '10.1.2.3',
  ...more,
});

describe('a part of a request', () => {
  it.each([
    ['path:id', '42'],
    ['path:other', undefined],
    ['header:X-User-Id', 'u1'],
    ['header:x-many', '1, 2'],
    ['query:q', 'a b'],
    ['query:empty', undefined],
    ['cookie:session', 's%201'],
    ['cookie:none', undefined],
    ['ip', '10.1.2.3'],
  ])('%s reads %s', (text, value) => expect(readRequestPart(parseRequestPart(text)!, request())).toBe(value));

  it.each([
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:10.1.2.3', '10.1.2.3'],
    ['::1', '0:0:0:0::/64'],
    ['2001:0db8:0000:00AB::1', '2001:db8:0:ab::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ])('the address %s counts as %s', (remoteAddress, value) =>
    expect(readRequestPart({ from: 'ip' }, request({ remoteAddress }))).toBe(value),
  );

  it.each(['path', 'header:', 'body:x', ''])('%j is none', (text) =>
    expect(parseRequestPart(text)).toBeUndefined(),
  );

  it.each(['path:id', 'header:x-user-id', 'ip'])('%s is written as it is read', (text) =>
    expect(formatRequestPart(parseRequestPart(text)!)).toBe(text),
  );
});
