import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { startTwoSides } from './two-sides.cases.js';

it('a drain serves what runs, then ends connections that are idle, unused, half-sent or upgraded', async () => {
  let answer: () => void = () => {};
  const sides = await startTwoSides({
    legacy: (_request, response) => {
      answer = () => response.end('late');
    },
    prepareLegacy: (server) =>
      server.on('upgrade', (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
        socket.on('end', () => socket.end());
      }),
  });
  const open = async (bytes: string): Promise<{ closed: Promise<unknown>; said: () => string }> => {
    const socket = connect(sides.port, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => (said += chunk.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(bytes);
    return { closed: once(socket, 'close'), said: () => said };
  };
  const unused = await open('');
  const halfSent = await open('GET /items/1 HTT');
  const upgraded = await open(
    'GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  // Told to go on or not, what runs is running.
  const running = await open('GET /elsewhere HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n');
  await expect.poll(() => upgraded.said()).toMatch(/101/);
  await expect.poll(() => sides.legacySaw.length).toBe(1);

  const drained = sides.drain.run(20_000);
  await Promise.all([unused.closed, halfSent.closed]);
  expect(running.said()).not.toMatch(/ 200 /);
  answer();
  await Promise.all([drained, running.closed, upgraded.closed]);
  expect(await drained).toBe(0);
  expect(running.said()).toMatch(/200 OK[\s\S]*connection: close[\s\S]*late/i);
  await sides.close();
});

it('a drain breaks what has not ended by its deadline, and says how much', async () => {
  const sides = await startTwoSides({ legacy: () => undefined });
  const sockets = [
    'GET /elsewhere HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET /items/1 HTTP/1.1\r\nHost: h\r\n\r\n',
    '',
  ].map((bytes) =>
    connect(sides.port, '127.0.0.1', function (this: ReturnType<typeof connect>) {
      this.write(bytes);
    }),
  );
  const closed = sockets.map((socket) => once(socket, 'close'));
  await expect.poll(() => sides.legacySaw.length).toBe(2);
  expect(await sides.drain.run(100)).toBe(2);
  await Promise.all(closed);
  await sides.close();
});
