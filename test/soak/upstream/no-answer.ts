import type { RawExchange } from '../../raw-upstream.js';
import type { UpstreamFault } from './fault.js';

/** Longer than any deadline: whoever waits gives up first. */
const forGood = 60_000;
/** Node reads a reset that arrives together with the last bytes as an end. */
const beforeReset = 30;
const jsonHead = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const half = '{"half": "of a doc';

const saying = (bytes: string) => async (exchange: RawExchange) => {
  await exchange.send(bytes);
};

const sayingThenReset = (bytes: string) => async (exchange: RawExchange) => {
  await exchange.send(bytes);
  await exchange.pause(beforeReset);
  exchange.reset();
};

const sayingThenEnd = (bytes: string) => async (exchange: RawExchange) => {
  await exchange.send(bytes);
  exchange.finish();
};

/** An upstream that gives no answer anybody could use. */
export const noAnswer: readonly UpstreamFault[] = [
  { name: 'reset before the head', outcome: 'none', send: ({ reset }) => reset() },
  { name: 'end before the head', outcome: 'none', send: ({ finish }) => finish() },
  { name: 'reset within the head', outcome: 'none', send: sayingThenReset('HTTP/1.1 200 OK\r\nX-Half') },
  { name: 'no head ever', outcome: 'none', send: ({ pause }) => pause(forGood) },
  { name: 'status 000', outcome: 'none', send: saying('HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n') },
  { name: 'status 1000', outcome: 'none', send: saying('HTTP/1.1 1000 No\r\nContent-Length: 0\r\n\r\n') },
  { name: 'another protocol', outcome: 'none', send: saying('SSH-2.0-OpenSSH_9.2\r\n\r\n') },
  {
    name: '101 unasked',
    outcome: 'none',
    send: saying('HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
  },
  {
    name: 'huge headers',
    outcome: 'none',
    send: saying(`${jsonHead}${`X: ${'x'.repeat(1_000)}\r\n`.repeat(64)}Content-Length: 2\r\n\r\n{}`),
  },
  {
    name: 'framed twice',
    outcome: 'none',
    send: saying(`${jsonHead}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  },
  {
    name: 'a bare LF',
    outcome: 'none',
    send: saying('HTTP/1.1 200 OK\nContent-Length: 2\n\n{}'),
  },
  {
    name: 'a control character',
    outcome: 'none',
    send: saying(`${jsonHead}X-A: a\x01b\r\nContent-Length: 2\r\n\r\n{}`),
  },
  {
    name: 'a transfer coding nobody allowed',
    outcome: 'none',
    send: saying(`${jsonHead}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
  },
];

/** An upstream that begins to answer and does not end as it must. */
export const brokenAnswer: readonly UpstreamFault[] = [
  {
    name: 'reset in the body',
    outcome: 'broken',
    send: sayingThenReset(`${jsonHead}Content-Length: 1000\r\n\r\n${half}`),
  },
  {
    name: 'end in a chunk',
    outcome: 'broken',
    send: sayingThenEnd(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n3e8\r\n${half}`),
  },
  {
    name: 'end between chunks',
    outcome: 'broken',
    send: sayingThenEnd(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n12\r\n${half}\r\n`),
  },
  {
    name: 'fewer bytes than told',
    outcome: 'broken',
    send: sayingThenEnd(`${jsonHead}Content-Length: 8\r\n\r\n{"a":1}`),
  },
  {
    name: 'a chunk that is none',
    outcome: 'broken',
    async send({ send, pause }) {
      await send(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n12\r\n${half}\r\n`);
      await pause(beforeReset);
      await send('XYZ\r\n');
    },
  },
  {
    name: 'silence in the body',
    outcome: 'broken',
    readsOnly: true,
    async send({ send, pause }) {
      await send(`${jsonHead}Content-Length: 1000\r\n\r\n${half}`);
      await pause(forGood);
    },
  },
  {
    name: 'an endless body',
    outcome: 'broken',
    shadowOnly: true,
    async send({ send }) {
      await send(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n`);
      const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
      while (await send(chunk));
    },
  },
];
