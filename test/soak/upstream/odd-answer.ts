import zlib, { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Line } from '../../wire-message.js';
import type { Answer } from '../answer.js';
import type { UpstreamFault } from './fault.js';
import { headOf, sendAnswer } from './send-answer.js';

const bombBytes = 64 * 1024 * 1024;
const overCapBytes = 1536 * 1024;
const deepTimes = 100_000;

/** The plain answer with another body of the same kind. */
const withBody =
  (make: (plain: Buffer) => Buffer, ...more: Line[]) =>
  (plain: Answer): Answer => ({ ...plain, headers: [...plain.headers, ...more], body: make(plain.body) });

const withText = (text: string): ((plain: Answer) => Answer) => withBody(() => Buffer.from(text));

/** The answer of another status, with a short body of its own. */
const withStatus =
  (status: number, reason: string, ...headers: Line[]) =>
  (): Answer => ({ status, reason, headers, body: Buffer.from('{"error":true}'), framing: 'length' });

const withoutBody =
  (status: number, reason: string, ...headers: Line[]) =>
  (): Answer => ({ status, reason, headers, body: Buffer.alloc(0), framing: 'none' });

const answered = (name: string, answer: (plain: Answer) => Answer): UpstreamFault => ({
  name,
  outcome: 'whole',
  answer,
});

/** Made once, and when they are first asked for: a bomb takes its time. */
const once = (make: () => Buffer): (() => Buffer) => {
  let made: Buffer | undefined;
  return () => (made ??= make());
};
const bomb = once(() =>
  brotliCompressSync(Buffer.alloc(bombBytes), { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
);
const deep = once(() => Buffer.from('['.repeat(deepTimes) + ']'.repeat(deepTimes)));
const manyKeys = once(() =>
  Buffer.from(`{${Array.from({ length: 101_000 }, (_, i) => `"${i.toString(36)}":0`).join(',')}}`),
);
const overCap = once(() => Buffer.alloc(overCapBytes, '{"more than anybody keeps": true} '));

const corrupt = (plain: Buffer): Buffer => {
  const packed = gzipSync(plain);
  packed.fill(0xff, 20, 24);
  return packed;
};

/** The same list the other way round, as long as it has one. */
const shuffled = (plain: Buffer): Buffer => {
  const document = JSON.parse(plain.toString()) as { orders?: unknown[] };
  return Buffer.from(JSON.stringify({ ...document, orders: document.orders?.toReversed() }));
};

const gzip: Line = ['Content-Encoding', 'gzip'];

/** Answers that HTTP allows and that are hard to read, to compare, or not the ones that were wanted. */
export const oddAnswer: readonly UpstreamFault[] = [
  answered('500', withStatus(500, 'Broken')),
  answered('503', withStatus(503, 'Busy', ['Retry-After', '1'])),
  answered('404', withStatus(404, 'Nowhere')),
  answered('401', withStatus(401, 'Who', ['WWW-Authenticate', 'Basic'])),
  answered('a redirect', withStatus(302, 'There', ['Location', 'http://elsewhere/?a=|'])),
  answered('another cookie', (plain) => ({
    ...plain,
    headers: [...plain.headers, ['Set-Cookie', 'shadow=1']],
  })),
  answered('204 with a length', withoutBody(204, 'No Content', ['Content-Length', '5'])),
  answered('304 with a length', withoutBody(304, 'Not Modified', ['Content-Length', '5'])),
  answered('a body until the end', (plain) => ({ ...plain, framing: 'close' })),
  answered(
    'gzip that is cut off',
    withBody((plain) => gzipSync(plain).subarray(0, -9), gzip),
  ),
  answered('gzip that is corrupt', withBody(corrupt, gzip)),
  answered('a brotli bomb', withBody(bomb, ['Content-Encoding', 'br'])),
  answered(
    'chained codings',
    withBody((plain) => gzipSync(gzipSync(plain)), ['Content-Encoding', 'gzip, gzip']),
  ),
  answered(
    'an unknown coding',
    withBody(() => Buffer.from('document'), ['Content-Encoding', 'zap']),
  ),
  answered('invalid JSON', withText('{"id": 1, "name": "ent')),
  answered('numbers that are none', withText('{"id": NaN, "total": 1e400, "zero": -0}')),
  answered('equal keys', withText('{"id": 1, "id": 2, "__proto__": {"polluted": true}}')),
  answered('HTML', withText('<html><body>Not here</body></html>')),
  answered(
    'invalid UTF-8',
    withBody(() => Buffer.from('{"name":"Andr\xe9"}', 'latin1')),
  ),
  answered('deep JSON', withBody(deep)),
  answered('many keys', withBody(manyKeys)),
  answered(
    'a list in another order',
    withBody((plain) => (plain.length > 1024 * 1024 ? plain : shuffled(plain))),
  ),
  answered('a body over the cap', withBody(overCap)),
];

const interim = 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
const asItIs = (plain: Answer): Answer => plain;

/** The right answer, but not as anybody would send it. */
export const oddlySent: readonly UpstreamFault[] = [
  {
    name: 'a slow head',
    outcome: 'whole',
    answer: asItIs,
    async send(exchange, answer) {
      await exchange.pause(400);
      await sendAnswer(exchange, answer);
    },
  },
  {
    name: 'a dripping body',
    outcome: 'whole',
    answer: (plain) => ({ ...withText('{"drop by drop": [1, 2, 3]}')(plain), framing: 'close' }),
    async send(exchange, answer) {
      await exchange.send(headOf(answer));
      for (const byte of answer.body) {
        if (!(await exchange.send(Buffer.of(byte)))) return;
        await exchange.pause(15);
      }
      exchange.finish();
    },
  },
  {
    name: 'early hints',
    outcome: 'whole',
    answer: asItIs,
    async send(exchange, answer) {
      await exchange.send(interim.repeat(2));
      await sendAnswer(exchange, answer);
    },
  },
  {
    name: '100 unasked',
    outcome: 'whole',
    answer: asItIs,
    async send(exchange, answer) {
      await exchange.send('HTTP/1.1 100 Continue\r\n\r\n');
      await sendAnswer(exchange, answer);
    },
  },
  {
    name: 'interim answers without end',
    outcome: 'none',
    readsOnly: true,
    async send({ send }) {
      while (await send(interim.repeat(10)));
    },
  },
  {
    name: 'more bytes than told',
    outcome: 'whole',
    answer: (plain) => ({ ...plain, framing: 'length' }),
    async send(exchange, answer) {
      await sendAnswer(exchange, answer);
      await exchange.send('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged');
    },
  },
];
