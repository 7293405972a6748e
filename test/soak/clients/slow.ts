import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientFault } from '../client-fault.js';
import { statusSaid } from './refused.js';

/** Clients that take their time, and those that take too much of it. */
export const slow: readonly ClientFault[] = [
  {
    name: 'reads slowly',
    async play({ client, write, judged, draw }) {
      const request = write({ path: '/files/', method: 'GET' });
      client.socket.pause();
      await client.send(request.head);
      await sleep(200 + draw * 1_500);
      client.socket.resume();
      return judged(request);
    },
  },
  {
    name: 'sends slowly',
    async play({ client, write, judged }) {
      const request = write({
        path: '/uploads/',
        method: 'POST',
        body: Buffer.alloc(20_000, 'slow'),
        chunked: true,
      });
      await client.send(request.head);
      for (let at = 0; at < request.body.length; at += 1_000) {
        await client.send(`3e8\r\n${request.body.toString('latin1', at, at + 1_000)}\r\n`);
        await sleep(20);
      }
      await client.send('0\r\n\r\n');
      return judged(request);
    },
  },
  {
    name: 'searches slowly',
    route: 'search',
    counted: 'surely',
    async play({ client, write, judged }) {
      const request = write({ path: '/search/', method: 'POST', body: Buffer.alloc(2_000, 'slow') });
      await client.send(request.head);
      for (let at = 0; at < request.body.length; at += 100) {
        await client.send(request.body.subarray(at, at + 100));
        await sleep(15);
      }
      return judged(request);
    },
  },
  {
    name: 'never ends its head',
    play: ({ client }) => statusSaid(client, 'GET /items/1 HTTP/1.1\r\nHost: h\r\nX-Half', 408),
  },
  {
    name: 'never ends its body',
    play: ({ client, write }) =>
      statusSaid(client, write({ path: '/uploads/', method: 'POST', body: Buffer.alloc(1_000) }).head, 408),
  },
];
