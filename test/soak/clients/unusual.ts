import type { ClientFault } from '../client-fault.js';
import { statusSaid } from './refused.js';

/** Clients that do nothing wrong, and not what most do. */
export const unusual: readonly ClientFault[] = [
  {
    name: 'asks before it sends',
    async play({ client, write, judged }) {
      const request = write({
        path: '/uploads/',
        method: 'POST',
        body: Buffer.alloc(3_000, 'expected'),
        lines: ['Expect: 100-continue'],
      });
      await client.send(request.head);
      const first = (await client.source.until('\r\n\r\n'))?.toString('latin1') ?? '';
      if (!first.startsWith('HTTP/1.1 100 ')) return { expected: '100 Continue', seen: first };
      await client.send(request.body);
      return judged(request);
    },
  },
  {
    name: 'stops its upload when it is answered',
    async play({ client, write }) {
      const lines = ['X-Soak-Early: 1'];
      const { head, body } = write({ path: '/uploads/', method: 'POST', body: Buffer.alloc(10_000), lines });
      // One answer to one request, and the connection is of no more use: nobody knows where the next would begin.
      return statusSaid(client, `${head}${body.toString('latin1', 0, 1_000)}`, 413);
    },
  },
  {
    name: 'expects the unexpected',
    route: 'items',
    counted: 'surely',
    async play({ client, write, judged }) {
      const request = write({ path: '/items/', method: 'GET', lines: ['Expect: the-unexpected'] });
      await client.send(request.head);
      return judged(request);
    },
  },
  {
    name: 'speaks HTTP/1.0',
    route: 'items',
    counted: 'surely',
    async play({ client, write, judged }) {
      const request = write({ path: '/items/', method: 'GET', version: '1.0' });
      await client.send(request.head);
      return judged(request);
    },
  },
];
