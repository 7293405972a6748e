import { describe, expect, it } from 'vitest';
import { valueOf } from '../test/wire-message.js';
import { asking, stageOfWires } from './wire-sides.cases.js';

const stage = stageOfWires();

/** Sends bytes to a fresh Banyan and reads all that it says until it closes; or until it has answered once. */
async function say(bytes: string): Promise<string> {
  await stage.start();
  const client = await stage.sides.client();
  await client.send(bytes);
  client.finish();
  return (await client.source.rest()).toString('latin1');
}

const line = 'POST /items/1 HTTP/1.1\r\nHost: h\r\n';
const chunks = '\r\n0\r\n\r\n';
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n';

describe('a request that two servers might read as two is refused, and not a byte goes upstream', () => {
  it.each([
    ['CL.TE', `${line}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG`],
    ['TE.CL', `${line}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n${smuggled}${chunks}`],
    ['equal Content-Length twice', `${line}Content-Length: 1\r\nContent-Length: 1\r\n\r\na`],
    ['unlike Content-Length', `${line}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a list in Content-Length', `${line}Content-Length: 1, 1\r\n\r\na`],
    ['a sign in Content-Length', `${line}Content-Length: +1\r\n\r\na`],
    ['a negative Content-Length', `${line}Content-Length: -1\r\n\r\na`],
    ['a Content-Length in hexadecimal', `${line}Content-Length: 0x1\r\n\r\na`],
    ['an empty Content-Length', `${line}Content-Length:\r\n\r\na`],
    ['a Content-Length past 2⁶⁴', `${line}Content-Length: 18446744073709551617\r\n\r\na`],
    ['two Host', `GET /items/1 HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n`],
    ['no Host', 'GET /items/1 HTTP/1.1\r\n\r\n'],
    ['a Host that is no name', 'GET /items/1 HTTP/1.1\r\nHost: a b/c\r\n\r\n'],
    ['a second transfer coding', `${line}Transfer-Encoding: gzip, chunked\r\n${chunks}`],
    ['a transfer coding that is not the last', `${line}Transfer-Encoding: chunked, identity\r\n${chunks}`],
    ['chunked twice', `${line}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n${chunks}`],
    ['an unknown transfer coding', `${line}Transfer-Encoding: xchunked\r\n${chunks}`],
    ['Transfer-Encoding in HTTP/1.0', `${line.replace('1.1', '1.0')}Transfer-Encoding: chunked\r\n${chunks}`],
    ['a space before the colon', `${line}Transfer-Encoding : chunked\r\n${chunks}`],
    ['a folded line', `${line}Transfer-Encoding:\r\n chunked\r\n${chunks}`],
    ['a bare LF', `${line}X-A: 1\nTransfer-Encoding: chunked\r\n${chunks}`],
    ['a bare CR', `${line}X-A: 1\rTransfer-Encoding: chunked\r\n${chunks}`],
    ['a NUL in a value', `${line}X-A: 1\0\r\nContent-Length: 0\r\n\r\n`],
    ['a name that is no token', `${line}X(A): 1\r\nContent-Length: 0\r\n\r\n`],
    [
      'a Connection that names Content-Length',
      `DELETE /del HTTP/1.1\r\nHost: h\r\nConnection: content-length\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
    ],
    ['another version', 'GET /items/1 HTTP/3.7\r\nHost: h\r\n\r\n'],
    ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['TRACE', 'TRACE /items/1 HTTP/1.1\r\nHost: h\r\n\r\n'],
  ])('50 · %s', async (_, bytes) => {
    expect(await say(bytes)).toMatch(/^HTTP\/1\.1 400 (?!.*HTTP\/1\.1 2)/s);
    expect(stage.sides.legacy.accepted).toBe(0);
    expect(stage.sides.outcomes().requests).toBe(0);
  });

  // It is parsed before the connection is closed, and served: its answer alone is dropped.
  it('50 · and what follows it on its connection is not served', async () => {
    await stage.start();
    const client = await stage.sides.client();
    await client.send(`GET /items/1 HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n${smuggled}`);
    expect((await client.answer()).status).toBe(400);
    await client.closed;
    expect(stage.sides.legacy.accepted).toBe(0);
  });
});

it.each(['h', 'h:80', 'shop.example:', '127.0.0.1:8080', '[::1]:8080', 'under_score.example', ''])(
  '50 · but Host: %s is one',
  async (host) => {
    await stage.start();
    const client = await stage.sides.client();
    expect((await client.ask(`GET /items/1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status).toBe(200);
    expect(valueOf(stage.sides.legacy.requests[0]!.headers, 'host')).toBe(host);
  },
);

describe('a head that is too large', () => {
  it.each([
    ['101 lines', 'X: 1\r\n'.repeat(100)],
    // Node's parser would drop what stands beyond its own limit without a word.
    ['2,500 lines', 'X:\r\n'.repeat(2_500)],
    ['one line of 20 KB', `X: ${'x'.repeat(20_000)}\r\n`],
  ])('53 · %s → 431, and nothing goes upstream', async (_, lines) => {
    expect(await say(`GET /items/1 HTTP/1.1\r\nHost: h\r\n${lines}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(stage.sides.legacy.accepted).toBe(0);
  });

  it('53 · 100 lines pass, each of them', async () => {
    await stage.start();
    const client = await stage.sides.client();
    const lines = Array.from({ length: 99 }, (_, i) => `X-${i}: ${i}\r\n`);
    expect((await client.ask(`GET /items/1 HTTP/1.1\r\nHost: h\r\n${lines.join('')}\r\n`)).status).toBe(200);
    const seen = stage.sides.legacy.requests[0]!.headers.filter(([name]) => name.startsWith('X-'));
    expect(seen).toEqual(lines.map((_, i) => [`X-${i}`, String(i)]));
  });
});

describe('a target', () => {
  it.each([
    '//items/1',
    '/items//1',
    '/items/../1',
    '/items/1/..',
    '/..',
    '/%2e%2e/items/1',
    '/items/a%2Fb',
    '/items/a%2fb?c=%2F',
    '/items/a|b',
    '/items/a|b?c=|',
    '/items/%',
    '/items/%zz',
    '/items/%ff%fe',
    '/items/1?',
    '/items/1?a=1&a=2&&=',
    '/items/1?a=b?c',
    '/items/1;v=2',
    "/items/'()*!~",
    '/items/{}[]^`"<>\\',
    '/elsewhere/%00',
    '/',
    '/?',
  ])('55 · %s goes to legacy as it stands', async (target) => {
    await stage.start();
    const client = await stage.sides.client();
    const { status } = await client.ask(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`);
    expect([status, stage.sides.legacy.requests[0]?.target]).toEqual([200, target]);
  });

  it.each([
    ['GET', 'http://elsewhere/items/1'],
    ['GET', 'https://h/items/1'],
    ['OPTIONS', '*'],
    ['GET', 'items/1'],
    ['CONNECT', 'elsewhere:443'],
    ['GET', '/items/a b'],
    ['GET', '?a=1'],
    ['GET', '/items/\xe4'],
  ])('55 · %s %s is refused, and nothing goes upstream', async (method, target) => {
    expect(await say(`${method} ${target} HTTP/1.1\r\nHost: h\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 |^$/);
    expect(stage.sides.legacy.accepted).toBe(0);
  });
});

it.each(['1.1 banyan-test', '1.1 other, 1.1 banyan-test (comment)'])(
  '82 · a request that already passed through (Via: %s) → 508',
  async (via) => {
    expect(await say(asking('1').replace('\r\n\r\n', `\r\nVia: ${via}\r\n\r\n`))).toMatch(/^HTTP\/1\.1 508 /);
    expect(stage.sides.legacy.accepted).toBe(0);
  },
);
