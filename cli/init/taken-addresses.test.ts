import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { takenAddresses } from './taken-addresses.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** An address that somebody has. */
async function taken(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a new file’s addresses that somebody has are told, each with its key and the way out', async () => {
  const [proxy, admin] = [await taken(), await taken()];
  expect(await takenAddresses(proxy, admin)).toEqual([
    `the proxy cannot listen on ${proxy}: the port is taken. End the process that has it, or choose another under proxy.listen.`,
    `the page and API cannot listen on ${admin}: the port is taken. End the process that has it, or choose another under admin.listen.`,
  ]);
});

test('of addresses that can be had nothing is told', async () => {
  const admin = await taken();
  expect(await takenAddresses('127.0.0.1:0', admin)).toHaveLength(1);
  expect(await takenAddresses('127.0.0.1:0', '127.0.0.1:0')).toEqual([]);
});
