import { setTimeout as sleep } from 'node:timers/promises';
import { resetNow } from '../../raw-upstream.js';
import { readHead } from '../../wire-message.js';
import type { ClientFault, Playground } from '../client-fault.js';
import { faultNamed } from '../upstream/faults.js';

/** Reset or closed, as chance has it. */
function leave({ client, draw }: Playground): undefined {
  if (draw < 0.5) resetNow(client.socket);
  else client.close();
}

/** Clients that go away before they have what they asked for. */
export const impatient: readonly ClientFault[] = [
  {
    name: 'leaves within its head',
    async play(ground) {
      await ground.client.send('GET /items/1 HTTP/1.1\r\nHost: h\r\nX-Ha');
      await sleep(ground.draw * 50);
      return leave(ground);
    },
  },
  {
    name: 'leaves at once',
    route: 'items',
    counted: 'perhaps',
    async play(ground) {
      await ground.client.send(ground.write({ path: '/items/', method: 'GET' }).head);
      return leave(ground);
    },
  },
  {
    name: 'leaves while it waits',
    route: 'split',
    counted: 'perhaps',
    async play(ground) {
      const legacyFault = faultNamed('no head ever');
      await ground.client.send(ground.write({ path: '/split/', method: 'GET', legacyFault }).head);
      await sleep(10 + ground.draw * 100);
      return leave(ground);
    },
  },
  {
    name: 'leaves within the answer',
    route: 'items',
    counted: 'perhaps',
    async play(ground) {
      const legacyFault = faultNamed('a dripping body');
      await ground.client.send(ground.write({ path: '/items/', method: 'GET', legacyFault }).head);
      await readHead(ground.client.source);
      return leave(ground);
    },
  },
  {
    name: 'leaves within a large answer',
    async play(ground) {
      await ground.client.send(ground.write({ path: '/files/', method: 'GET' }).head);
      const { status } = await readHead(ground.client.source);
      if (status !== 200) return { expected: '200', seen: String(status) };
      await ground.client.source.exactly(100_000);
      return leave(ground);
    },
  },
  {
    name: 'leaves within its upload',
    async play(ground) {
      const body = Buffer.alloc(1_000_000);
      const { head } = ground.write({ path: '/uploads/', method: 'POST', body });
      await ground.client.send(head);
      await ground.client.send(body.subarray(0, 100_000));
      await sleep(ground.draw * 50);
      return leave(ground);
    },
  },
  {
    name: 'leaves within its search',
    route: 'search',
    counted: 'perhaps',
    async play(ground) {
      const body = Buffer.alloc(10_000);
      const { head } = ground.write({ path: '/search/', method: 'POST', body });
      await ground.client.send(head);
      await ground.client.send(body.subarray(0, 1_000));
      await sleep(ground.draw * 50);
      return leave(ground);
    },
  },
  {
    name: 'half-closes',
    route: 'items',
    counted: 'perhaps',
    async play(ground) {
      // Whether it is still answered is Banyan's to say; that it is over is not.
      await ground.client.send(ground.write({ path: '/items/', method: 'GET' }).head);
      ground.client.finish();
      await ground.client.closed;
      return undefined;
    },
  },
  {
    name: 'leaves within its upgrade',
    route: 'items',
    counted: 'perhaps',
    async play(ground) {
      const lines = ['Connection: Upgrade', 'Upgrade: websocket'];
      await ground.client.send(ground.write({ path: '/items/', method: 'GET', lines }).head);
      await sleep(ground.draw * 10);
      return leave(ground);
    },
  },
  {
    name: 'half-closes what it upgraded',
    route: 'items',
    counted: 'surely',
    async play({ client, write }) {
      const lines = ['Connection: Upgrade', 'Upgrade: websocket'];
      await client.send(write({ path: '/items/', method: 'GET', lines }).head);
      await readHead(client.source);
      client.finish();
      await client.closed;
      return undefined;
    },
  },
];
