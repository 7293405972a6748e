import { describe, expect, it } from 'vitest';
import { answering, type Script } from '../test/raw-upstream.js';
import {
  asking,
  connections,
  type FaultOptions,
  failed,
  jsonHead,
  stageOfWires,
} from './wire-sides.cases.js';

const stage = stageOfWires();

type Row = [name: string, fault: Script, outcome: object, options?: FaultOptions];

describe('a shadow whose connection breaks', () => {
  it.each<Row>([
    [
      '5 · no head → failed{timeout}, the client does not wait',
      async ({ pause }) => pause(60_000),
      failed('timeout'),
      { stalls: true },
    ],
    [
      '6 · a byte now and then → failed{timeout}: the deadline is for the whole',
      async ({ send, pause }) => {
        for (const byte of `${jsonHead}Content-Length: 1000\r\n\r\n${'x'.repeat(1000)}`) {
          if (!(await send(byte))) return;
          await pause(20);
        }
      },
      failed('timeout'),
      { stalls: true },
    ],
    ['7 · reset before the head → failed{reset}', ({ reset }) => reset(), failed('reset')],
    ['7 · ended before the head → failed{reset}', ({ finish }) => finish(), failed('reset')],
    [
      '7 · reset within the head → failed{reset}',
      async ({ send, pause, reset }) => {
        await send(jsonHead);
        await pause(30);
        reset();
      },
      failed('reset'),
    ],
    [
      '8 · reset in the middle of the body → failed{truncated}',
      async ({ send, pause, reset }) => {
        await send(`${jsonHead}Content-Length: 100\r\n\r\nhalf`);
        await pause(30);
        reset();
      },
      failed('truncated'),
    ],
    [
      '9 · ended in the middle of a chunk → failed{truncated}',
      async ({ send, finish }) => {
        await send(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n64\r\nhalf`);
        finish();
      },
      failed('truncated'),
    ],
    [
      '9 · ended between two chunks → failed{truncated}',
      async ({ send, finish }) => {
        await send(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`);
        finish();
      },
      failed('truncated'),
    ],
    [
      '9 · ended in the middle of a chunk though closing was announced → failed{truncated}',
      async ({ send, finish }) => {
        await send(`${jsonHead}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf`);
        finish();
      },
      failed('truncated'),
    ],
    [
      '10 · fewer bytes than told → failed{truncated}, though they are a document',
      async ({ send, finish }) => {
        await send(`${jsonHead}Content-Length: 8\r\n\r\n{"a":1}`);
        finish();
      },
      failed('truncated'),
    ],
    [
      '41 · silence in the middle of the body → failed{timeout}',
      async ({ send, pause }) => {
        await send(`${jsonHead}Content-Length: 100\r\n\r\nhalf`);
        await pause(60_000);
      },
      failed('timeout'),
      { stalls: true },
    ],
  ])('%s', async (_, fault, outcome, options) => {
    expect(await stage.meet(fault, options)).toMatchObject(outcome);
  });
});

it('5 · twenty timeouts in a row leave no more connections than one', async () => {
  await stage.start({ candidate: ({ pause }) => pause(60_000), timeout: 60 });
  const client = await stage.sides.client();
  await client.ask(asking('0'));
  await stage.sides.settled(1);
  const before = await connections(stage.sides);
  for (let asked = 2; asked <= 20; asked += 1) {
    expect((await client.ask(asking('1'))).status).toBe(200);
    await stage.sides.settled(asked);
  }
  await expect.poll(() => connections(stage.sides)).toEqual(before);
});

describe('a shadow that speaks no proper HTTP', () => {
  it.each<Row>([
    [
      '15 · an unexpected 101 → failed{invalid-http}',
      answering('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
      failed('invalid-http'),
    ],
    [
      '15 · an unexpected upgrade → failed{invalid-http}',
      answering('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nbytes'),
      failed('invalid-http'),
    ],
    [
      '16 · 64 KB of header lines → failed{invalid-http}',
      answering(jsonHead + `X-Long: ${'x'.repeat(1000)}\r\n`.repeat(64) + 'Content-Length: 2\r\n\r\n{}'),
      failed('invalid-http'),
    ],
    [
      '17 · status 000 → failed{invalid-http}',
      answering('HTTP/1.1 000 No\r\nContent-Length: 0\r\n\r\n'),
      failed('invalid-http'),
    ],
    [
      '17 · status 1000 → failed{invalid-http}',
      answering('HTTP/1.1 1000 No\r\nContent-Length: 0\r\n\r\n'),
      failed('invalid-http'),
    ],
    [
      '17 · status 600 → failed{invalid-http}',
      answering('HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n'),
      failed('invalid-http'),
    ],
    [
      '17 · the banner of another protocol → failed{invalid-http}',
      answering('SSH-2.0-OpenSSH_9.2\r\n'),
      failed('invalid-http'),
    ],
    [
      '17 · an empty line and nothing more → failed{invalid-http}',
      answering('\r\n\0\r\n'),
      failed('invalid-http'),
    ],
    [
      '18 · Content-Length beside Transfer-Encoding → failed{invalid-http}',
      answering(`${jsonHead}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
      failed('invalid-http'),
    ],
    [
      '17 · a chunk size that is no number → failed{invalid-http}',
      answering(`${jsonHead}Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n`),
      failed('invalid-http'),
    ],
    [
      '17 · a chunk longer than told → failed{invalid-http}',
      answering(`${jsonHead}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`),
      failed('invalid-http'),
    ],
    [
      '18 · two unlike Content-Length → failed{invalid-http}',
      answering(`${jsonHead}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`),
      failed('invalid-http'),
    ],
    [
      '18 · a header line that ends with a bare LF → failed{invalid-http}',
      answering(`HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 0\n\n`),
      failed('invalid-http'),
    ],
  ])('%s', async (_, fault, outcome, options) => {
    expect(await stage.meet(fault, options)).toMatchObject(outcome);
  });
});
