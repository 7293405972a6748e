import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compareObservations } from './compare.js';
import { compileRules } from './rules/compile-rules.js';
import type { Comparison } from './difference.js';
import type { Limits } from './limits.js';
import type { Answer, HeaderLine } from './observation.js';
import type { CompareRules } from './rules/rules-schema.js';

const json: HeaderLine = ['Content-Type', 'application/json'];

function answer(
  body: string | Uint8Array | null,
  headers: readonly HeaderLine[] = [json],
  status = 200,
): Answer {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { kind: 'answer', status, headers, body: bytes };
}

function tell(comparison: Comparison): string[] {
  if (comparison.verdict === 'unreadable')
    return [`unreadable ${comparison.why.side} ${comparison.why.reason}`];
  return comparison.differences.map(({ kind, path }) => `${kind} ${path}`);
}

function judge(
  left: Answer,
  right: Answer,
  rules: CompareRules = {},
  limits: Partial<Limits> = {},
): string[] {
  return tell(compareObservations(left, right, compileRules(rules), limits));
}

describe('status', () => {
  it('is a difference of its own, with both numbers', () => {
    const comparison = compareObservations(
      answer('{}', [json], 200),
      answer('{}', [json], 201),
      compileRules({}),
    );
    expect(comparison).toMatchObject({
      differences: [{ path: 'status', pattern: 'status', kind: 'status', legacy: 200, candidate: 201 }],
    });
  });

  it('stands alone where one side succeeds and the other does not', () => {
    expect(judge(answer('{"a":1}'), answer('not found', [['content-type', 'text/plain']], 404))).toEqual([
      'status status',
    ]);
  });
});

describe('equated statuses', () => {
  const rules: CompareRules = {
    status: {
      equate: [
        [200, 203, 204],
        [200, 304],
        [404, 410],
      ],
    },
  };
  it.each<[string, number, number, string, string, string[]]>([
    ['are no difference', 200, 203, '{}', '{}', []],
    ['in either direction', 203, 200, '{}', '{}', []],
    ['leave the bodies to be compared', 200, 203, '{"a":1}', '{"a":2}', ['value $.a']],
    ['also of refusals', 404, 410, '{"a":1}', '{"a":2}', ['value $.a']],
    ['stay differences across groups', 203, 304, '', '', ['status status']],
    ['and with those that are not named', 200, 201, '{}', '{}', ['status status']],
    ['compare no bodies where one has none by its nature', 200, 304, '{"a":1}', '', []],
    ['nor the headers of a body', 204, 200, '', '{}', []],
  ])('%s: %i and %i', (_, left, right, legacy, candidate, told) => {
    const of = (body: string, status: number): Answer => answer(body, body === '' ? [] : [json], status);
    expect(judge(of(legacy, left), of(candidate, right), rules)).toEqual(told);
  });
});

describe('headers', () => {
  type Row = [string, HeaderLine[], HeaderLine[], string[], CompareRules?];
  const rows: readonly Row[] = [
    ['names without case', [['Vary', 'accept']], [['vary', 'accept']], []],
    [
      'lists as sets, over lines',
      [['vary', 'Accept, Origin']],
      [
        ['vary', 'origin'],
        ['vary', 'accept'],
      ],
      [],
    ],
    ['a list member more', [['vary', 'accept']], [['vary', 'accept, origin']], ['header header:vary']],
    [
      'directives in any order',
      [['cache-control', 'max-age=5, private']],
      [['cache-control', 'Private,max-age=5']],
      [],
    ],
    ['a header that is missing', [['location', '/a']], [], ['header header:location']],
    [
      'what is quoted as it is written',
      [['cache-control', 'private="a, B\\", c", no-store']],
      [['cache-control', 'no-store, private="a, B\\", c"']],
      [],
    ],
    [
      'what is never unquoted',
      [['cache-control', 'private="a, b']],
      [['cache-control', 'private="b, a']],
      ['header header:cache-control'],
    ],
    ['charset leniently', [['content-type', 'application/json; charset=UTF-8']], [json], []],
    [
      'another media type',
      [['content-type', 'application/problem+json']],
      [json],
      ['header header:content-type'],
    ],
    ['cookie names only', [['set-cookie', 'sid=1; Path=/']], [['set-cookie', 'sid=2']], []],
    ['cookie names', [['set-cookie', 'sid=1']], [['set-cookie', 'other=1']], ['header header:set-cookie']],
    ['that there is an ETag', [['etag', '"a"']], [['etag', 'W/"b"']], []],
    ['that there is none', [['etag', '"a"']], [], ['header header:etag']],
    [
      'prefixes',
      [['access-control-max-age', '1']],
      [['access-control-max-age', '2']],
      ['header header:access-control-max-age'],
    ],
    ['nothing that is not asked for', [['x-trace', '1']], [['x-trace', '2']], []],
    [
      'what is asked for',
      [['x-trace', '1']],
      [['x-trace', '2']],
      ['header header:x-trace'],
      { headers: ['X-Trace'] },
    ],
  ];
  it.each(rows)('compare %s', (...[_, left, right, told, rules]: Row) => {
    expect(judge(answer(null, left), answer(null, right), rules)).toEqual(told);
    expect(judge(answer(null, right), answer(null, left), rules)).toEqual(told);
  });
});

describe('bodies', () => {
  const utf16 = new Uint8Array(Buffer.from('\uFEFF{"a":1}', 'utf16le'));
  const coded = (coding: string, bytes: Uint8Array): Answer =>
    answer(bytes, [json, ['content-encoding', coding]]);
  const text = Buffer.from('{"a":1}');

  it('are equal through any one content coding', () => {
    for (const [coding, bytes] of [
      ['gzip', gzipSync(text)],
      ['x-gzip', gzipSync(text)],
      ['deflate', deflateSync(text)],
      ['deflate', deflateRawSync(text)],
      ['br', brotliCompressSync(text)],
      ['identity', text],
    ] as const) {
      expect(judge(answer('{"a":1.0}'), coded(coding, bytes))).toEqual([]);
      expect(judge(answer('{"a":2}'), coded(coding, bytes))).toEqual(['value $.a']);
    }
  });

  it('that are HTML where JSON is due are one format difference', () => {
    const html = answer('<html></html>', [['content-type', 'text/html']]);
    expect(judge(answer('{"a":1}'), html)).toEqual(['format $']);
  });

  it('that are of equal bytes match without being handed over', () => {
    expect(judge(answer(null), answer(null))).toEqual([]);
  });

  it('that are missing on one side are absent or extra as a whole', () => {
    expect(judge(answer('{"a":1}'), answer('', [json], 204))).toEqual(['status status', 'absent $']);
    expect(judge(answer(''), answer('{"a":1}'))).toEqual(['extra $']);
    expect(judge(answer(''), answer(''))).toEqual([]);
  });

  it('without a content type are JSON if they can be read as that, else text', () => {
    const plain = (body: string): Answer => answer(body, []);
    expect(judge(plain('{"a":1}'), plain('{"a":1.0}'))).toEqual([]);
    expect(judge(plain('[INFO] a'), plain('[INFO] b'))).toEqual(['value $[0]']);
    expect(judge(plain('[1]'), plain('[1'))).toEqual(['format $']);
    expect(judge(plain('<?xml version="1.0"?><r/>'), plain('<?xml version="1.0"?><r> </r>'))).toEqual([
      'value $.r',
    ]);
  });

  it('that are neither JSON nor text compare by length and hash', () => {
    const png: HeaderLine[] = [['content-type', 'image/png']];
    expect(judge(answer(new Uint8Array([1, 2]), png), answer(new Uint8Array([1, 2]), png))).toEqual([]);
    expect(judge(answer(new Uint8Array([1, 2]), png), answer(new Uint8Array([1, 3]), png))).toEqual([
      'value $',
    ]);
  });

  it('tell a byte order mark on one side', () => {
    expect(judge(answer('{"a":1}'), answer('\uFEFF{"a":2}'))).toEqual(['format $', 'value $.a']);
    expect(judge(answer('\uFEFF{"a":1}'), answer('\uFEFF{"a":1.0}'))).toEqual([]);
  });

  it.each(['utf-8', 'unicode-1-1-utf-8', 'utf-16le'])(
    'tell a byte order mark on one side in %s',
    (charset) => {
      const type: HeaderLine[] = [['content-type', `text/plain; charset=${charset}`]];
      const encode = (text: string): Uint8Array =>
        Buffer.from(text, charset === 'utf-16le' ? 'utf16le' : 'utf8');
      expect(judge(answer(encode('a'), type), answer(encode('\uFEFFa'), type))).toEqual(['format $']);
      expect(judge(answer(encode('a'), type), answer(encode('\uFEFFb'), type))).toEqual([
        'format $',
        'value $[0]',
      ]);
    },
  );

  const good = answer('{"a":1}');
  const bomb = new Uint8Array(Buffer.alloc(64 * 1024 * 1024));
  it.each([
    ['truncated gzip', coded('gzip', gzipSync(text).subarray(0, -9)), 'undecodable'],
    ['corrupt gzip', coded('gzip', Buffer.from('no gzip')), 'undecodable'],
    ['a gzip bomb', coded('gzip', gzipSync(bomb)), 'over-cap'],
    ['a brotli bomb', coded('br', brotliCompressSync(bomb)), 'over-cap'],
    [
      'deflate that something follows',
      coded('deflate', Buffer.concat([deflateSync(text), text])),
      'undecodable',
    ],
    [
      'bare deflate that something follows',
      coded('deflate', Buffer.concat([deflateRawSync(text), text])),
      'undecodable',
    ],
    [
      'brotli that something follows',
      coded('br', Buffer.concat([brotliCompressSync(text), text])),
      'undecodable',
    ],
    ['gzip that something follows', coded('gzip', Buffer.concat([gzipSync(text), text])), 'undecodable'],
    ['chained codings', coded('gzip, br', gzipSync(text)), 'unsupported-coding'],
    ['an unknown coding', coded('constructor', text), 'unsupported-coding'],
    ['broken JSON', answer('{"a":'), 'undecodable'],
    ['NaN', answer('{"a":NaN}'), 'undecodable'],
    ['invalid UTF-8', answer(new Uint8Array([0x22, 0xff, 0x22])), 'undecodable'],
    ['UTF-16', answer(utf16), 'undecodable'],
    ['more than the cap', answer(JSON.stringify('x'.repeat(5_000_000))), 'over-cap'],
    ['too deep nesting', answer('['.repeat(201) + ']'.repeat(201)), 'too-deep'],
  ])('that are %s are never a match', (_, bad, reason) => {
    expect(judge(good, bad)).toEqual([`unreadable candidate ${reason}`]);
    expect(judge(bad, good)).toEqual([`unreadable legacy ${reason}`]);
    expect(judge(bad, bad)).toEqual([`unreadable legacy ${reason}`]);
  });

  it('that cannot be compared in time are nobody’s fault', () => {
    let now = 0;
    const clock = (): number => (now += 300);
    expect(judge(good, answer('{"a":2}'), {}, { clock })).toEqual(['unreadable both too-slow']);
  });
});
