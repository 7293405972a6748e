import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startTwoSides } from './two-sides.cases.js';
import { normaliseUpstream } from './upstream-rule.js';

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const probe = createTcpServer();
  probe.on('error', () => resolve(false));
  probe.listen(0, '::1', () => probe.close(() => resolve(true)));
});

it.runIf(hasIpv6)('an upstream at an IPv6 address is reached on every path', async () => {
  const server = createServer((_request, response) => response.end('six'));
  const sockets = new WebSocketServer({ server });
  server.listen(0, '::1');
  await once(server, 'listening');
  const rule = normaliseUpstream('u', { url: `http://[::1]:${(server.address() as AddressInfo).port}` });
  const sides = await startTwoSides({ upstreams: { legacy: rule, candidate: rule } });
  const address = `127.0.0.1:${sides.port}`;
  expect(await (await fetch(`http://${address}/items/1`)).text()).toBe('six');
  expect(await (await fetch(`http://${address}/else`, { method: 'POST', body: 'x' })).text()).toBe('six');
  const socket = new WebSocket(`ws://${address}/ws`);
  await once(socket, 'open');
  socket.terminate();
  await sides.close();
  sockets.close();
  server.closeAllConnections();
  server.close();
});
