import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { ClientResponse } from './client-response.js';

afterEach(() => void vi.useRealTimers());

/** More than the kernel's buffers take for a client that reads nothing. */
const large = Buffer.alloc(16 * 1024 * 1024);

const ways: [name: string, isRead: boolean, answer: (client: ClientResponse) => void, taken: boolean][] = [
  ['in the middle of an answer is let go', false, (client) => client.data(large), false],
  [
    'after all of it was said is let go',
    false,
    (client) => {
      client.data(large);
      client.end([]);
    },
    false,
  ],
  [
    'of an answer it has taken already loses nothing',
    true,
    (client) => {
      client.data(Buffer.from('small'));
      client.end([]);
    },
    true,
  ],
];
it.each(ways)('a client that takes nothing for a minute %s', async (_, isRead, answer, taken) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let began: (client: ClientResponse) => void;
  const answering = new Promise<ClientResponse>((resolve) => {
    began = resolve;
  });
  const server = createServer((_request, response) => {
    const client = new ClientResponse(response, () => []);
    client.head(200, 'OK', []);
    answer(client);
    began(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  if (isRead) socket.resume();
  socket.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  const client = await answering;
  if (taken) await client.closed;
  vi.advanceTimersByTime(61_000);
  await client.closed;
  expect(client.isTaken).toBe(taken);
  expect(vi.getTimerCount()).toBe(0);
  socket.destroy();
  server.close();
});
