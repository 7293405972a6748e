import { describe, expect, it } from 'vitest';
import { answering } from '../test/raw-upstream.js';
import { asking, plainAnswer, stageOfWires } from './wire-sides.cases.js';

const stage = stageOfWires();

const post = (length: number): string =>
  `POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: ${length}\r\n\r\n`;

/** Both ways through: a read, and what carries a body. */
const ways: [name: string, request: string, outcome: string][] = [
  ['a read', asking('1'), 'aborted'],
  ['a write', `${post(4)}body`, 'not-replayable'],
];

describe('what is said before the answer', () => {
  const expecting = 'POST /items/1 HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n';

  it('54 · is told to go on when the upstream says so, and its body arrives', async () => {
    await stage.start({
      async legacy({ send, body }) {
        await send('HTTP/1.1 100 Continue\r\n\r\n');
        await body();
        await send(plainAnswer);
      },
    });
    const client = await stage.sides.client();
    await client.send(expecting);
    // Waits for the word, as it may.
    await expect.poll(() => client.source.over ?? client.socket.bytesRead).toBeGreaterThan(0);
    await client.send('body');
    const answer = await client.answer('POST');
    expect([answer.interim.map(({ status }) => status), answer.status]).toEqual([[100], 200]);
    const { legacy } = stage.sides;
    expect(legacy.bodies.get(legacy.requests[0]!)?.body.toString()).toBe('body');
  });

  it.each([
    ['417', 'HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n'],
    ['401', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
  ])('54 · hears the upstream’s %s in place of 100, and keeps its body', async (status, bytes) => {
    await stage.start({ legacy: ({ send }) => send(bytes).then(() => undefined) });
    const client = await stage.sides.client();
    await client.send(expecting);
    const answer = await client.answer('POST');
    expect([answer.interim, answer.status]).toEqual([[], Number(status)]);
  });

  it('54 · what else is expected is for the upstream to refuse', async () => {
    await stage.start({ legacy: answering('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n') });
    const client = await stage.sides.client();
    await client.send('GET /items/1 HTTP/1.1\r\nHost: h\r\nExpect: the-unexpected\r\n\r\n');
    expect((await client.answer()).status).toBe(417);
    expect(stage.sides.legacy.requests[0]?.headers).toContainEqual(['Expect', 'the-unexpected']);
  });

  it('54 · of HTTP/1.0 is told nothing in between', async () => {
    await stage.start();
    const client = await stage.sides.client();
    await client.send(`${expecting.replace('HTTP/1.1', 'HTTP/1.0')}body`);
    const answer = await client.answer('POST');
    expect([answer.interim, answer.status]).toEqual([[], 200]);
  });

  it.each(ways)('54 · early hints reach the client of %s as they come', async (_, request) => {
    await stage.start({
      legacy: answering(
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLINK: </b.js>\r\n\r\n',
        plainAnswer,
      ),
    });
    const client = await stage.sides.client();
    const { interim, status } = await client.ask(request);
    expect(status).toBe(200);
    expect(interim).toMatchObject([
      {
        status: 103,
        headers: [
          ['Link', '</a.css>; rel=preload'],
          ['LINK', '</b.js>'],
        ],
      },
    ]);
  });

  it.each(ways)('54 · early hints never reach an HTTP/1.0 client of %s', async (_, request) => {
    await stage.start({
      legacy: answering('HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n', plainAnswer),
    });
    const client = await stage.sides.client();
    const { interim, status } = await client.ask(request.replace('HTTP/1.1', 'HTTP/1.0'));
    expect([interim, status]).toEqual([[], 200]);
  });

  it('54 · early hints of a candidate that fails are not told: legacy answers', async () => {
    await stage.start({
      candidate: answering(
        'HTTP/1.1 103 Early Hints\r\nLink: </candidate>\r\n\r\n',
        'HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n',
      ),
    });
    stage.sides.turn(1);
    const { interim, status } = await (await stage.sides.client()).ask(asking('1'));
    expect([interim, status]).toEqual([[], 200]);
  });

  it('54 · a 100 Continue that nobody asked for does no harm', async () => {
    await stage.start({ legacy: answering('HTTP/1.1 100 Continue\r\n\r\n', plainAnswer) });
    expect((await (await stage.sides.client()).ask(asking('1'))).status).toBe(200);
  });
});
